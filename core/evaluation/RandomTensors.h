// Random values for the tensors of a model, by their names: sizes at which activations stay finite
// and every layer has a say, as fresh networks are started (He et al. 2015, section 2.2).
#pragma once

#include "core/weights/Safetensors.h"
#include "core/weights/Weights.h"

namespace likeness::evaluation {

// The tensors that a model takes, in half precision and by name, without their values: `build` makes
// the model from the weights it is handed.
std::vector<weights::TensorDescription>
tensorsOf(const std::function<void(const weights::Weights&)>& build);

// Decided by seed and name alone, whatever is asked for first. Matrices are normal with deviation
// 1/√inputs, less for those that end a residual branch; norms are one, biases zero.
at::Tensor randomTensor(const weights::TensorDescription& tensor, std::uint64_t seed);

} // namespace likeness::evaluation
