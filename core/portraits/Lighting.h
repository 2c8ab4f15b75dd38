// The colour and direction of the light on a finished drawing.
#pragma once

#include "core/portraits/Scene.h"

#include <opencv2/core.hpp>

namespace likeness::portraits {

// What each channel of each pixel is multiplied with, 128: as it is; empty for Light::soft.
cv::Mat3b lightMap(Light light, int pixels);

void illuminate(cv::Mat3b& picture, const cv::Mat3b& map); // of the same size, or an empty map

} // namespace likeness::portraits
