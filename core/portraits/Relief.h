// Light on a face: a height field of the head (a smooth shell with bumps and hollows), its normals,
// and Lambert's and Blinn's terms under the one fixed lamp of this world (above, a little to the
// left, in front).
#pragma once

#include "core/portraits/Anatomy.h"

namespace likeness::portraits {

// Over the rows and columns of `area` (world units, one sample per unit).
struct Relief {
    cv::Rect area;
    cv::Mat1b light; // 0 shadow .. 255 full light
    cv::Mat1b gloss; // 0 none .. 255 mirror
};

Relief reliefOf(const Anatomy& anatomy, const Person& person);

} // namespace likeness::portraits
