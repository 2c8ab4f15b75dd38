// Sample sheets: what the model paints at this point of its training, without and with identity from the same noise.
#pragma once

#include "core/diffusion/Vae.h"
#include "core/images/Image.h"
#include "core/training/PainterTrainer.h"
#include "core/training/PersonFeatures.h"

namespace likeness::training {

// Whom the sheet shows: the portrait world's held-out persons.
struct SamplePersons {
    const PortraitSet& set;
    const PersonFeatures& features;
};

// One row per held-out person: reference | without identity | with identity, for each prompt of a fixed list.
// 8 steps of the sampler x' = alpha' x0 + sigma' / sigma (x - alpha x0) from trailing timesteps (DDIM).
images::Image sampleSheet(const Painter& painter, const diffusion::Vae& vae, const PainterData& data,
                          const SamplePersons& shown, int64_t persons, int64_t steps);

} // namespace likeness::training
