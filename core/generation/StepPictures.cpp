#include "core/generation/StepPictures.h"

#include <algorithm>
#include <cstring>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using diffusion::Taesd;

namespace {

images::Image imageOf(const at::Tensor& bytes) // [H, W, 3]
{
    images::Image image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)));
    std::memcpy(image.rgb.data(), bytes.const_data_ptr<std::uint8_t>(), image.rgb.size());
    return image;
}

// Means of squares of pixels, so that the longer side has `largest` at most. [H, W, 3] of bytes, as the result
at::Tensor atMost(int64_t largest, const at::Tensor& bytes)
{
    const int64_t side = std::max(bytes.size(0), bytes.size(1));
    const int64_t factor = (side + largest - 1) / largest;
    if (factor <= 1 || std::min(bytes.size(0), bytes.size(1)) < factor)
        return bytes;
    const at::Tensor planes = bytes.permute({2, 0, 1}).to(at::kFloat);
    return at::avg_pool2d(planes, factor).round().to(at::kByte).permute({1, 2, 0}).contiguous();
}

} // namespace

Result<StepPictures> StepPictures::make(const std::string& decoder, const DiffusionModel& model)
{
    if (decoder.empty())
        return StepPictures(model, std::nullopt);
    auto taesd = diffusion::loadTaesd(decoder, {at::kFloat, model.placement.device});
    if (!taesd)
        return tl::unexpected(taesd.error());
    const int64_t channels = model.unet.options.in_channels;
    if (taesd->options.latent_channels != channels || Taesd::upscale != model.vae.downscale())
        return base::fail(ErrorCode::invalidInput,
                          "The preview decoder '" + decoder + "' is made for another kind of model: it decodes " +
                              std::to_string(taesd->options.latent_channels) + " latent channels of 8 x 8 pixels, the "
                              "model has " + std::to_string(channels) + " of " +
                              std::to_string(model.vae.downscale()) + " x " +
                              std::to_string(model.vae.downscale()) + ". Choose none, or the model's own.");
    return StepPictures(model, std::move(*taesd));
}

images::Image StepPictures::of(const at::Tensor& original, const std::stop_token& stop) const
{
    if (!m_taesd)
        return imageOf(m_model->preview.preview(original)[0]);
    return imageOf(atMost(largestSide, m_taesd->preview(original, stop)[0]));
}

} // namespace likeness::generation
