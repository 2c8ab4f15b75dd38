// The convolutional layers that UNet and VAE share: residual block, and the two that change the size.
#pragma once

#include "core/weights/Layers.h"

namespace likeness::diffusion {

struct ResnetBlockOptions {
    int64_t in = 0, out = 0; // channels
    int64_t time = 0;        // width of the time embedding; 0: none (VAE)
    int64_t groups = 32;
    double eps = 1e-5;
};

// x + conv2(silu(norm2(conv1(silu(norm1 x)) + time_emb_proj(silu(time)))))
// (He et al. 2016 with group norms; the time embedding enters as in Ho et al. 2020, appendix B)
struct ResnetBlock {
    weights::GroupNorm norm1, norm2;
    weights::Conv2d conv1, conv2;
    weights::Conv2d conv_shortcut; // 1x1, only where in and out differ
    weights::Linear time_emb_proj; // only with a time embedding

    ResnetBlock(const ResnetBlockOptions& options, const weights::Weights& w);
    // x [B, in, H, W], time [B, time] after SiLU (undefined without) → [B, out, H, W]
    at::Tensor forward(const at::Tensor& x, const at::Tensor& time = {}) const;
};

// Nearest neighbour to the given size, then a 3x3 convolution.
struct Upsample {
    weights::Conv2d conv;

    Upsample() = default;
    Upsample(const weights::Weights& w, int64_t channels);
    at::Tensor forward(const at::Tensor& x, int64_t height, int64_t width) const; // [B, C, H, W] → [B, C, height, width]
};

} // namespace likeness::diffusion
