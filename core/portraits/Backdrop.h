// What is behind the person: each background is one fixed drawing, slightly out of focus.
#pragma once

#include "core/portraits/Canvas.h"
#include "core/portraits/Scene.h"

namespace likeness::portraits {

cv::Mat3b drawBackdrop(Background background, int pixels); // RGB

} // namespace likeness::portraits
