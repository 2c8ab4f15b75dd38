#include "core/identity/EvaClip.h"

#include "core/diffusion/Cancelled.h"

#include <algorithm>
#include <cmath>

namespace likeness::identity {

using weights::Bias;
using weights::LayerNorm;
using weights::Linear;
using weights::Weights;

namespace {

constexpr double normEps = 1e-6;
constexpr int64_t publicLastHiddenBlock = 20;

} // namespace

std::vector<int64_t> EvaClipOptions::hiddenBlocks() const
{
    std::vector<int64_t> result;
    for (int64_t i = 1; i <= 5; ++i)
        result.push_back(depth > publicLastHiddenBlock ? i * 4 : i * depth / 6);
    return result;
}

EvaClipOptions evaClipOptionsOf(const Weights& root)
{
    const Weights w = root / "visual";
    EvaClipOptions options;
    options.width = w.size("cls_token", -1);
    options.depth = w.count("blocks");
    options.mlpHidden = w.size("blocks.0.mlp.w1.weight", 0);
    options.patchSize = std::max<int64_t>(w.size("patch_embed.proj.weight", 2),
                                          1); // a missing one is reported later
    const auto patches = static_cast<double>(std::max<int64_t>(w.size("pos_embed", 1) - 1, 0));
    options.imageSize = options.patchSize * std::llround(std::sqrt(patches));
    options.embedding = w.size("head.weight", 0);
    return options;
}

EvaAttention::EvaAttention(const Weights& w, const EvaClipOptions& options)
    : q_proj(w / "q_proj", options.width, options.width, Bias::without),
      k_proj(w / "k_proj", options.width, options.width, Bias::without),
      v_proj(w / "v_proj", options.width, options.width, Bias::without),
      inner_attn_ln(w / "inner_attn_ln", options.width, normEps),
      proj(w / "proj", options.width, options.width), heads(options.heads())
{
    q_proj.bias = w.take("q_bias", {options.width});
    v_proj.bias = w.take("v_bias", {options.width});
    w.ignore("rope.");
}

at::Tensor EvaAttention::forward(const at::Tensor& x, const RotaryEmbedding& rope) const
{
    const auto split = [this](const at::Tensor& t) {
        return t.unflatten(-1, {heads, -1}).transpose(1, 2);
    };
    const at::Tensor q = rope.rotate(split(q_proj.forward(x))); // [B, h, T, 64]
    const at::Tensor k = rope.rotate(split(k_proj.forward(x)));
    const at::Tensor v = split(v_proj.forward(x));
    const at::Tensor y =
        at::scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2); // [B, T, C]
    return proj.forward(inner_attn_ln.forward(y));
}

EvaMlp::EvaMlp(const Weights& w, const EvaClipOptions& options)
    : w1(w / "w1", options.width, options.mlpHidden),
      w2(w / "w2", options.width, options.mlpHidden),
      w3(w / "w3", options.mlpHidden, options.width),
      ffn_ln(w / "ffn_ln", options.mlpHidden, normEps)
{
}

at::Tensor EvaMlp::forward(const at::Tensor& x) const
{
    return w3.forward(ffn_ln.forward(at::silu(w1.forward(x)) * w2.forward(x)));
}

EvaBlock::EvaBlock(const Weights& w, const EvaClipOptions& options)
    : norm1(w / "norm1", options.width, normEps), norm2(w / "norm2", options.width, normEps),
      attn(w / "attn", options), mlp(w / "mlp", options)
{
}

at::Tensor EvaBlock::forward(const at::Tensor& x, const RotaryEmbedding& rope) const
{
    const at::Tensor y = x + attn.forward(norm1.forward(x), rope);
    return y + mlp.forward(norm2.forward(y));
}

at::Tensor EvaResult::unitFeature() const
{
    return feature / feature.norm(2, 1, true);
}

EvaClip::EvaClip(const Weights& root, const EvaClipOptions& options_) : options(options_)
{
    const Weights w = root / "visual";
    root.ignore("text.");
    root.ignore("logit_scale");
    w.ignore("rope.");
    cls_token = w.take("cls_token", {1, 1, options.width});
    pos_embed = w.take("pos_embed", {1, 1 + options.side() * options.side(), options.width});
    patch_embed = weights::Conv2d(w / "patch_embed" / "proj", 3, options.width, options.patchSize,
                                  options.patchSize);
    for (int64_t i = 0; i < options.depth; ++i)
        blocks.emplace_back(w / "blocks" / i, options);
    norm = LayerNorm(w / "norm", options.width, normEps);
    head = Linear(w / "head", options.width, options.embedding);
    rope = RotaryEmbedding(options.side(), EvaClipOptions::headSize, w.placement().device);
}

EvaResult EvaClip::forward(const at::Tensor& pixels, const std::stop_token& stop) const
{
    TORCH_CHECK(pixels.dim() == 4 && pixels.size(1) == 3 && pixels.size(2) == options.imageSize &&
                    pixels.size(3) == options.imageSize,
                "EVA-CLIP takes pixels [B, 3, ", options.imageSize, ", ", options.imageSize,
                "], got ", pixels.sizes());
    const at::Tensor patches =
        patch_embed.forward(pixels).flatten(2).transpose(1, 2); // [B, side*side, C]
    at::Tensor x =
        at::cat({cls_token.expand({pixels.size(0), -1, -1}), patches}, 1) + pos_embed; // [B, T, C]

    EvaResult result;
    const auto wanted = options.hiddenBlocks();
    for (int64_t i = 0; i < options.depth; ++i) {
        diffusion::throwIfStopped(stop);
        if (std::find(wanted.begin(), wanted.end(), i) != wanted.end())
            result.hidden.push_back(x);
        x = blocks[static_cast<size_t>(i)].forward(x, rope);
    }
    result.feature = head.forward(norm.forward(x.select(1, 0))); // [B, embedding]
    return result;
}

} // namespace likeness::identity
