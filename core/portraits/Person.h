// Who is in the picture: everything that stays when the scene changes.
#pragma once

#include <array>
#include <cstdint>

namespace likeness::portraits {

struct Rgb {
    double r = 0, g = 0, b = 0; // sRGB, 0..255
};

enum class Presentation { woman, man };
enum class HairStyle {
    shortCut,
    buzzCut,
    bald,
    bob,
    longStraight,
    longWavy,
    curly,
    bun,
    sidePart,
    afro,
    ponytail,
    longCurly,
    mohawk
};
enum class HairColour { black, darkBrown, brown, blond, red, grey, white };
enum class EyeColour { brown, hazel, green, blue, grey };
enum class Glasses { none, round, square };
enum class FacialHair { none, stubble, moustache, beard };
enum class Age { young, middleAged, old };

inline constexpr std::array allPresentations{Presentation::woman, Presentation::man};
inline constexpr std::array allHairStyles{
    HairStyle::shortCut, HairStyle::buzzCut,      HairStyle::bald,
    HairStyle::bob,      HairStyle::longStraight, HairStyle::longWavy,
    HairStyle::curly,    HairStyle::bun,          HairStyle::sidePart,
    HairStyle::afro,     HairStyle::ponytail,     HairStyle::longCurly,
    HairStyle::mohawk};
inline constexpr std::array allHairColours{
    HairColour::black, HairColour::darkBrown, HairColour::brown, HairColour::blond,
    HairColour::red,   HairColour::grey,      HairColour::white};
inline constexpr std::array allEyeColours{EyeColour::brown, EyeColour::hazel, EyeColour::green,
                                          EyeColour::blue, EyeColour::grey};
inline constexpr std::array allGlasses{Glasses::none, Glasses::round, Glasses::square};
inline constexpr std::array allFacialHair{FacialHair::none, FacialHair::stubble,
                                          FacialHair::moustache, FacialHair::beard};
inline constexpr std::array allAges{Age::young, Age::middleAged, Age::old};

// Measures without a unit run from -1 to 1; 0 is the mean.
struct Person {
    Presentation presentation = Presentation::woman;
    Age age = Age::young;
    double skinTone = 0.3; // 0 very light .. 1 very dark
    double undertone = 0;  // -1 rosy .. 1 golden
    HairStyle hairStyle = HairStyle::shortCut;
    HairColour hairColour = HairColour::brown;
    EyeColour eyeColour = EyeColour::brown;
    Glasses glasses = Glasses::none;
    FacialHair facialHair = FacialHair::none;
    bool hasFreckles = false;

    double faceWidth = 0, jawWidth = 0, chinWidth = 0, chinLength = 0;
    double eyeSize = 0, eyeDistance = 0, eyeTilt = 0;
    double browThickness = 0, browHeight = 0, browArch = 0;
    double noseWidth = 0, noseLength = 0;
    double mouthWidth = 0, lipFullness = 0;
};

// The same seed is the same person on every machine. Skin tone is uniform and, like hair colour,
// independent of everything else; facial hair is for men only; hair styles lean to what is usual,
// but none is excluded for women.
Person randomPerson(std::uint64_t seed);

// The mean colour of lit skin; gets darker with every step of `skinTone`.
Rgb skinColour(const Person& person);
Rgb colourOf(HairColour colour);
Rgb colourOf(EyeColour colour);

} // namespace likeness::portraits
