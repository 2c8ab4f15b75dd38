// The face parser: 19 classes per pixel (BiSeNet, arXiv 1808.00897, with a ResNet-18 context path;
// facexlib's parsing_bisenet.pth, trained on CelebAMask-HQ). Names are the file's.
//
// Classes: 0 background, 1 skin, 2 and 3 brows, 4 and 5 eyes, 6 glasses, 7 and 8 ears, 9 earring,
// 10 nose, 11 mouth, 12 and 13 lips, 14 neck, 15 necklace, 16 cloth, 17 hair, 18 hat (see
// keptLabels).
#pragma once

#include "core/faces/FaceParser.h"
#include "core/identity/BatchNorm.h"
#include "core/weights/Layers.h"

#include <array>
#include <filesystem>
#include <memory>

namespace likeness::identity {

struct BiSeNetOptions {
    int64_t stem = 64;
    std::array<int64_t, 4> stages = {64, 128, 256, 512};
    int64_t context = 128;                             // width of the context path
    int64_t fusion = 256, fusionHidden = 64;           // of the feature fusion
    std::array<int64_t, 3> headHidden = {256, 64, 64}; // of conv_out, conv_out16, conv_out32
    int64_t classes = 19;

    static constexpr int64_t blocksPerStage = 2;
    bool operator==(const BiSeNetOptions&) const = default;
};
BiSeNetOptions biSeNetOptionsOf(const weights::Weights& w);

struct ConvBnRelu { // conv (no bias), bn
    weights::Conv2d conv;
    BatchNorm bn;

    ConvBnRelu(const weights::Weights& w, int64_t in, int64_t out, int64_t kernel);
    at::Tensor forward(const at::Tensor& x) const; // [B, in, H, W] → [B, out, H, W]
};

struct ResNetBlock { // two 3 x 3 convolutions beside a shortcut
    weights::Conv2d conv1, conv2;
    BatchNorm bn1, bn2;
    weights::Conv2d downsample; // 1 x 1, where the block changes size or width, with its norm
    BatchNorm downsampleNorm;

    ResNetBlock(const weights::Weights& w, int64_t in, int64_t out, int64_t stride);
    at::Tensor forward(const at::Tensor& x) const; // [B, in, H, W] → [B, out, H/stride, W/stride]
};

struct AttentionRefinement {
    ConvBnRelu conv;
    weights::Conv2d conv_atten;
    BatchNorm bn_atten;

    AttentionRefinement(const weights::Weights& w, int64_t in, int64_t out);
    at::Tensor forward(const at::Tensor& x) const; // [B, in, H, W] → [B, out, H, W]
};

struct ParserHead {
    ConvBnRelu conv;
    weights::Conv2d conv_out;

    ParserHead(const weights::Weights& w, int64_t in, int64_t hidden, int64_t classes);
    at::Tensor forward(const at::Tensor& x) const; // [B, in, H, W] → [B, classes, H, W]
};

enum class ParserHeads { main, all };

struct BiSeNet {
    BiSeNetOptions options;
    weights::Conv2d conv1; // of the context path's ResNet
    BatchNorm bn1;
    std::vector<ResNetBlock> blocks; // of the four stages, in order
    AttentionRefinement arm16, arm32;
    ConvBnRelu conv_head32, conv_head16, conv_avg, ffm_convblk;
    weights::Conv2d ffm_conv1, ffm_conv2;
    ParserHead conv_out, conv_out16, conv_out32;

    BiSeNet(const weights::Weights& w, const BiSeNetOptions& options);

    // images [B, 3, H, W], RGB, normalised as parserInput does; H, W at least 32 → logits [B,
    // classes, H, W], and with `all` those of the two auxiliary heads behind them (used in training
    // only).
    std::vector<at::Tensor> forward(const at::Tensor& images,
                                    ParserHeads heads = ParserHeads::main) const;
};

// Errors: notFound, io, wrongFormat, one sentence each.
base::Result<BiSeNet> openBiSeNet(const std::filesystem::path& path,
                                  weights::Placement placement = {});

at::Tensor
parserInput(const images::Image& aligned512); // [1, 3, 512, 512], ImageNet's mean and deviation

// The parser as core/faces uses it.
std::shared_ptr<const faces::FaceParser> faceParser(BiSeNet model);

} // namespace likeness::identity
