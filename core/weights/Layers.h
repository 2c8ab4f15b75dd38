// The four layers of which every model here is made: plain tensors and a forward, spelled as in checkpoints.
//
// Linear and convolution bring a weight that waits elsewhere or in another type (Residence) to their input's device
// and type, for the time of one call. A weight that is ready is used as it is.
#pragma once

#include "core/weights/Weights.h"

namespace likeness::weights {

enum class Bias { with, without };

// `weight` in the device and type of `x`; the same tensor if it is there already.
at::Tensor broughtTo(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& scale);

struct Linear {
    at::Tensor weight; // [out, in], as it waits
    at::Tensor scale;  // [out, 1] of 8-bit rows, else undefined
    at::Tensor bias;   // [out], or undefined

    Linear() = default;
    Linear(const Weights& w, int64_t in, int64_t out, Bias with = Bias::with);
    at::Tensor forward(const at::Tensor& x) const; // [..., in] → [..., out]
};

struct Conv2d {
    at::Tensor weight; // [out, in, k, k], as it waits
    at::Tensor scale;  // [out, 1, 1, 1] of 8-bit rows, else undefined
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
