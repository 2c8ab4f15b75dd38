// The four layers of which every model here is made: plain tensors and a forward, spelled as in checkpoints.
#pragma once

#include "core/weights/Weights.h"

namespace likeness::weights {

enum class Bias { with, without };

struct Linear {
    at::Tensor weight; // [out, in]
    at::Tensor bias;   // [out], or undefined

    Linear() = default;
    Linear(const Weights& w, int64_t in, int64_t out, Bias with = Bias::with);
    at::Tensor forward(const at::Tensor& x) const { return at::linear(x, weight, bias); } // [..., in] → [..., out]
};

struct Conv2d {
    at::Tensor weight; // [out, in, k, k]
    at::Tensor bias;   // [out]
    int64_t stride = 1;
    int64_t padding = 0;

    Conv2d() = default;
    Conv2d(const Weights& w, int64_t in, int64_t out, int64_t kernel, int64_t stride = 1, int64_t padding = 0,
           Bias with = Bias::with);
    at::Tensor forward(const at::Tensor& x) const; // [B, in, H, W] → [B, out, H', W']
};

struct GroupNorm {
    at::Tensor weight, bias; // [channels]
    int64_t groups = 32;
    double eps = 1e-5;

    GroupNorm() = default;
    GroupNorm(const Weights& w, int64_t channels, int64_t groups, double eps);
    at::Tensor forward(const at::Tensor& x) const; // [B, C, …] → the same
};

struct LayerNorm {
    at::Tensor weight, bias; // [width]
    double eps = 1e-5;

    LayerNorm() = default;
    LayerNorm(const Weights& w, int64_t width, double eps = 1e-5);
    at::Tensor forward(const at::Tensor& x) const; // [..., width] → the same
};

} // namespace likeness::weights
