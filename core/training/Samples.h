// Sample sheets: what the model paints at this point of its training, without and with identity from the same noise.
#pragma once

#include "core/diffusion/Vae.h"
#include "core/images/Image.h"
#include "core/training/PainterTrainer.h"

namespace likeness::training {

// One row per held-out person: reference | without identity | with identity, for each prompt of a fixed list.
// 8 steps of the sampler x' = alpha' x0 + sigma' / sigma (x - alpha x0) from trailing timesteps (DDIM).
images::Image sampleSheet(const Painter& painter, const diffusion::Vae& vae, const PainterData& data,
                          int64_t persons, int64_t steps);

} // namespace likeness::training
