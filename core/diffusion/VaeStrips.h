// Decoding and encoding large pictures in little memory: every layer is computed strip by strip, the
// picture's rows in bands, with the rows beside each band that its convolutions look at.
//
// There are no seams to hide: group norms take their mean and deviation from the whole picture
// (Wu and He 2018, equation 1), the attention in the middle sees all cells (its queries in portions),
// and a convolution of a band with its neighbours' rows is the convolution of the whole. What differs
// is the order of sums. Two tensors of a layer's size are alive, where a whole pass has five. No
// gradients.
#pragma once

#include "core/diffusion/Vae.h"

namespace likeness::diffusion {

struct StripOptions {
    int64_t strip_cells = 1 << 16; // pixels of a layer's output that are computed at a time; at least one row
};

// As Vae::decode. z [B, latent, h, w] → [B, 3, h*s, w*s]. Throws Cancelled when a stop is requested.
at::Tensor decodeInStrips(const Vae& vae, const at::Tensor& z, const StripOptions& options = {},
                          const std::stop_token& stop = {});

// As Vae::encode. images [B, 3, H, W] → moments [B, 2*latent, H/s, W/s].
at::Tensor encodeInStrips(const Vae& vae, const at::Tensor& images, const StripOptions& options = {},
                          const std::stop_token& stop = {});

} // namespace likeness::diffusion
