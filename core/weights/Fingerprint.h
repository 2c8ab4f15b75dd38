// Which weights a model has, in 64 digits: to recognise them, not to protect them.
#pragma once

#include "core/weights/TensorFile.h"

namespace likeness::weights {

// SHA-256 over every name, shape and 64 values spread evenly over the tensor, as float32: the same
// for the same weights in any container, in a moment also for a gigabyte.
std::string fingerprint(const TensorMap& tensors);

} // namespace likeness::weights
