// Face and hair of a photo, without a model to download: GrabCut (C. Rother, V. Kolmogorov, A.
// Blake, SIGGRAPH 2004) with seeds from the 68 landmarks, then from the colours of a first cut.
//
// Kept, as PuLID keeps them: skin of the face, brows, eyes, nose, mouth, glasses, hair. Not kept:
// background, ears, neck, clothes, hats.
#pragma once

#include "core/faces/Align.h"

namespace likeness::faces {

// coarse: a canvas of a sixteenth of the pixels, seven times as fast; nine tenths of the mask are
// the same. For trainings.
enum class MaskDetail { fine, coarse };

// The mask of the 512 x 512 crop that `matrix` (alignmentTo512) cuts out of `photo`. Looks at twice
// the crop's surroundings, where the photo has them, to learn the background. `landmarks`: 68, in
// the photo's pixels.
images::Mask faceAndHair(const images::Image& photo, const AffineMatrix& matrix,
                         const std::vector<Point>& landmarks, MaskDetail detail = MaskDetail::fine);

} // namespace likeness::faces
