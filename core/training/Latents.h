// The latents of all pictures, made once: the painter then never pays for the autoencoder.
#pragma once

#include "core/diffusion/Vae.h"
#include "core/training/PortraitSet.h"
#include "core/training/TrainingLoop.h"

namespace likeness::training {

// [N, C, h, w] fp16 on the processor: the means of the VAE's moments times its scaling factor. `device`: the VAE's.
// Errors: cancelled.
base::Result<at::Tensor> latentsOf(const diffusion::Vae& vae, const PortraitSet& set, const LoopControl& control,
                                   at::Device device = at::kCPU);

} // namespace likeness::training
