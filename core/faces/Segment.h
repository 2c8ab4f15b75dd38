// Face and hair of a photo, without a model to download: GrabCut (C. Rother, V. Kolmogorov, A.
// Blake, SIGGRAPH 2004) with seeds from the 68 landmarks.
//
// Kept, as PuLID keeps them: skin of the face, brows, eyes, nose, mouth, glasses, hair. Not kept:
// background, ears, neck, clothes, hats.
#pragma once

#include "core/faces/Align.h"

namespace likeness::faces {

// The mask of the 512 x 512 crop that `matrix` (alignmentTo512) cuts out of `photo`. Looks at twice
// the crop's surroundings, where the photo has them, to learn the background. `landmarks`: 68, in
// the photo's pixels.
images::Mask faceAndHair(const images::Image& photo, const AffineMatrix& matrix,
                         const std::vector<Point>& landmarks);

} // namespace likeness::faces
