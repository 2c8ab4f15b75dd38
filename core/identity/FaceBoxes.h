// What the single-shot face detectors (SCRFD, YuNet) share: a photo fitted into their input, and
// one box per face.
#pragma once

#include "core/faces/ExtraDetector.h"

#include <ATen/ATen.h>

namespace likeness::identity {

// The photo, as large as fits, in the upper left corner; black beside it.
struct FittedPhoto {
    at::Tensor rgb;   // [1, 3, height, width], 0..255, rounded to whole numbers
    double scale = 1; // fitted pixels per pixel of the photo
};
FittedPhoto fitPhoto(const images::Image& photo, int64_t width, int64_t height);

// From the fitted photo's pixels to the photo's, say: everything times `factor`.
faces::DetectedFace scaledFace(faces::DetectedFace face, double factor);

// Of boxes that overlap by more than `overlap` (intersection over union) only the surest stays; the
// surest first. `extra` is added to each side's length: 1 where corners are whole pixels, as in
// insightface, else 0.
std::vector<faces::DetectedFace> surest(std::vector<faces::DetectedFace> faces, double overlap,
                                        double extra);

} // namespace likeness::identity
