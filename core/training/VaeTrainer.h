// Training of the autoencoder: sharp reconstruction from latents that a diffusion model likes: mean 0, variance 1 per
// channel, smooth (noise on the latents), and much the same at half the size (scale equivariance).
#pragma once

#include "core/diffusion/Vae.h"
#include "core/training/PortraitSet.h"
#include "core/training/Random.h"
#include "core/training/TrainingLoop.h"

namespace likeness::training {

struct VaeTraining {
    diffusion::VaeOptions options;
    LoopOptions loop{.name = "vae", .learningRate = 2e-3};
    int workers = 2;
    int64_t batch = 4;          // crops per worker and step
    int64_t crop = 128;         // pixels; a multiple of the VAE's downscale
    double wholeShare = 0.2;    // the last steps see whole pictures (one per worker and step)
    double faceWeight = 1.0;    // added to the weight 1 of every pixel where faces are
    double latentNoise = 0.08;  // largest standard deviation of the noise on latents
    std::uint64_t seed = 1;
    weights::TensorMap start;   // weights to go on from; names that are not there start anew
};

// Reconstruction loss of `decoded` against `pictures`, both [B, 3, H, W] in -1..1, weight [B, 1, H, W]:
// L1 + 0.5 MSE + 0.25 (L1 at half and quarter size) + 0.6 L1 of the gradients + 1.5 L1 of the opponent colours at
// quarter size (without it one colour axis, green to magenta, is learnt last: suits of any colour came out blue).
at::Tensor reconstructionLoss(const at::Tensor& decoded, const at::Tensor& pictures, const at::Tensor& weight);

// The trained tensors under diffusers' names. Latent mean and deviation, measured on the set, are folded into
// quant_conv, so that latents are unit-normal with scaling_factor 1; the variance half of the moments is constant.
base::Result<weights::TensorMap> trainVae(const PortraitSet& set, const VaeTraining& training,
                                          const LoopControl& control);

// A whole picture of the set, and the latent [1, C, h, w] (times the scaling factor) that shall become it. Several
// threads ask at once; without gradients.
struct DecoderLesson {
    int64_t picture;
    at::Tensor latent;
};
using DrawLesson = std::function<DecoderLesson(Random& random)>;
// The pictures' own latents [N, C, h, w].
DrawLesson exactLatents(const at::Tensor& latents);

// The decoder alone, from the weights in `training.start` (all of the VAE's names; the encoder's come back unchanged).
base::Result<weights::TensorMap> trainDecoder(const PortraitSet& set, const DrawLesson& draw, const VaeTraining& training,
                                              const LoopControl& control);

// Mean peak signal-to-noise ratio in dB of decode(encode(x)) over `pictures` [N, 3, H, W] uint8.
double reconstructionPsnr(const diffusion::Vae& vae, const at::Tensor& pictures);

} // namespace likeness::training
