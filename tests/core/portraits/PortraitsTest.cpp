#include "core/portraits/Camera.h"
#include "core/portraits/Caption.h"
#include "core/portraits/Renderer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <thread>

namespace likeness::portraits {
namespace {

constexpr int size = 128;

bool isKept(const Render& render, double x, double y)
{
    return render.kept.value[size_t(std::lround(y)) * size_t(size) + size_t(std::lround(x))] > 0;
}

double brightness(const std::uint8_t* pixel)
{
    return .299 * pixel[0] + .587 * pixel[1] + .114 * pixel[2];
}

TEST(Portraits, SameSeedIsTheSamePicture)
{
    const Render first = render(randomPerson(3), randomScene(4), size);
    const Render second = render(randomPerson(3), randomScene(4), size);
    EXPECT_EQ(first.picture, second.picture);
    EXPECT_EQ(first.kept, second.kept);
    EXPECT_NE(first.picture, render(randomPerson(5), randomScene(4), size).picture);
    EXPECT_NE(first.picture, render(randomPerson(3), randomScene(6), size).picture);
}

TEST(Portraits, ThreadsDrawWhatOneThreadDraws)
{
    constexpr int count = 8;
    std::vector<images::Image> together(count);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < count; ++i)
            threads.emplace_back([&together, i] {
                together[size_t(i)] = render(randomPerson(i), randomScene(i), 96).picture;
            });
    }
    for (int i = 0; i < count; ++i)
        EXPECT_EQ(together[size_t(i)], render(randomPerson(i), randomScene(i), 96).picture) << i;
}

TEST(Portraits, MaskCoversTheFeaturesAndLeavesTheRest)
{
    for (int seed = 0; seed < 24; ++seed) {
        const Render drawn = draw(randomPerson(seed), randomScene(seed), size);
        for (const faces::Point& point : drawn.points5)
            EXPECT_TRUE(isKept(drawn, point.x, point.y)) << seed;
        EXPECT_FALSE(isKept(drawn, 2, 2)) << seed;
        EXPECT_FALSE(isKept(drawn, size / 2, size - 3))
            << seed << ": the chest is clothes or skin below the neck";
        const double share =
            double(std::count(drawn.kept.value.begin(), drawn.kept.value.end(), 255)) /
            (size * size);
        EXPECT_GT(share, .15) << seed; // a hat hides much of a bald head
        EXPECT_LT(share, .62) << seed;
    }
}

TEST(Portraits, PointsAreInOrderAndScaleWithTheSize)
{
    const Render small = draw(randomPerson(9), Scene{}, 128),
                 large = draw(randomPerson(9), Scene{}, 256);
    EXPECT_LT(small.points5[0].x, small.points5[1].x);
    EXPECT_GT(small.points5[2].y, small.points5[0].y);
    EXPECT_LT(small.points5[3].x, small.points5[4].x);
    EXPECT_GT(small.points5[3].y, small.points5[2].y);
    for (size_t i = 0; i < 5; ++i) {
        EXPECT_NEAR((large.points5[i].x + .5) / 2, small.points5[i].x + .5, 1e-6);
        EXPECT_NEAR((large.points5[i].y + .5) / 2, small.points5[i].y + .5, 1e-6);
    }
}

TEST(Portraits, SkinDarkensWithItsParameter)
{
    double colourBefore = 1e9, pictureBefore = 1e9;
    for (int step = 0; step <= 10; ++step) {
        Person person;
        person.skinTone = step / 10.0;
        const Rgb colour = skinColour(person);
        const double luma = .299 * colour.r + .587 * colour.g + .114 * colour.b;
        EXPECT_LT(luma, colourBefore);
        const Render drawn = draw(person, Scene{}, size);
        double sum = 0;
        for (int y = 64; y < 70; ++y) // the cheek on the picture's left
            for (int x = 44; x < 50; ++x)
                sum += brightness(drawn.picture.pixel(x, y));
        EXPECT_LT(sum, pictureBefore);
        colourBefore = luma, pictureBefore = sum;
    }
}

