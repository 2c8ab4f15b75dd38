// The diffusion loss of a batch.
#pragma once

#include "core/training/PainterRows.h"

namespace likeness::training {

// One denoising at random timesteps; rows with an identity see it.
struct Denoised {
    at::Tensor original; // [B, C, h, w], the noise-free latent that the model sees
    at::Tensor error;    // [B, C, h, w], of what the model predicts: noise, velocity or the latent itself
    diffusion::UnetConditioning words; // of the rows, as the UNet got them
    at::Tensor tokens;   // [R, T, width] of the rows with identity; undefined if there are none
    at::Tensor weight;   // [B, 1, 1, 1], of the squared error: 1, or min(1 / sigma², 5) where the latent is predicted
};
// `noisyShare`: of the rows, drawn from the noisiest quarter of the timesteps instead of from all.
Denoised denoise(const Painter& painter, const PainterData& data, const PainterRows& rows, Random& random,
                 double noisyShare = 0);
// The same at given timesteps [B] (int64 on the processor), with noise [B, C, h, w] on the painter's device.
Denoised denoiseAt(const Painter& painter, const PainterData& data, const PainterRows& rows,
                   const at::Tensor& timesteps, const at::Tensor& noise);

// The weighted mean of the squared error; `cellWeight` is broadcast to [B, C, h, w]. A scalar.
at::Tensor diffusionLoss(const Denoised& denoised, const at::Tensor& cellWeight = at::ones({}));

} // namespace likeness::training
