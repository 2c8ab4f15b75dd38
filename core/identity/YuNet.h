// YuNet, a small face detector with five points per face (W. Wu et al., "YuNet: a tiny
// millisecond-level face detector", 2023; OpenCV zoo's face_detection_yunet_2023mar.onnx).
#pragma once

#include "core/identity/FaceBoxes.h"
#include "core/identity/OnnxNetwork.h"

#include <memory>

namespace likeness::identity {

struct YuNetOptions {
    int64_t width = 640, height = 640; // of the network's input; multiples of 32
    double leastScore = 0.7;
    double overlap = 0.3;
};

// Whether the graph has YuNet's twelve outputs: class, object, box, points, each for strides 8, 16
// and 32.
bool isYuNet(const OnnxNetwork& network);

// The twelve outputs for an input of height x width → faces in its pixels, the surest first. A
// cell's score is sqrt(class * object); its box's centre lies (x, y) cells from its corner, the
// sides are exp(w), exp(h) cells. Throws c10::Error if the outputs have other sizes.
std::vector<faces::DetectedFace> yuNetFaces(const std::vector<at::Tensor>& outputs, int64_t height,
                                            int64_t width, const YuNetOptions& options = {});

// The detector as core/faces uses it; `network` isYuNet. It reads BGR in 0..255.
std::shared_ptr<const faces::ExtraDetector> yuNetDetector(OnnxNetwork network,
                                                          YuNetOptions options = {});

} // namespace likeness::identity
