#include "core/identity/ArcFace.h"

#include "core/identity/ImageTensor.h"

#include <cmath>

namespace likeness::identity {

using weights::Conv2d;
using weights::Weights;

namespace {

constexpr size_t maximumStages = 8;

std::string stageName(size_t stage)
{
    return "layer" + std::to_string(stage + 1);
}

at::Tensor takeSlope(const Weights& w, int64_t channels)
{
    return (w / "prelu").take("weight", {channels});
}

} // namespace

ArcFaceOptions arcFaceOptionsOf(const Weights& w)
{
    ArcFaceOptions options;
    options.stemWidth = w.size("conv1.weight", 0);
    options.stages.clear();
    while (options.stages.size() < maximumStages &&
           w.hasAnyBelow(stageName(options.stages.size()))) {
        const std::string name = stageName(options.stages.size());
        options.stages.push_back({w.size(name + ".0.conv2.weight", 0), w.count(name)});
    }
    options.embedding = w.size("fc.weight", 0);
    const int64_t lastWidth =
        options.stages.empty() ? options.stemWidth : options.stages.back().width;
    const double area =
        lastWidth > 0 ? static_cast<double>(w.size("fc.weight", 1) / lastWidth) : 0.0;
    options.imageSize = std::llround(std::sqrt(area)) << options.stages.size();
    return options;
}

ArcFaceBlock::ArcFaceBlock(const Weights& w, int64_t in, int64_t out, int64_t stride)
    : bn1(w / "bn1", in), conv1(w / "conv1", in, out, 3, 1, 1), prelu(takeSlope(w, out)),
      conv2(w / "conv2", out, out, 3, stride, 1)
{
    if (stride != 1 || in != out)
        downsample = Conv2d(w / "downsample" / "0", in, out, 1, stride, 0);
}

at::Tensor ArcFaceBlock::forward(const at::Tensor& x, Mode mode) const
{
    at::Tensor y = conv1.forward(bn1.forward(x, mode)); // [B, out, H, W]
    y = conv2.forward(at::prelu(y, prelu));             // [B, out, H/stride, W/stride]
    return y + (downsample.weight.defined() ? downsample.forward(x) : x);
}

ArcFace::ArcFace(const Weights& w, const ArcFaceOptions& options_)
    : options(options_), conv1(w / "conv1", 3, options.stemWidth, 3, 1, 1),
      prelu(takeSlope(w, options.stemWidth))
{
    int64_t width = options.stemWidth;
    for (size_t stage = 0; stage < options.stages.size(); ++stage) {
        const auto [out, depth] = options.stages[stage];
        for (int64_t block = 0; block < depth; ++block) {
            blocks.emplace_back(w / stageName(stage) / block, width, out, block == 0 ? 2 : 1);
            width = out;
        }
    }
    bn2 = BatchNorm(w / "bn2", width);
    fc =
        weights::Linear(w / "fc", width * options.mapSide() * options.mapSide(), options.embedding);
    features = BatchNorm(w / "features", options.embedding);
}

at::Tensor ArcFace::forward(const at::Tensor& images, Mode mode) const
{
    TORCH_CHECK(images.dim() == 4 && images.size(1) == 3 && images.size(2) == options.imageSize &&
                    images.size(3) == options.imageSize,
                "ArcFace takes images [B, 3, ", options.imageSize, ", ", options.imageSize,
                "], got ", images.sizes());
    at::Tensor x = at::prelu(conv1.forward(images), prelu); // [B, stem, S, S]
    for (const auto& block : blocks)
        x = block.forward(x, mode);               // [B, C, S/2^stage, S/2^stage]
    x = bn2.forward(x, mode).flatten(1);          // [B, C*side*side]
    return features.forward(fc.forward(x), mode); // [B, embedding]
}

at::Tensor arcFaceInput(const images::Image& aligned112)
{
    return (imageTensor(aligned112) - 127.5) / 127.5; // [1, 3, 112, 112]
}

} // namespace likeness::identity
