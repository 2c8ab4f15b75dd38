// What the single-shot face detectors (SCRFD, YuNet) share: a photo fitted into their input, and
// one box per face.
#pragma once

#include "core/faces/ExtraDetector.h"
#include "core/identity/OnnxNetwork.h"

#include <ATen/ATen.h>

#include <functional>
#include <span>

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

// One level's output as [cells, columns] of doubles on the CPU. Throws c10::Error for another number of values.
at::Tensor cellsOf(const at::Tensor& output, int64_t cells, int64_t columns);

// Whether the graph has three levels of these outputs each: columns[0] three times, columns[1] three times, …; a shape
// that the file leaves open is taken on trust.
bool hasLevels(const OnnxNetwork& network, std::span<const int64_t> columns);

// A detector around a network with an input of `width` x `height`: photo → fitted → faces → photo's pixels.
struct SingleShot {
    std::string name;
    int64_t width = 0, height = 0;
    // rgb [1, 3, height, width] in 0..255 → faces in the fitted photo's pixels
    std::function<std::vector<faces::DetectedFace>(const OnnxNetwork& network, const at::Tensor& rgb)> facesIn;
};
std::shared_ptr<const faces::ExtraDetector> singleShotDetector(OnnxNetwork network, SingleShot shot);

} // namespace likeness::identity
