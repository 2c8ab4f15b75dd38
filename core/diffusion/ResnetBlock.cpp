#include "core/diffusion/ResnetBlock.h"

namespace likeness::diffusion {

ResnetBlock::ResnetBlock(const ResnetBlockOptions& options, const weights::Weights& w)
    : norm1(w / "norm1", options.in, options.groups, options.eps),
      norm2(w / "norm2", options.out, options.groups, options.eps),
      conv1(w / "conv1", options.in, options.out, 3, 1, 1), conv2(w / "conv2", options.out, options.out, 3, 1, 1)
{
    if (options.in != options.out)
        conv_shortcut = weights::Conv2d(w / "conv_shortcut", options.in, options.out, 1);
    if (options.time > 0)
        time_emb_proj = weights::Linear(w / "time_emb_proj", options.time, options.out);
}

at::Tensor ResnetBlock::forward(const at::Tensor& x, const at::Tensor& time) const
{
    at::Tensor h = conv1.forward(at::silu(norm1.forward(x))); // [B, out, H, W]
    if (time_emb_proj.weight.defined())
        h = h + time_emb_proj.forward(time).unsqueeze(-1).unsqueeze(-1); // [B, out, 1, 1] spreads over H, W
    h = conv2.forward(at::silu(norm2.forward(h)));
    return (conv_shortcut.weight.defined() ? conv_shortcut.forward(x) : x) + h;
}

Upsample::Upsample(const weights::Weights& w, int64_t channels) : conv(w / "conv", channels, channels, 3, 1, 1) {}

at::Tensor Upsample::forward(const at::Tensor& x, int64_t height, int64_t width) const
{
    return conv.forward(at::upsample_nearest2d(x, {height, width}));
}

} // namespace likeness::diffusion
