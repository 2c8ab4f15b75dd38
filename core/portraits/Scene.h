// What surrounds the person: everything a caption can ask for.
#pragma once

#include "core/portraits/Person.h"

#include <array>
#include <cstdint>

namespace likeness::portraits {

// Grows when a seed draws another person, another scene or another picture than before: what was kept
// of an earlier world must be drawn anew.
inline constexpr int worldVersion = 2;

enum class Style { photo, watercolor, oil, pencil, comic, ukiyoE, popArt, vintage };
enum class Background {
    grey,
    blue,
    red,
    green,
    yellow,
    beach,
    forest,
    cityAtNight,
    bookshelf,
    mountains
};
enum class Clothing { tShirt, hoodie, suit, turtleneck, shirt, dress, leatherJacket, kimono };
enum class ClothingColour { red, blue, green, yellow, white, black };
enum class Accessory { none, scarf, hat, headphones, earrings };
enum class Expression { neutral, smiling, laughing, surprised };
enum class Pose { front, left, right }; // where the head is turned to, as the picture shows it
enum class Light { soft, golden, blue, side };

inline constexpr std::array allStyles{Style::photo,  Style::watercolor, Style::oil,
                                      Style::pencil, Style::comic,      Style::ukiyoE,
                                      Style::popArt, Style::vintage};
inline constexpr std::array allBackgrounds{
    Background::grey,      Background::blue,     Background::red,    Background::green,
    Background::yellow,    Background::beach,    Background::forest, Background::cityAtNight,
    Background::bookshelf, Background::mountains};
inline constexpr std::array allClothing{
    Clothing::tShirt, Clothing::hoodie, Clothing::suit,          Clothing::turtleneck,
    Clothing::shirt,  Clothing::dress,  Clothing::leatherJacket, Clothing::kimono};
inline constexpr std::array allClothingColours{ClothingColour::red,   ClothingColour::blue,
                                               ClothingColour::green, ClothingColour::yellow,
                                               ClothingColour::white, ClothingColour::black};
inline constexpr std::array allAccessories{Accessory::none, Accessory::scarf, Accessory::hat,
                                           Accessory::headphones, Accessory::earrings};
inline constexpr std::array allExpressions{Expression::neutral, Expression::smiling,
                                           Expression::laughing, Expression::surprised};
inline constexpr std::array allPoses{Pose::front, Pose::left, Pose::right};
inline constexpr std::array allLights{Light::soft, Light::golden, Light::blue, Light::side};

struct Scene {
    Style style = Style::photo;
    Background background = Background::grey;
    Clothing clothing = Clothing::tShirt;
    ClothingColour clothingColour = ClothingColour::blue;
    Accessory accessory = Accessory::none;
    Expression expression = Expression::neutral;
    Pose pose = Pose::front;
    Light light = Light::soft;

    bool operator==(const Scene&) const = default;
};

// The same seed is the same scene on every machine. Backgrounds, clothes and expressions are drawn
// uniformly; a third are photos; most heads look to the front, in soft light, without accessory.
Scene randomScene(std::uint64_t seed);

Rgb colourOf(ClothingColour colour);

} // namespace likeness::portraits
