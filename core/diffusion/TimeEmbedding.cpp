#include "core/diffusion/TimeEmbedding.h"

#include <cmath>

namespace likeness::diffusion {

at::Tensor sinusoids(const at::Tensor& values, int64_t width)
{
    TORCH_CHECK(values.dim() == 1 && width % 2 == 0, "sinusoids need a list of values and an even width");
    const int64_t half = width / 2;
    const auto fp32 = at::TensorOptions(at::kFloat).device(values.device());
    const at::Tensor exponents = at::arange(half, fp32) * -std::log(10000.0) / static_cast<double>(half);
    const at::Tensor angles = values.to(at::kFloat).unsqueeze(1) * at::exp(exponents); // [N, half]
    return at::cat({at::cos(angles), at::sin(angles)}, 1);                             // [N, width]
}

EmbeddingMlp::EmbeddingMlp(const weights::Weights& w, int64_t in, int64_t out)
    : linear_1(w / "linear_1", in, out), linear_2(w / "linear_2", out, out)
{
}

at::Tensor EmbeddingMlp::forward(const at::Tensor& x) const
{
    return linear_2.forward(at::silu(linear_1.forward(x)));
}

} // namespace likeness::diffusion
