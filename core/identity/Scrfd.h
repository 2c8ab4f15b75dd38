// SCRFD, a single-shot face detector with five points per face (arXiv 2105.04714; insightface's
// scrfd_10g_bnkps.onnx of antelopev2, also named det_10g.onnx). It is the detector whose faces the
// recogniser was trained on.
#pragma once

#include "core/identity/FaceBoxes.h"
#include "core/identity/OnnxNetwork.h"

#include <memory>

namespace likeness::identity {

struct ScrfdOptions {
    int64_t width = 640, height = 640; // of the network's input; multiples of 32
    double leastScore = 0.5;
    double overlap = 0.4;
};

// Whether the graph has SCRFD's nine outputs. Their names change with every export; their order
// does not: scores, boxes, points, each for strides 8, 16 and 32.
bool isScrfd(const OnnxNetwork& network);

at::Tensor scrfdInput(const at::Tensor& rgb); // [1, 3, H, W] in 0..255 → (x - 127.5) / 128

// The nine outputs for an input of height x width → faces in the input's pixels, the surest first.
// Scores [n, 1] in 0..1, distances from the cell to the box's sides [n, 4] and to the points [n,
// 10] in strides; rows run y, x, anchor (2). Cells are at (x, y) * stride. Throws c10::Error if the
// outputs have other sizes.
std::vector<faces::DetectedFace> scrfdFaces(const std::vector<at::Tensor>& outputs, int64_t height,
                                            int64_t width, const ScrfdOptions& options = {});

// The detector as core/faces uses it; `network` isScrfd.
std::shared_ptr<const faces::ExtraDetector> scrfdDetector(OnnxNetwork network,
                                                          ScrfdOptions options = {});

} // namespace likeness::identity
