// How much memory the activations of a call take, from the options of the models alone.
#pragma once

#include "core/diffusion/Unet.h"
#include "core/diffusion/Vae.h"

#include <cstdint>

namespace likeness::generation {

struct CallSize {
    int64_t width = 0, height = 0; // pixels
    int64_t rows = 1;              // of the batch
    int64_t element_bytes = 4;     // of the type that is computed in
};

// The UNet's call: skip connections, the largest layer, keys and values kept for the generation
// (`tokens` of text and identity), and a converted weight where weights wait elsewhere.
std::uint64_t unetWorking_bytes(const diffusion::UnetOptions& options, const CallSize& size, int64_t tokens,
                                bool convertsWeights);

// Latents of more cells than this are decoded strip by strip (diffusion/VaeStrips.h).
inline constexpr int64_t largestDecodedAtOnce_cells = 96 * 96; // 768 x 768 pixels

// Decoding a latent to a picture.
std::uint64_t decodeWorking_bytes(const diffusion::VaeOptions& options, const CallSize& size);

} // namespace likeness::generation
