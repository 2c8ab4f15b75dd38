// Numbers (the timestep, the picture's sizes) as vectors.
#pragma once

#include "core/weights/Layers.h"

namespace likeness::diffusion {

// Sinusoids of geometrically spaced frequencies 1 … 1/10000 (Vaswani et al. 2017, section 3.5), cosines first.
// values [N], width even → [N, width], in fp32
at::Tensor sinusoids(const at::Tensor& values, int64_t width);

// linear_2(silu(linear_1 x))
struct EmbeddingMlp {
    weights::Linear linear_1, linear_2;

    EmbeddingMlp(const weights::Weights& w, int64_t in, int64_t out);
    at::Tensor forward(const at::Tensor& x) const; // [B, in] → [B, out]
};

} // namespace likeness::diffusion
