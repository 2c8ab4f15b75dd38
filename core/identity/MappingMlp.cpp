#include "core/identity/MappingMlp.h"

namespace likeness::identity {

MappingMlp::MappingMlp(const weights::Weights& w, int64_t in, MappingHidden hidden, int64_t out)
    : linear0(w / "0", in, hidden.first), linear3(w / "3", hidden.first, hidden.second),
      linear6(w / "6", hidden.second, out), norm1(w / "1", hidden.first),
      norm4(w / "4", hidden.second)
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
