// The face recogniser: an improved residual network whose 512 numbers say who somebody is (ArcFace,
// arXiv 1801.07698; insightface's iresnet, of which antelopev2's glintr100 is the 100-layer one).
//
// Names are insightface's, for a network whose batch norms behind convolutions are folded into
// them, as its ONNX export has it:
//   conv1, prelu, layer{1..S}.{i}.{bn1, conv1, prelu, conv2, downsample.0}, bn2, fc, features
// Each stage halves the picture in its first block (3 x 3 convolutions, padding 1). See
// ArcFaceOnnx.h for ONNX files.
#pragma once

#include "core/identity/BatchNorm.h"
#include "core/images/Image.h"
#include "core/weights/Layers.h"

#include <vector>

namespace likeness::identity {

struct ArcFaceOptions {
    struct Stage {
        int64_t width = 0; // channels
        int64_t depth = 0; // blocks
        bool operator==(const Stage&) const = default;
    };
    int64_t imageSize = 112; // pixels; a multiple of 2^stages
    int64_t stemWidth = 64;
    std::vector<Stage> stages = {{64, 3}, {128, 13}, {256, 30}, {512, 3}}; // those of glintr100
    int64_t embedding = 512;

    int64_t mapSide() const { return imageSize >> stages.size(); } // of the last feature map
    bool operator==(const ArcFaceOptions&) const = default;
};

// The options of a file with the names above, read from its shapes.
ArcFaceOptions arcFaceOptionsOf(const weights::Weights& w);

struct ArcFaceBlock {
    BatchNorm bn1;
    weights::Conv2d conv1;
    at::Tensor prelu; // [out]
    weights::Conv2d conv2;
    weights::Conv2d downsample; // its weight is undefined where the block keeps shape and size

    ArcFaceBlock(const weights::Weights& w, int64_t in, int64_t out, int64_t stride);
    at::Tensor forward(const at::Tensor& x,
                       Mode mode) const; // [B, in, H, W] → [B, out, H/stride, W/stride]
};

struct ArcFace {
    ArcFaceOptions options;
    std::string fingerprint; // weights::fingerprint of the file's weights; empty if made otherwise
    weights::Conv2d conv1;
    at::Tensor prelu;                 // [stem]
    std::vector<ArcFaceBlock> blocks; // of all stages, in order
    BatchNorm bn2;
    weights::Linear fc;
    BatchNorm features;

    ArcFace(const weights::Weights& w, const ArcFaceOptions& options);

    // images [B, 3, S, S], RGB, (value - 127.5) / 127.5 → [B, 512], not normalised.
    at::Tensor forward(const at::Tensor& images, Mode mode = Mode::evaluate) const;
};

// An aligned face (ArcFace's template, 112 x 112) as the network wants it: [1, 3, 112, 112] in
// -1..1, on the CPU.
at::Tensor arcFaceInput(const images::Image& aligned112);

} // namespace likeness::identity
