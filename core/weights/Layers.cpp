#include "core/weights/Layers.h"

namespace likeness::weights {

Linear::Linear(const Weights& w, int64_t in, int64_t out, Bias with) : weight(w.take("weight", {out, in}))
{
    if (with == Bias::with)
        bias = w.take("bias", {out});
}

Conv2d::Conv2d(const Weights& w, int64_t in, int64_t out, int64_t kernel, int64_t stride_, int64_t padding_,
               Bias with)
    : weight(w.take("weight", {out, in, kernel, kernel})), stride(stride_), padding(padding_)
{
    if (with == Bias::with)
        bias = w.take("bias", {out});
}

at::Tensor Conv2d::forward(const at::Tensor& x) const
{
    return at::conv2d(x, weight, bias, {stride, stride}, {padding, padding});
}

GroupNorm::GroupNorm(const Weights& w, int64_t channels, int64_t groups_, double eps_)
    : weight(w.take("weight", {channels})), bias(w.take("bias", {channels})), groups(groups_), eps(eps_)
{
}

at::Tensor GroupNorm::forward(const at::Tensor& x) const { return at::group_norm(x, groups, weight, bias, eps); }

LayerNorm::LayerNorm(const Weights& w, int64_t width, double eps_)
    : weight(w.take("weight", {width})), bias(w.take("bias", {width})), eps(eps_)
{
}

at::Tensor LayerNorm::forward(const at::Tensor& x) const
{
    return at::layer_norm(x, weight.sizes(), weight, bias, eps);
}

} // namespace likeness::weights
