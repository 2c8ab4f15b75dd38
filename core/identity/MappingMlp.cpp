#include "core/identity/MappingMlp.h"

namespace likeness::identity {

MappingMlp::MappingMlp(const weights::Weights& w, int64_t in, int64_t hidden, int64_t out)
    : linear0(w / "0", in, hidden), linear3(w / "3", hidden, hidden), linear6(w / "6", hidden, out),
      norm1(w / "1", hidden), norm4(w / "4", hidden)
{
}

at::Tensor MappingMlp::forward(const at::Tensor& x) const
{
    constexpr double slope = 0.01;
    at::Tensor y = at::leaky_relu(norm1.forward(linear0.forward(x)), slope);
    y = at::leaky_relu(norm4.forward(linear3.forward(y)), slope);
    return linear6.forward(y);
}

} // namespace likeness::identity
