// Everything that is the same in many pictures of one size, drawn once.
#pragma once

#include "core/portraits/Accessories.h"
#include "core/portraits/Backdrop.h"
#include "core/portraits/Body.h"
#include "core/portraits/Hair.h"
#include "core/portraits/Turn.h"

#include <array>
#include <memory>

namespace likeness::portraits {

// Immutable after construction, hence free to share between threads.
struct Atlas {
    explicit Atlas(int pixels); // side of the canvas

    int pixels;
    std::array<cv::Mat3b, allBackgrounds.size()> backdrops;
    std::array<Layer, allPresentations.size()> bodies;
    std::array<Layer, allClothing.size()> clothes;
    std::array<HairLayers, allHairStyles.size()> hair;
    std::array<Layer, allAccessories.size()> accessories;
    std::array<Turn, allPoses.size()> turns;
    std::array<cv::Mat3b, allLights.size()> lights;
};

// The atlas of this size; the first caller draws it, which takes a second or so.
std::shared_ptr<const Atlas> atlasFor(int pixels);

} // namespace likeness::portraits
