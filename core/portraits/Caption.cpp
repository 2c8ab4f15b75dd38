#include "core/portraits/Caption.h"

#include "core/base/Random.h"

#include <vector>

namespace likeness::portraits {

namespace {

using Words = std::vector<std::string_view>;

std::string pick(const Words& words, base::Random& random)
{
    return std::string(words[size_t(random.below(int(words.size())))]);
}

Words openings(Style style)
{
    switch (style) {
    case Style::photo:
        return {"a photo of", "a portrait photo of"};
    case Style::watercolor:
        return {"a watercolor portrait of", "a watercolor painting of"};
    case Style::oil:
        return {"an oil portrait of", "an oil painting of"};
    case Style::pencil:
        return {"a pencil portrait of", "a pencil drawing of"};
    case Style::comic:
        return {"a comic portrait of", "a comic drawing of"};
    case Style::ukiyoE:
        return {"a ukiyo-e portrait of", "a ukiyo-e print of"};
    case Style::popArt:
        return {"a pop art portrait of", "a pop art print of"};
    case Style::vintage:
        return {"a vintage photo of", "a vintage portrait of"};
    }
    return {};
}

Words places(Background background)
{
    switch (background) {
    case Background::grey:
        return {"on a grey background", "in front of a grey wall"};
    case Background::blue:
        return {"on a blue background", "in front of a blue wall"};
    case Background::red:
        return {"on a red background", "in front of a red wall"};
    case Background::green:
        return {"on a green background", "in front of a green wall"};
    case Background::yellow:
        return {"on a yellow background", "in front of a yellow wall"};
    case Background::beach:
        return {"at the beach", "on a beach"};
    case Background::forest:
        return {"in a forest", "in the forest"};
    case Background::cityAtNight:
        return {"in a city at night", "in the city at night"};
    case Background::bookshelf:
        return {"in front of a bookshelf", "with a bookshelf behind"};
    case Background::mountains:
        return {"in the mountains", "in front of mountains"};
    }
    return {};
}

Words moods(Expression expression)
{
    switch (expression) {
    case Expression::neutral:
        return {"neutral expression", "with a neutral expression"};
    case Expression::smiling:
        return {"smiling", "smiling at the camera"};
    case Expression::laughing:
        return {"laughing", "laughing with an open mouth"};
    case Expression::surprised:
        return {"surprised", "looking surprised"};
    }
    return {};
}

Words accessories(Accessory accessory)
{
    switch (accessory) {
    case Accessory::none:
        return {};
    case Accessory::scarf:
        return {"an orange scarf", "a scarf"};
    case Accessory::hat:
        return {"a hat", "a black hat"};
    case Accessory::headphones:
        return {"headphones", "white headphones"};
    case Accessory::earrings:
        return {"earrings", "gold earrings"};
    }
    return {};
}

Words poses(Pose pose)
{
    switch (pose) {
    case Pose::front:
        return {};
    case Pose::left:
        return {"looking to the left", "turned to the left"};
    case Pose::right:
        return {"looking to the right", "turned to the right"};
    }
    return {};
}

Words lights(Light light)
{
    switch (light) {
    case Light::soft:
        return {};
    case Light::golden:
        return {"in golden light", "golden light"};
    case Light::blue:
        return {"in blue light", "blue light"};
    case Light::side:
        return {"in side light", "dramatic side light"};
    }
    return {};
}

std::string outfit(const Scene& scene, base::Random& random)
{
    std::string text = random.chance(.7) ? "wearing a " : "in a ";
    text += std::string(word(scene.clothingColour)) + " " + std::string(word(scene.clothing));
    if (scene.accessory != Accessory::none)
        text += " and " + pick(accessories(scene.accessory), random);
    return text;
}

// Mood and pose, or place and light: the second part only where there is something to say.
std::string joined(const std::string& first, const Words& second, base::Random& random)
{
    return second.empty() ? first : first + ", " + pick(second, random);
}

std::string hairPhrase(const Person& person, base::Random& random)
{
    if (person.hairStyle == HairStyle::bald)
        return "bald";
    const std::string colour(word(person.hairColour));
    switch (person.hairStyle) {
    case HairStyle::buzzCut:
        return "with " + colour + " buzz cut hair";
    case HairStyle::bob:
        return random.chance(.5) ? "with a " + colour + " bob" : "with " + colour + " bob hair";
    case HairStyle::bun:
        return "with " + colour + " hair in a bun";
    case HairStyle::sidePart:
        return "with " + colour + " side part hair";
    case HairStyle::afro:
        return random.chance(.5) ? "with a " + colour + " afro" : "with " + colour + " afro hair";
    case HairStyle::ponytail:
        return "with " + colour + " hair in a ponytail";
    case HairStyle::mohawk:
        return "with a " + colour + " mohawk";
    default:
        return "with " + std::string(word(person.hairStyle)) + " " + colour + " hair";
    }
}

std::string subject(const Person& person, base::Random& random)
{
    std::string text = person.age == Age::old ? "an " : "a ";
    text += std::string(word(person.age)) + " " + std::string(word(person.presentation));
    std::vector<std::string> traits{hairPhrase(person, random),
                                    "with " + std::string(skinWord(person.skinTone)) + " skin"};
    if (person.glasses != Glasses::none)
        traits.push_back("with " + std::string(word(person.glasses)));
    if (person.facialHair == FacialHair::stubble)
        traits.push_back("with stubble");
    else if (person.facialHair != FacialHair::none)
        traits.push_back("with a " + std::string(word(person.facialHair)));
    if (person.hasFreckles)
        traits.push_back("with freckles");
    const bool skinFirst = random.chance(.5);
    if (skinFirst)
        std::swap(traits[0], traits[1]);
    for (size_t i = 0; i < traits.size(); ++i) {
        // "with A, B and C": one "with", unless "bald" stands between
        const bool startsWith = traits[i].rfind("with ", 0) == 0;
        const bool afterWith = i > 0 && traits[i - 1].rfind("with ", 0) == 0;
        const std::string bare = startsWith && afterWith ? traits[i].substr(5) : traits[i];
        if (i == 0)
            text += (startsWith ? " " : ", ") + bare;
        else
            text += (i + 1 == traits.size() && startsWith && afterWith ? " and " : ", ") + bare;
    }
    return text;
}

// `joint`: between the subject and the clothes when they follow each other.
std::string sentence(const std::string& subject, std::string_view joint, const Scene& scene,
                     base::Random& random)
{
    const std::string text = pick(openings(scene.style), random) + " " + subject;
    const std::string clothes = outfit(scene, random);
    const std::string mood = joined(pick(moods(scene.expression), random), poses(scene.pose), random);
    const std::string place = joined(pick(places(scene.background), random), lights(scene.light), random);
    switch (random.below(3)) {
    case 0:
        return text + std::string(joint) + clothes + ", " + mood + ", " + place;
    case 1:
        return text + std::string(joint) + clothes + ", " + place + ", " + mood;
    default:
        return text + ", " + mood + ", " + clothes + ", " + place;
    }
}

} // namespace

std::string caption(const Scene& scene, std::uint64_t wording)
{
    base::Random random(wording ^ 0x776f'7264ull);
    return sentence("a person", " ", scene, random);
}

std::string caption(const Person& person, const Scene& scene, std::uint64_t wording)
{
    base::Random random(wording ^ 0x776f'7264'73ull);
    const std::string who = subject(person, random);
    return sentence(who, ", ", scene, random);
}

} // namespace likeness::portraits