TEST(Portraits, SkinAndHairAreDrawnIndependently)
{
    int darkWithLightHair = 0, lightWithDarkHair = 0;
    for (int seed = 0; seed < 400; ++seed) {
        const Person person = randomPerson(seed);
        EXPECT_GE(person.skinTone, 0);
        EXPECT_LE(person.skinTone, 1);
        EXPECT_TRUE(person.presentation == Presentation::man ||
                    person.facialHair == FacialHair::none);
        darkWithLightHair += person.skinTone > .5 && person.hairColour == HairColour::blond;
        lightWithDarkHair += person.skinTone < .5 && person.hairColour == HairColour::black;
    }
    EXPECT_GT(darkWithLightHair, 10);
    EXPECT_GT(lightWithDarkHair, 10);
}

TEST(Portraits, GreyHairHasNoTint)
{
    for (const HairColour colour : {HairColour::grey, HairColour::white}) {
        const Rgb rgb = colourOf(colour);
        EXPECT_LE(std::max({rgb.r, rgb.g, rgb.b}) - std::min({rgb.r, rgb.g, rgb.b}), 3);
    }
}

TEST(Portraits, EveryFactOfTheSceneShows)
{
    const Person person = randomPerson(12);
    std::set<std::vector<std::uint8_t>> pictures;
    size_t count = 0;
    const auto add = [&](const Scene& scene) {
        pictures.insert(render(person, scene, size).picture.rgb);
        ++count;
    };
    add(Scene{});
    for (const Style style : allStyles)
        if (style != Scene{}.style)
            add({.style = style});
    for (const Background background : allBackgrounds)
        if (background != Scene{}.background)
            add({.background = background});
    for (const Clothing clothing : allClothing)
        if (clothing != Scene{}.clothing)
            add({.clothing = clothing});
    for (const ClothingColour colour : allClothingColours)
        if (colour != Scene{}.clothingColour)
            add({.clothingColour = colour});
    for (const Expression expression : allExpressions)
        if (expression != Scene{}.expression)
            add({.expression = expression});
    for (const Accessory accessory : allAccessories)
        if (accessory != Scene{}.accessory)
            add({.accessory = accessory});
    for (const Pose pose : allPoses)
        if (pose != Scene{}.pose)
            add({.pose = pose});
    for (const Light light : allLights)
        if (light != Scene{}.light)
            add({.light = light});
    EXPECT_EQ(pictures.size(), count);
}

TEST(Portraits, EveryHairStyleIsItsOwn)
{
    std::set<std::vector<std::uint8_t>> pictures;
    for (const HairStyle style : allHairStyles)
        pictures.insert(draw({.hairStyle = style}, Scene{}, size).picture.rgb);
    EXPECT_EQ(pictures.size(), allHairStyles.size());
    EXPECT_GE(allHairStyles.size(), 12u);
}

TEST(Portraits, TurningMovesTheFaceAndNothingElse)
{
    const Person person = randomPerson(5);
    const Render front = draw(person, Scene{}, size);
    for (const Pose pose : {Pose::left, Pose::right}) {
        const Render side = draw(person, {.pose = pose}, size);
        const double sign = pose == Pose::left ? -1 : 1;
        const double nose = side.points5[2].x - front.points5[2].x, eye = side.points5[0].x - front.points5[0].x;
        EXPECT_GT(sign * nose, 3);
        EXPECT_GT(sign * nose, sign * eye) << "what is nearer moves further";
        for (size_t i = 0; i < 5; ++i)
            EXPECT_EQ(side.points5[i].y, front.points5[i].y);
        EXPECT_EQ(facePoints(person, {.pose = pose}, size)[2].x, side.points5[2].x);
        for (const auto& [x, y] : {std::pair{3, 3}, {size - 4, size / 2}, {size / 2, size - 4}})
            for (int k = 0; k < 3; ++k)
                EXPECT_EQ(side.picture.pixel(x, y)[k], front.picture.pixel(x, y)[k]);
    }
    // the pupil really is where the point says: darker than the skin beside it
    const Render left = draw({.skinTone = .1}, {.pose = Pose::left}, 256);
    const faces::Point eye = left.points5[1];
    EXPECT_LT(brightness(left.picture.pixel(int(std::lround(eye.x)), int(std::lround(eye.y)))),
              brightness(left.picture.pixel(int(std::lround(eye.x)), int(std::lround(eye.y)) + 22)) - 40);
}

