// Activation checkpointing (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"): the forward pass keeps
// only its inputs; the backward pass computes it once more. Memory then grows with one call, not with all of them.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <vector>

namespace likeness::training {

using TensorFunction = std::function<std::vector<at::Tensor>(const std::vector<at::Tensor>& inputs)>;

// `function` of `inputs`, to be differentiated through its inputs and through every parameter that it holds. It must
// compute the same when it is called again. Without gradients it is simply called.
std::vector<at::Tensor> checkpointed(const TensorFunction& function, const std::vector<at::Tensor>& inputs);

} // namespace likeness::training
