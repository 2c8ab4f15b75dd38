// Pictures as tensors.
#pragma once

#include "core/images/Image.h"

#include <ATen/ATen.h>

namespace likeness::identity {

at::Tensor imageTensor(const images::Image& image); // [1, 3, H, W] float32, RGB, 0..255, on the CPU
at::Tensor
maskTensor(const images::Mask& mask); // [1, 1, H, W] bool, true where the mask is in (>= 128)

} // namespace likeness::identity
