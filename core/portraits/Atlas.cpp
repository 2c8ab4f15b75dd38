#include "core/portraits/Atlas.h"

#include "core/portraits/Lighting.h"

#include <map>
#include <mutex>

namespace likeness::portraits {

Atlas::Atlas(int side) : pixels(side)
{
    for (const Background background : allBackgrounds)
        backdrops[size_t(background)] = drawBackdrop(background, side);
    for (const Presentation presentation : allPresentations)
        bodies[size_t(presentation)] = drawBody(presentation, side);
    for (const Clothing clothing : allClothing)
        clothes[size_t(clothing)] = drawClothing(clothing, side);
    for (const HairStyle style : allHairStyles)
        hair[size_t(style)] = drawHair(style, side);
    for (const Accessory accessory : allAccessories)
        accessories[size_t(accessory)] = drawAccessory(accessory, side);
    for (const Pose pose : allPoses)
        turns[size_t(pose)] = Turn(pose, side);
    for (const Light light : allLights)
        lights[size_t(light)] = lightMap(light, side);
}

std::shared_ptr<const Atlas> atlasFor(int pixels)
{
    static std::mutex mutex;
    static std::map<int, std::shared_ptr<const Atlas>> atlases;
    const std::lock_guard lock(mutex);
    std::shared_ptr<const Atlas>& atlas = atlases[pixels];
    if (!atlas)
        atlas = std::make_shared<const Atlas>(pixels);
    return atlas;
}

} // namespace likeness::portraits
