#include "core/weights/Layers.h"

#include "core/weights/Int8Rows.h"

namespace likeness::weights {

at::Tensor broughtTo(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& scale)
{
    // First to the device, in the few bytes it waits in; a copy from pinned memory runs beside the host's work.
    const bool isHere = weight.device() == x.device();
    const at::Tensor here = isHere ? weight : weight.to(x.device(), weight.scalar_type(), /*non_blocking=*/true);
    return scale.defined() ? fromInt8Rows(here, scale, x.scalar_type()) : here.to(x.scalar_type());
}

Linear::Linear(const Weights& w, int64_t in, int64_t out, Bias with)
{
    HeldTensor held = w.takeHeld("weight", {out, in});
    weight = std::move(held.values);
    scale = std::move(held.scale);
    if (with == Bias::with)
        bias = w.take("bias", {out});
}

at::Tensor Linear::forward(const at::Tensor& x) const
{
    return at::linear(x, broughtTo(x, weight, scale), bias);
}

Conv2d::Conv2d(const Weights& w, int64_t in, int64_t out, int64_t kernel, int64_t stride_, int64_t padding_,
               Bias with)
    : stride(stride_), padding(padding_)
{
    HeldTensor held = w.takeHeld("weight", {out, in, kernel, kernel});
    weight = std::move(held.values);
    scale = std::move(held.scale);
    if (with == Bias::with)
        bias = w.take("bias", {out});
}

at::Tensor Conv2d::forward(const at::Tensor& x) const
{
    return at::conv2d(x, broughtTo(x, weight, scale), bias, {stride, stride}, {padding, padding});
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
