// What surrounds the person: everything a caption can ask for.
#pragma once

#include "core/portraits/Person.h"

#include <array>
#include <cstdint>

namespace likeness::portraits {

enum class Style { photo, watercolor, oil, pencil, comic, ukiyoE };
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
enum class Clothing { tShirt, hoodie, suit, turtleneck, shirt, dress };
enum class ClothingColour { red, blue, green, yellow, white, black };
enum class Expression { neutral, smiling, laughing, surprised };

inline constexpr std::array allStyles{Style::photo,  Style::watercolor, Style::oil,
                                      Style::pencil, Style::comic,      Style::ukiyoE};
inline constexpr std::array allBackgrounds{
    Background::grey,      Background::blue,     Background::red,    Background::green,
    Background::yellow,    Background::beach,    Background::forest, Background::cityAtNight,
    Background::bookshelf, Background::mountains};
inline constexpr std::array allClothing{Clothing::tShirt,     Clothing::hoodie, Clothing::suit,
                                        Clothing::turtleneck, Clothing::shirt,  Clothing::dress};
inline constexpr std::array allClothingColours{ClothingColour::red,   ClothingColour::blue,
                                               ClothingColour::green, ClothingColour::yellow,
                                               ClothingColour::white, ClothingColour::black};
inline constexpr std::array allExpressions{Expression::neutral, Expression::smiling,
                                           Expression::laughing, Expression::surprised};

struct Scene {
    Style style = Style::photo;
    Background background = Background::grey;
    Clothing clothing = Clothing::tShirt;
    ClothingColour clothingColour = ClothingColour::blue;
    Expression expression = Expression::neutral;

    bool operator==(const Scene&) const = default;
};

// The same seed is the same scene on every machine; every fact is drawn uniformly, but for the
// style: a third photo.
Scene randomScene(std::uint64_t seed);

Rgb colourOf(ClothingColour colour);

} // namespace likeness::portraits
