#include "core/identity/IdFormer.h"

#include <algorithm>

namespace likeness::identity {

using weights::Bias;
using weights::LayerNorm;
using weights::Linear;
using weights::Weights;

IdFormerOptions idFormerOptionsOf(const Weights& w)
{
    IdFormerOptions options;
    options.conditionWidth = w.size("id_embedding_mapping.0.weight", 1);
    options.evaWidth = w.size("mapping_0.0.weight", 1);
    options.dim = w.size("latents", 2);
    options.queries = w.size("latents", 1);
    options.idTokens =
        w.size("id_embedding_mapping.6.weight", 0) / std::max<int64_t>(options.dim, 1);
    options.heads = w.size("layers.0.0.to_q.weight", 0) / IdFormerOptions::headSize;
    options.depth = w.count("layers");
    options.feedForward = w.size("layers.0.1.1.weight", 0);
    options.idHidden = MappingHidden(w / "id_embedding_mapping");
    options.mappingHidden = MappingHidden(w / "mapping_0");
    options.outputWidth = w.size("proj_out", 1);
    return options;
}

PerceiverAttention::PerceiverAttention(const Weights& w, const IdFormerOptions& options)
    : norm1(w / "norm1", options.dim), norm2(w / "norm2", options.dim),
      to_q(w / "to_q", options.dim, options.heads * IdFormerOptions::headSize, Bias::without),
      to_kv(w / "to_kv", options.dim, 2 * options.heads * IdFormerOptions::headSize, Bias::without),
      to_out(w / "to_out", options.heads * IdFormerOptions::headSize, options.dim, Bias::without),
      heads(options.heads)
{
}

at::Tensor PerceiverAttention::forward(const at::Tensor& context, const at::Tensor& latents) const
{
    const auto split = [this](const at::Tensor& t) {
        return t.unflatten(-1, {heads, -1}).transpose(1, 2);
    };
    const at::Tensor own = norm2.forward(latents); // [B, L, D]
    const auto keysAndValues =
        to_kv.forward(at::cat({norm1.forward(context), own}, 1)).chunk(2, -1);
    const at::Tensor q = split(to_q.forward(own)); // [B, h, L, 64]
    const at::Tensor k = split(keysAndValues[0]);  // [B, h, T+L, 64]
    const at::Tensor v = split(keysAndValues[1]);
    return to_out.forward(
        at::scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)); // [B, L, D]
}

IdFormerLayer::IdFormerLayer(const Weights& w, const IdFormerOptions& options)
    : attention(w / "0", options), norm(w / "1" / "0", options.dim),
      up(w / "1" / "1", options.dim, options.feedForward, Bias::without),
      down(w / "1" / "3", options.feedForward, options.dim, Bias::without)
{
}

at::Tensor IdFormerLayer::forward(const at::Tensor& context, const at::Tensor& latents) const
{
    const at::Tensor x = latents + attention.forward(context, latents);
    return x + down.forward(at::gelu(up.forward(norm.forward(x))));
}

IdFormer::IdFormer(const Weights& w, const IdFormerOptions& options_)
    : options(options_), latents(w.take("latents", {1, options.queries, options.dim})),
      id_embedding_mapping(w / "id_embedding_mapping", options.conditionWidth, options.idHidden,
                           options.idTokens * options.dim),
      proj_out(w.take("proj_out", {options.dim, options.outputWidth}))
{
    for (int64_t scale = 0; scale < IdFormerOptions::scales; ++scale)
        mappings.emplace_back(w / ("mapping_" + std::to_string(scale)), options.evaWidth,
                              options.mappingHidden, options.dim);
    for (int64_t i = 0; i < options.depth; ++i)
        layers.emplace_back(w / "layers" / i, options);
}

at::Tensor IdFormer::forward(const at::Tensor& condition,
                             const std::vector<at::Tensor>& hidden) const
{
    TORCH_CHECK(condition.dim() >= 2 && condition.dim() <= 3 &&
                    condition.size(-1) == options.conditionWidth,
                "IDFormer takes a condition of ", options.conditionWidth, " numbers, got ",
                condition.sizes());
    TORCH_CHECK(static_cast<int64_t>(hidden.size()) == IdFormerOptions::scales,
                "IDFormer reads five hidden layers");
    const int64_t batch = condition.size(0);
    const at::Tensor id =
        id_embedding_mapping.forward(condition).reshape({batch, -1, options.dim}); // [B, n*5, D]
    at::Tensor x = at::cat({latents.expand({batch, -1, -1}), id}, 1); // [B, queries + n*5, D]
    const int64_t perScale = options.depth / IdFormerOptions::scales;
    for (int64_t scale = 0; scale < IdFormerOptions::scales; ++scale) {
        const auto s = static_cast<size_t>(scale);
        const at::Tensor context =
            at::cat({id, mappings[s].forward(hidden[s])}, 1); // [B, n*(5+T), D]
        for (int64_t i = scale * perScale; i < (scale + 1) * perScale; ++i)
            x = layers[static_cast<size_t>(i)].forward(context, x);
    }
    return at::matmul(x.slice(1, 0, options.queries), proj_out); // [B, queries, output]
}

} // namespace likeness::identity
