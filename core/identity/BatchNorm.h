// Batch normalisation over axis 1 with running statistics (Ioffe and Szegedy, arXiv 1502.03167).
#pragma once

#include "core/weights/Weights.h"

namespace likeness::identity {

// evaluate: the running statistics are used. train: the batch's own, and the running ones are
// updated in place.
enum class Mode { evaluate, train };

struct BatchNorm {
    at::Tensor weight, bias;              // [C]
    at::Tensor running_mean, running_var; // [C]; never part of a gradient
    double eps = 1e-5;
    double momentum = 0.1; // share of the batch in the running statistics

    BatchNorm() = default;
    BatchNorm(const weights::Weights& w, int64_t channels);
    at::Tensor forward(const at::Tensor& x, Mode mode) const; // [B, C, …] → the same
};

} // namespace likeness::identity
