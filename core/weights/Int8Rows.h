// A matrix as 8-bit integers: each row (an output of the layer) has a scale of its own, and
// row ≈ integers * scale. Symmetric, so zero stays zero (Nagel et al. 2021, arXiv 2106.08295,
// section 2.2.1; per channel: section 2.4.2).
#pragma once

#include <ATen/ATen.h>

namespace likeness::weights {

struct Int8Rows {
    at::Tensor values; // the matrix's shape, int8, -127..127
    at::Tensor scale;  // [rows, 1, …] fp32: one dimension per dimension of the values
};

// matrix [rows, …] of any float type. An entry moves by at most half its row's scale, which is the
// row's largest magnitude / 127.
Int8Rows toInt8Rows(const at::Tensor& matrix);

// values * scale in `dtype`, on the device of both.
at::Tensor fromInt8Rows(const at::Tensor& values, const at::Tensor& scale, at::ScalarType dtype);

} // namespace likeness::weights
