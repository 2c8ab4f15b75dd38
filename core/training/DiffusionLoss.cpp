#include "core/training/DiffusionLoss.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

using diffusion::PredictionType;

Denoised denoise(const Painter& painter, const PainterData& data, const PainterRows& rows, Random& random,
                 double noisyShare)
{
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const int64_t batch = rows.latents.size(0), last = data.schedule.options.num_train_timesteps - 1;
    at::Tensor timesteps = at::randint(last + 1, {batch}, generator, at::kLong);
    if (noisyShare > 0)
        timesteps = at::where(at::rand({batch}, generator).lt(noisyShare), last - timesteps.floor_divide(4), timesteps);
    const at::Tensor noise = at::randn(rows.latents.sizes(), generator).to(data.device);
    return denoiseAt(painter, data, rows, timesteps, noise);
}

Denoised denoiseAt(const Painter& painter, const PainterData& data, const PainterRows& rows,
                   const at::Tensor& timesteps, const at::Tensor& noise)
{
    const at::Tensor kept =
        data.schedule.alphasCumprod.index_select(0, timesteps).view({-1, 1, 1, 1}).to(rows.latents.options());
    const at::Tensor noised = data.schedule.addNoise(rows.latents, noise, timesteps);

    const diffusion::UnetConditioning words = conditioningOf(painter, rows);
    at::Tensor tokens;
    std::optional<identity::IdAttention> identity;
    if (!rows.identityRows.empty()) {
        tokens = painter.idFormer.forward(rows.condition, rows.hidden);
        identity.emplace(painter.idLayers, tokens, rows.identityRows, identity::IdAttentionSettings{.scale = 1});
    }
    const at::Tensor output =
        painter.unet.forward(noised, timesteps.to(rows.latents.options()), words,
                             {.extension = identity ? &*identity : nullptr});
    const at::Tensor error = output - data.schedule.target(rows.latents, noise, timesteps);
    const at::Tensor alpha = kept.sqrt(), sigma = (1 - kept).sqrt(), one = at::ones_like(kept);
    switch (data.schedule.options.prediction_type) {
    case PredictionType::epsilon: return {(noised - sigma * output) / alpha, error, words, tokens, one};
    case PredictionType::velocity: return {alpha * noised - sigma * output, error, words, tokens, one};
    case PredictionType::sample: break;
    }
    return {output, error, words, tokens, (1 / (1 - kept)).clamp_max(5)};
}

at::Tensor diffusionLoss(const Denoised& denoised, const at::Tensor& cellWeight)
{
    return (denoised.error.square() * denoised.weight * cellWeight).mean();
}

} // namespace likeness::training