TEST(Portraits, LightColoursAndDarkens)
{
    const auto mean = [](const Render& render, int left, int right, int channel) {
        double sum = 0;
        for (int y = 0; y < size; ++y)
            for (int x = left; x < right; ++x)
                sum += render.picture.pixel(x, y)[channel];
        return sum / (size * (right - left));
    };
    const Render soft = draw({}, {}, size), golden = draw({}, {.light = Light::golden}, size),
                 blue = draw({}, {.light = Light::blue}, size), side = draw({}, {.light = Light::side}, size);
    const auto warmth = [&](const Render& r) { return mean(r, 0, size, 0) / mean(r, 0, size, 2); };
    EXPECT_GT(warmth(golden), 1.2 * warmth(soft));
    EXPECT_LT(warmth(blue), .8 * warmth(soft));
    EXPECT_LT(mean(side, size / 2, size, 1), .65 * mean(soft, size / 2, size, 1));
    EXPECT_GT(mean(side, 0, size / 2, 1), .9 * mean(soft, 0, size / 2, 1));
}

TEST(Portraits, StyliseIsWhatRenderDoes)
{
    Scene scene = randomScene(2);
    scene.style = Style::oil;
    const Render drawn = draw(randomPerson(1), scene, size);
    EXPECT_EQ(stylise(drawn, Style::oil), render(randomPerson(1), scene, size).picture);
    EXPECT_EQ(stylise(drawn, Style::photo), drawn.picture);
}

TEST(Portraits, CaptionNamesEveryFactOfTheScene)
{
    for (int seed = 0; seed < 300; ++seed) {
        const Scene scene = randomScene(seed);
        const Person person = randomPerson(seed);
        for (const std::string& text :
             {caption(scene, seed * 31), caption(person, scene, seed * 17)}) {
            for (const std::string_view fact :
                 {word(scene.style), word(scene.background), word(scene.clothing),
                  word(scene.clothingColour), word(scene.expression)})
                EXPECT_NE(text.find(fact), std::string::npos) << fact << " in: " << text;
            if (scene.accessory != Accessory::none)
                EXPECT_NE(text.find(word(scene.accessory)), std::string::npos) << text;
            if (scene.pose != Pose::front)
                EXPECT_NE(text.find("to the " + std::string(word(scene.pose))), std::string::npos) << text;
            if (scene.light != Light::soft)
                EXPECT_NE(text.find(word(scene.light)), std::string::npos) << text;
            EXPECT_TRUE(std::none_of(text.begin(), text.end(), [](unsigned char c) {
                return std::isupper(c);
            })) << text;
        }
    }
}

TEST(Portraits, CaptionOfThePersonNamesWhatIsVisible)
{
    for (int seed = 0; seed < 300; ++seed) {
        const Person person = randomPerson(seed);
        const std::string text = caption(person, randomScene(seed), seed);
        std::vector<std::string_view> facts{word(person.presentation), word(person.age),
                                            word(person.hairStyle), skinWord(person.skinTone)};
        if (person.hairStyle != HairStyle::bald)
            facts.push_back(word(person.hairColour));
        if (person.glasses != Glasses::none)
            facts.push_back(word(person.glasses));
        if (person.facialHair != FacialHair::none)
            facts.push_back(word(person.facialHair));
        for (const std::string_view fact : facts)
            EXPECT_NE(text.find(fact), std::string::npos) << fact << " in: " << text;
    }
}

TEST(Portraits, WordingsDifferAndAreRepeatable)
{
    std::set<std::string> wordings;
    for (int wording = 0; wording < 40; ++wording) {
        wordings.insert(caption(Scene{}, wording));
        EXPECT_EQ(caption(Scene{}, wording), caption(Scene{}, wording));
    }
    EXPECT_GT(wordings.size(), 6u);
}

TEST(Portraits, CameraVariesButKeepsTheSkinApart)
{
    Person light, dark;
    light.skinTone = .05, dark.skinTone = .95;
    const Render lightRender = draw(light, Scene{}, size), darkRender = draw(dark, Scene{}, size);
    EXPECT_EQ(photograph(lightRender.picture, 8), photograph(lightRender.picture, 8));
    EXPECT_NE(photograph(lightRender.picture, 8), photograph(lightRender.picture, 9));
    for (int seed = 0; seed < 40; ++seed) {
        const images::Image bright = photograph(lightRender.picture, seed),
                            dim = photograph(darkRender.picture, seed + 100);
        EXPECT_EQ(bright.width, size);
        EXPECT_GT(brightness(bright.pixel(47, 67)), brightness(dim.pixel(47, 67)) + 20) << seed;
    }
}

} // namespace
} // namespace likeness::portraits
