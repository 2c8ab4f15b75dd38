#include "core/portraits/Scene.h"

#include "core/base/Random.h"

namespace likeness::portraits {

Scene randomScene(std::uint64_t seed)
{
    base::Random random(seed ^ 0x7363'656e'65ull);
    Scene scene;
    scene.style = allStyles[size_t(random.weighted({3.5, 1, 1, 1, 1, 1, 1, 1}))];
    scene.background = allBackgrounds[size_t(random.below(int(allBackgrounds.size())))];
    scene.clothing = allClothing[size_t(random.below(int(allClothing.size())))];
    scene.clothingColour = allClothingColours[size_t(random.below(int(allClothingColours.size())))];
    scene.expression = allExpressions[size_t(random.below(int(allExpressions.size())))];
    scene.accessory = allAccessories[size_t(random.weighted({.6, .1, .1, .1, .1}))];
    scene.pose = allPoses[size_t(random.weighted({.6, .2, .2}))];
    scene.light = allLights[size_t(random.weighted({.64, .12, .12, .12}))];
    return scene;
}

Rgb colourOf(ClothingColour colour)
{
    switch (colour) {
    case ClothingColour::red:
        return {196, 36, 40};
    case ClothingColour::blue:
        return {38, 84, 186};
    case ClothingColour::green:
        return {38, 136, 66};
    case ClothingColour::yellow:
        return {240, 196, 44};
    case ClothingColour::white:
        return {236, 236, 234};
    case ClothingColour::black:
        return {40, 40, 44};
    }
    return {};
}

} // namespace likeness::portraits
