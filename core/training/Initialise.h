// Start values for parameters that are trained from scratch.
#pragma once

#include "core/weights/Weights.h"

#include <cstdint>
#include <string>
#include <vector>

namespace likeness::training {

// By name and shape: norm weights 1, biases 0, embeddings N(0, 0.02), every other weight N(0, 1/fan_in)
// (LeCun et al., "Efficient BackProp"). Names that contain one of `zero` start at 0: the last layer of a residual
// branch, so that the network starts as the identity. Values depend on `seed` and the name alone.
weights::Initialise startValues(std::uint64_t seed, std::vector<std::string> zero);

// A copy of what `start` holds under the name, else the value of `otherwise`.
weights::Initialise startFrom(weights::TensorMap start, weights::Initialise otherwise);

} // namespace likeness::training
