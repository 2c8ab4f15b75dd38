#include "core/diffusion/SpatialTransformer.h"

namespace likeness::diffusion {

using weights::Bias;
using weights::Weights;

Attention::Attention(const Weights& w, int64_t channels, int64_t context, int64_t heads_)
    : to_q(w / "to_q", channels, channels, Bias::without), to_k(w / "to_k", context, channels, Bias::without),
      to_v(w / "to_v", context, channels, Bias::without), to_out(w / "to_out.0", channels, channels), heads(heads_)
{
}

at::Tensor Attention::attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) const
{
    const auto split = [this](const at::Tensor& x) {
        return x.unflatten(2, {heads, -1}).transpose(1, 2); // [B, heads, N, d]
    };
    return at::scaled_dot_product_attention(split(q), split(k), split(v)).transpose(1, 2).flatten(2); // [B, N, C]
}

TransformerBlock::TransformerBlock(const SpatialTransformerOptions& o, const Weights& w, int64_t& nextLayer)
    : norm1(w / "norm1", o.channels), norm2(w / "norm2", o.channels), norm3(w / "norm3", o.channels),
      attn1(w / "attn1", o.channels, o.channels, o.heads), attn2(w / "attn2", o.channels, o.context, o.heads),
      ff_in(w / "ff.net.0.proj", o.channels, 8 * o.channels), ff_out(w / "ff.net.2", 4 * o.channels, o.channels),
      crossLayer(nextLayer + 1)
{
    nextLayer += 2;
}

at::Tensor TransformerBlock::crossAttention(const at::Tensor& x, const at::Tensor& text, const UnetCall& call) const
{
    const at::Tensor q = attn2.to_q.forward(x); // [B, N, C]
    at::Tensor k, v;                            // [B, T, C]
    if (const auto* cached = call.cache ? call.cache->find(crossLayer, text) : nullptr) {
        k = cached->keys;
        v = cached->values;
    } else {
        k = attn2.to_k.forward(text);
        v = attn2.to_v.forward(text);
        if (call.cache)
            call.cache->store(crossLayer, {text, k, v});
    }
    at::Tensor result = attn2.attend(q, k, v); // [B, N, C]
    if (call.extension)
        result = call.extension->extend({crossLayer, attn2.heads}, q, k, result);
    return attn2.to_out.forward(result);
}

at::Tensor TransformerBlock::forward(const at::Tensor& x, const at::Tensor& text, const UnetCall& call) const
{
    throwIfStopped(call.stop);
    const at::Tensor a = norm1.forward(x);
    at::Tensor h = x + attn1.to_out.forward(
                           attn1.attend(attn1.to_q.forward(a), attn1.to_k.forward(a), attn1.to_v.forward(a)));
    h = h + crossAttention(norm2.forward(h), text, call);
    const auto gated = ff_in.forward(norm3.forward(h)).chunk(2, 2); // 2 x [B, N, 4*C], the second half gates
    return h + ff_out.forward(gated[0] * at::gelu(gated[1]));
}

SpatialTransformer::SpatialTransformer(const SpatialTransformerOptions& o, const Weights& w, int64_t& nextLayer)
    : norm(w / "norm", o.channels, o.groups, 1e-6)
{
    if (o.linearProjection) {
        proj_in = weights::Linear(w / "proj_in", o.channels, o.channels);
        proj_out = weights::Linear(w / "proj_out", o.channels, o.channels);
    } else {
        proj_in_conv = weights::Conv2d(w / "proj_in", o.channels, o.channels, 1);
        proj_out_conv = weights::Conv2d(w / "proj_out", o.channels, o.channels, 1);
    }
    for (int64_t i = 0; i < o.depth; ++i)
        transformer_blocks.emplace_back(o, w / "transformer_blocks" / i, nextLayer);
}

at::Tensor SpatialTransformer::forward(const at::Tensor& x, const at::Tensor& text, const UnetCall& call) const
{
    const bool linear = proj_in.weight.defined();
    at::Tensor h = norm.forward(x); // [B, C, H, W]
    if (!linear)
        h = proj_in_conv.forward(h);
    h = h.flatten(2).transpose(1, 2); // [B, H*W, C]
    if (linear)
        h = proj_in.forward(h);
    for (const TransformerBlock& block : transformer_blocks)
        h = block.forward(h, text, call);
    if (linear)
        h = proj_out.forward(h);
    h = h.transpose(1, 2).reshape(x.sizes()); // [B, C, H, W]
    return x + (linear ? h : proj_out_conv.forward(h));
}

} // namespace likeness::diffusion
