#include "core/weights/Int8Rows.h"

namespace likeness::weights {

Int8Rows toInt8Rows(const at::Tensor& matrix)
{
    TORCH_CHECK(matrix.dim() >= 2 && matrix.numel() > 0, "no matrix: ", matrix.sizes());
    const at::Tensor numbers = matrix.to(at::kFloat);
    const at::Tensor largest = numbers.flatten(1).abs().amax(1); // [rows]
    std::vector<int64_t> shape(static_cast<size_t>(matrix.dim()), 1);
    shape.front() = matrix.size(0);
    constexpr double smallest = 1e-12; // a row of zeros has no scale
    const at::Tensor scale = (largest / 127).clamp_min(smallest).view(shape);
    return {(numbers / scale).round_().clamp_(-127, 127).to(at::kChar), scale};
}

at::Tensor fromInt8Rows(const at::Tensor& values, const at::Tensor& scale, at::ScalarType dtype)
{
    at::Tensor numbers = at::empty(values.sizes(), values.options().dtype(dtype));
    at::mul_out(numbers, values, scale); // computed in fp32
    return numbers;
}

} // namespace likeness::weights
