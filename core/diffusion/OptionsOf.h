// The options of models whose file brings no config.json, read from the shapes of the tensors
// (diffusers' names).
#pragma once

#include "core/diffusion/Unet.h"
#include "core/diffusion/Vae.h"

namespace likeness::diffusion {

// Heads are 64 wide, as in SDXL. `pooled_dim`: width of the second text encoder's projection; of
// the two numbers behind add_embedding only the sum stands in the file. What is absent keeps SDXL's
// value and will be reported as missing.
UnetOptions unetOptionsOf(const weights::Weights& w, int64_t pooled_dim = 1280);

// Scaling factor and precision are SDXL's: no tensor tells them.
VaeOptions vaeOptionsOf(const weights::Weights& w);

} // namespace likeness::diffusion
