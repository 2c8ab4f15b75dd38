#include "core/identity/BiSeNet.h"

#include "core/identity/FaceFeatures.h"
#include "core/identity/ImageTensor.h"
#include "core/weights/ReadTensors.h"

#include <ATen/core/grad_mode.h>

namespace likeness::identity {

using weights::Bias;
using weights::Conv2d;
using weights::Weights;

namespace {

std::string stageName(size_t stage)
{
    return "layer" + std::to_string(stage + 1);
}

at::Tensor normed(const BatchNorm& norm, const at::Tensor& x)
{
    return norm.forward(x, Mode::evaluate);
}

at::Tensor meanOfAll(const at::Tensor& x) // [B, C, H, W] → [B, C, 1, 1]
{
    return x.mean({2, 3}, true);
}

at::Tensor enlarged(const at::Tensor& x, const at::Tensor& like)
{
    return at::upsample_nearest2d(x, {like.size(2), like.size(3)});
}

at::Tensor toSizeOf(const at::Tensor& logits, const at::Tensor& images)
{
    return at::upsample_bilinear2d(logits, {images.size(2), images.size(3)},
                                   /*align_corners=*/true);
}

} // namespace

BiSeNetOptions biSeNetOptionsOf(const Weights& w)
{
    BiSeNetOptions options;
    options.stem = w.size("cp.resnet.conv1.weight", 0);
    for (size_t i = 0; i < options.stages.size(); ++i)
        options.stages[i] = w.size("cp.resnet." + stageName(i) + ".0.conv1.weight", 0);
    options.context = w.size("cp.arm16.conv.conv.weight", 0);
    options.fusion = w.size("ffm.convblk.conv.weight", 0);
    options.fusionHidden = w.size("ffm.conv1.weight", 0);
    const char* heads[] = {"conv_out", "conv_out16", "conv_out32"};
    for (size_t i = 0; i < options.headHidden.size(); ++i)
        options.headHidden[i] = w.size(std::string(heads[i]) + ".conv.conv.weight", 0);
    options.classes = w.size("conv_out.conv_out.weight", 0);
    return options;
}

ConvBnRelu::ConvBnRelu(const Weights& w, int64_t in, int64_t out, int64_t kernel)
    : conv(w / "conv", in, out, kernel, 1, kernel / 2, Bias::without), bn(w / "bn", out)
{
}

at::Tensor ConvBnRelu::forward(const at::Tensor& x) const
{
    return normed(bn, conv.forward(x)).relu();
}

ResNetBlock::ResNetBlock(const Weights& w, int64_t in, int64_t out, int64_t stride)
    : conv1(w / "conv1", in, out, 3, stride, 1, Bias::without),
      conv2(w / "conv2", out, out, 3, 1, 1, Bias::without), bn1(w / "bn1", out), bn2(w / "bn2", out)
{
    if (in == out && stride == 1)
        return;
    downsample = Conv2d(w / "downsample" / "0", in, out, 1, stride, 0, Bias::without);
    downsampleNorm = BatchNorm(w / "downsample" / "1", out);
}

at::Tensor ResNetBlock::forward(const at::Tensor& x) const
{
    const at::Tensor y = normed(bn2, conv2.forward(normed(bn1, conv1.forward(x)).relu()));
    const bool keepsShape = !downsample.weight.defined();
    return (y + (keepsShape ? x : normed(downsampleNorm, downsample.forward(x)))).relu();
}

AttentionRefinement::AttentionRefinement(const Weights& w, int64_t in, int64_t out)
    : conv(w / "conv", in, out, 3), conv_atten(w / "conv_atten", out, out, 1, 1, 0, Bias::without),
      bn_atten(w / "bn_atten", out)
{
}

at::Tensor AttentionRefinement::forward(const at::Tensor& x) const
{
    const at::Tensor feature = conv.forward(x);
    return feature * normed(bn_atten, conv_atten.forward(meanOfAll(feature))).sigmoid();
}

ParserHead::ParserHead(const Weights& w, int64_t in, int64_t hidden, int64_t classes)
    : conv(w / "conv", in, hidden, 3),
      conv_out(w / "conv_out", hidden, classes, 1, 1, 0, Bias::without)
{
}

at::Tensor ParserHead::forward(const at::Tensor& x) const
{
    return conv_out.forward(conv.forward(x));
}

BiSeNet::BiSeNet(const Weights& w, const BiSeNetOptions& o)
    : options(o), conv1(w / "cp.resnet.conv1", 3, o.stem, 7, 2, 3, Bias::without),
      bn1(w / "cp.resnet.bn1", o.stem), arm16(w / "cp.arm16", o.stages[2], o.context),
      arm32(w / "cp.arm32", o.stages[3], o.context),
      conv_head32(w / "cp.conv_head32", o.context, o.context, 3),
      conv_head16(w / "cp.conv_head16", o.context, o.context, 3),
      conv_avg(w / "cp.conv_avg", o.stages[3], o.context, 1),
      ffm_convblk(w / "ffm.convblk", o.stages[1] + o.context, o.fusion, 1),
      ffm_conv1(w / "ffm.conv1", o.fusion, o.fusionHidden, 1, 1, 0, Bias::without),
      ffm_conv2(w / "ffm.conv2", o.fusionHidden, o.fusion, 1, 1, 0, Bias::without),
      conv_out(w / "conv_out", o.fusion, o.headHidden[0], o.classes),
      conv_out16(w / "conv_out16", o.context, o.headHidden[1], o.classes),
      conv_out32(w / "conv_out32", o.context, o.headHidden[2], o.classes)
{
    int64_t width = o.stem;
    for (size_t stage = 0; stage < o.stages.size(); ++stage)
        for (int64_t block = 0; block < BiSeNetOptions::blocksPerStage; ++block) {
            const int64_t stride = stage > 0 && block == 0 ? 2 : 1;
            blocks.emplace_back(w / "cp.resnet" / stageName(stage) / block, width, o.stages[stage],
                                stride);
            width = o.stages[stage];
        }
}

std::vector<at::Tensor> BiSeNet::forward(const at::Tensor& images, ParserHeads heads) const
{
    TORCH_CHECK(images.dim() == 4 && images.size(1) == 3 && images.size(2) >= 32 &&
                    images.size(3) >= 32,
                "BiSeNet takes images [B, 3, H, W] of at least 32 x 32, got ", images.sizes());
    at::Tensor x = normed(bn1, conv1.forward(images)).relu(); // [B, stem, H/2, W/2]
    x = at::max_pool2d(x, 3, 2, 1);                           // [B, stem, H/4, W/4]
    std::vector<at::Tensor> features;                         // of 1/4, 1/8, 1/16, 1/32
    for (size_t i = 0; i < blocks.size(); ++i) {
        x = blocks[i].forward(x);
        if ((i + 1) % BiSeNetOptions::blocksPerStage == 0)
            features.push_back(x);
    }
    const at::Tensor& at8 = features[1];
    const at::Tensor& at16 = features[2];
    const at::Tensor& at32 = features[3];
    const at::Tensor average = conv_avg.forward(meanOfAll(at32)); // [B, context, 1, 1]
    const at::Tensor context16 =
        conv_head32.forward(enlarged(arm32.forward(at32) + average, at16)); // [B, context, H/16, …]
    const at::Tensor context8 =
        conv_head16.forward(enlarged(arm16.forward(at16) + context16, at8)); // [B, context, H/8, …]
    const at::Tensor joined = ffm_convblk.forward(at::cat({at8, context8}, 1));
    const at::Tensor share =
        ffm_conv2.forward(ffm_conv1.forward(meanOfAll(joined)).relu()).sigmoid();
    std::vector<at::Tensor> logits = {toSizeOf(conv_out.forward(joined * share + joined), images)};
    if (heads == ParserHeads::all) {
        logits.push_back(toSizeOf(conv_out16.forward(context8), images));
        logits.push_back(toSizeOf(conv_out32.forward(context16), images));
    }
    return logits; // each [B, classes, H, W]
}

base::Result<BiSeNet> openBiSeNet(const std::filesystem::path& path, weights::Placement placement)
{
    return base::guarded([&]() -> base::Result<BiSeNet> {
        auto file = weights::readTensorFile(path);
        if (!file)
            return tl::unexpected(file.error());
        const Weights w(std::move(*file), placement);
        BiSeNet model(w, biSeNetOptionsOf(w));
        if (const auto complete = w.check("a face parser (BiSeNet)"); !complete)
            return tl::unexpected(complete.error());
        return model;
    });
}

at::Tensor parserInput(const images::Image& aligned512)
{
    const at::Tensor rgb = imageTensor(aligned512) / 255;
    const at::Tensor mean = at::tensor({0.485f, 0.456f, 0.406f}).view({1, 3, 1, 1});
    const at::Tensor deviation = at::tensor({0.229f, 0.224f, 0.225f}).view({1, 3, 1, 1});
    return (rgb - mean) / deviation; // [1, 3, H, W]
}

namespace {

class Parser final : public faces::FaceParser {
public:
    explicit Parser(BiSeNet model) : m_model(std::move(model)) {}

    std::string name() const override { return "BiSeNet"; }

    images::Mask faceAndHair(const images::Image& aligned512) const override
    {
        const at::NoGradGuard noGradients;
        const at::Tensor input = parserInput(aligned512).to(m_model.conv1.weight.options());
        const at::Tensor labels = m_model.forward(input).front().argmax(1)[0].to(at::kCPU);
        const at::Tensor kept = keptLabels(labels).to(at::kByte).mul(255).contiguous(); // [H, W]
        images::Mask mask{aligned512.width, aligned512.height, {}};
        mask.value.assign(kept.const_data_ptr<std::uint8_t>(),
                          kept.const_data_ptr<std::uint8_t>() + kept.numel());
        return mask;
    }

private:
    BiSeNet m_model;
};

} // namespace

std::shared_ptr<const faces::FaceParser> faceParser(BiSeNet model)
{
    return std::make_shared<const Parser>(std::move(model));
}

} // namespace likeness::identity
