#include "core/weights/Int8Rows.h"

#include <algorithm>

namespace likeness::weights {

namespace {

constexpr int64_t portion = 1 << 18; // numbers in fp32 at a time

} // namespace

// The answer is there first and the rows are converted in portions: fp32 copies of whole tensors
// between answers that stay would leave holes, and the heap four times as large as the answers.
Int8Rows toInt8Rows(const at::Tensor& matrix)
{
    TORCH_CHECK(matrix.dim() >= 2 && matrix.numel() > 0, "no matrix: ", matrix.sizes());
    constexpr double smallest = 1e-12; // a row of zeros has no scale
    const int64_t rows = matrix.size(0);
    std::vector<int64_t> shape(static_cast<size_t>(matrix.dim()), 1);
    shape.front() = rows;
    const auto options = at::TensorOptions(matrix.device());
    Int8Rows result{at::empty(matrix.sizes(), options.dtype(at::kChar)), at::empty(shape, options.dtype(at::kFloat))};
    const at::Tensor from = matrix.flatten(1);                                    // [rows, columns]
    const at::Tensor values = result.values.view({rows, -1}), scale = result.scale.view({rows, 1});
    const int64_t atOnce = std::max<int64_t>(1, portion / from.size(1));
    for (int64_t first = 0; first < rows; first += atOnce) {
        const int64_t count = std::min(atOnce, rows - first);
        at::Tensor numbers = from.narrow(0, first, count).to(at::kFloat, false, /*copy=*/true);
        at::Tensor scales = scale.narrow(0, first, count);
        scales.copy_((numbers.abs().amax(1, /*keepdim=*/true) / 127).clamp_min(smallest));
        values.narrow(0, first, count).copy_(numbers.div_(scales).round_().clamp_(-127, 127));
    }
    return result;
}

at::Tensor fromInt8Rows(const at::Tensor& values, const at::Tensor& scale, at::ScalarType dtype)
{
    at::Tensor numbers = at::empty(values.sizes(), values.options().dtype(dtype));
    at::mul_out(numbers, values, scale); // computed in fp32
    return numbers;
}

} // namespace likeness::weights
