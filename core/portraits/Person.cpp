#include "core/portraits/Person.h"

#include "core/base/Random.h"

#include <algorithm>
#include <cmath>

namespace likeness::portraits {

namespace {

HairStyle randomHairStyle(Presentation presentation, base::Random& random)
{
    // in the order of HairStyle: short, buzz, bald, bob, long straight, long wavy, curly, bun, side
    // part, afro, ponytail, long curly, mohawk
    const int index = presentation == Presentation::woman
                          ? random.weighted({.8, .4, .3, 1.6, 1.6, 1.6, 1.2, 1.4, .4, 1, 1.6, 1.4, .5})
                          : random.weighted({1.8, 1.3, 1.2, .3, .5, .5, 1.2, .35, 1.8, 1, .4, .6, 1.1});
    return allHairStyles[size_t(index)];
}

} // namespace

Person randomPerson(std::uint64_t seed)
{
    base::Random random(seed ^ 0x7065'7273'6f6eull);
    Person person;
    person.presentation = allPresentations[size_t(random.below(2))];
    person.age = allAges[size_t(random.weighted({.5, .25, .25}))];
    person.skinTone = random.uniform();
    person.undertone = random.uniform(-1, 1);
    person.hairStyle = randomHairStyle(person.presentation, random);
    person.hairColour = allHairColours[size_t(random.below(int(allHairColours.size())))];
    person.eyeColour = allEyeColours[size_t(random.below(int(allEyeColours.size())))];
    person.glasses = allGlasses[size_t(random.weighted({.62, .19, .19}))];
    const int facialHair = random.weighted({.4, .2, .15, .25});
    if (person.presentation == Presentation::man)
        person.facialHair = allFacialHair[size_t(facialHair)];
    person.hasFreckles = random.chance(.12);
    for (double* measure :
         {&person.faceWidth, &person.jawWidth, &person.chinWidth, &person.chinLength,
          &person.eyeSize, &person.eyeDistance, &person.eyeTilt, &person.browThickness,
          &person.browHeight, &person.browArch, &person.noseWidth, &person.noseLength,
          &person.mouthWidth, &person.lipFullness})
        *measure = std::clamp(random.bell() * 1.3, -1.0, 1.0);
    return person;
}

Rgb skinColour(const Person& person)
{
    // Our own ramp; luminance falls at every stop.
    static constexpr std::array<Rgb, 8> ramp{{{245, 217, 202},
                                              {236, 198, 172},
                                              {221, 174, 142},
                                              {201, 147, 110},
                                              {168, 114, 80},
                                              {130, 84, 58},
                                              {98, 64, 46},
                                              {76, 51, 39}}};
    const double place = std::clamp(person.skinTone, 0.0, 1.0) * double(ramp.size() - 1);
    const size_t left = std::min(size_t(place), ramp.size() - 2);
    const double t = place - double(left);
    const Rgb& a = ramp[left];
    const Rgb& b = ramp[left + 1];
    const double warm = std::clamp(person.undertone, -1.0, 1.0);
    return {(a.r + (b.r - a.r) * t), (a.g + (b.g - a.g) * t) * (1 + .02 * warm),
            (a.b + (b.b - a.b) * t) * (1 - .06 * warm)};
}

Rgb colourOf(HairColour colour)
{
    switch (colour) {
    case HairColour::black:
        return {30, 27, 28};
    case HairColour::darkBrown:
        return {66, 43, 31};
    case HairColour::brown:
        return {120, 77, 46};
    case HairColour::blond:
        return {216, 176, 104};
    case HairColour::red:
        return {176, 74, 32};
    case HairColour::grey:
        return {140, 140, 140};
    case HairColour::white:
        return {228, 228, 226};
    }
    return {};
}

Rgb colourOf(EyeColour colour)
{
    switch (colour) {
    case EyeColour::brown:
        return {88, 52, 28};
    case EyeColour::hazel:
        return {138, 100, 46};
    case EyeColour::green:
        return {84, 130, 78};
    case EyeColour::blue:
        return {72, 128, 190};
    case EyeColour::grey:
        return {128, 142, 150};
    }
    return {};
}

} // namespace likeness::portraits
