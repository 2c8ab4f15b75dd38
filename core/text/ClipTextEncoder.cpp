#include "core/text/ClipTextEncoder.h"

#include "core/weights/ModelFolder.h"

namespace likeness::text {

using weights::Weights;

namespace {

Weights modelOf(const Weights& w)
{
    const bool bare = !w.hasAnyBelow("text_model") && w.hasAnyBelow("embeddings");
    return bare ? w : w / "text_model";
}

} // namespace

ClipTextLayer::ClipTextLayer(const Weights& w, const ClipTextOptions& o)
    : layer_norm1(w / "layer_norm1", o.hidden_size, o.layer_norm_eps),
      layer_norm2(w / "layer_norm2", o.hidden_size, o.layer_norm_eps),
      q_proj(w / "self_attn" / "q_proj", o.hidden_size, o.hidden_size),
      k_proj(w / "self_attn" / "k_proj", o.hidden_size, o.hidden_size),
      v_proj(w / "self_attn" / "v_proj", o.hidden_size, o.hidden_size),
      out_proj(w / "self_attn" / "out_proj", o.hidden_size, o.hidden_size),
      fc1(w / "mlp" / "fc1", o.hidden_size, o.intermediate_size),
      fc2(w / "mlp" / "fc2", o.intermediate_size, o.hidden_size), heads(o.num_attention_heads),
      activation(o.hidden_act)
{
}

at::Tensor ClipTextLayer::attention(const at::Tensor& x) const
{
    const int64_t batch = x.size(0), tokens = x.size(1), width = x.size(2);
    const auto split = [&](const at::Tensor& y) {
        return y.view({batch, tokens, heads, width / heads}).transpose(1, 2); // [B, H, T, C/H]
    };
    // Causal, and padding is attended to: SDXL was trained so.
    const at::Tensor mixed = at::scaled_dot_product_attention(
        split(q_proj.forward(x)), split(k_proj.forward(x)), split(v_proj.forward(x)),
        /*attn_mask=*/{}, /*dropout_p=*/0.0,
        /*is_causal=*/true);
    return out_proj.forward(mixed.transpose(1, 2).reshape({batch, tokens, width})); // [B, T, C]
}

at::Tensor ClipTextLayer::mlp(const at::Tensor& x) const
{
    const at::Tensor y = fc1.forward(x); // [B, T, intermediate_size]
    return fc2.forward(activation == Activation::gelu ? at::gelu(y) : y * at::sigmoid(1.702 * y));
}

at::Tensor ClipTextLayer::forward(const at::Tensor& x) const
{
    const at::Tensor y = x + attention(layer_norm1.forward(x));
    return y + mlp(layer_norm2.forward(y));
}

ClipTextEncoder::ClipTextEncoder(const Weights& w, const ClipTextOptions& o) : options(o)
{
    const Weights model = modelOf(w);
    const Weights embeddings = model / "embeddings";
    token_embedding =
        (embeddings / "token_embedding").takeTable("weight", {o.vocab_size, o.hidden_size});
    position_embedding = (embeddings / "position_embedding")
                             .take("weight", {o.max_position_embeddings, o.hidden_size});
    embeddings.ignore("position_ids");
    w.ignore("logit_scale");
    for (int64_t i = 0; i < o.num_hidden_layers; ++i)
        layers.emplace_back(model / "encoder" / "layers" / i, o);
    final_layer_norm =
        weights::LayerNorm(model / "final_layer_norm", o.hidden_size, o.layer_norm_eps);
    if (o.withProjection || w.has("text_projection.weight"))
        text_projection = w.take("text_projection.weight", {o.projection_dim, o.hidden_size});
}

TextEncoding ClipTextEncoder::forward(const at::Tensor& ids) const
{
    TORCH_CHECK(ids.dim() == 2 && ids.scalar_type() == at::kLong,
                "token ids must be [B, T] of int64");
    TORCH_CHECK(ids.size(1) <= options.max_position_embeddings,
                "more tokens than positions: ", ids.size(1));
    const at::Tensor onDevice = ids.to(position_embedding.device());
    TextEncoding result;
    const at::Tensor words = at::embedding(token_embedding, ids.to(token_embedding.device()));
    at::Tensor x = words.to(position_embedding.options().requires_grad(false)) +
                   position_embedding.slice(0, 0, ids.size(1)); // [B, T, C]
    result.hidden_states.push_back(x);
    for (const ClipTextLayer& layer : layers)
        result.hidden_states.push_back(x = layer.forward(x));
    result.last_hidden_state = final_layer_norm.forward(x);
    const at::Tensor rows = at::arange(ids.size(0), onDevice.options());
    result.pooled = result.last_hidden_state.index({rows, endPositions(onDevice)}); // [B, C]
    if (text_projection.defined())
        result.text_embeds = at::linear(result.pooled, text_projection); // [B, P]
    return result;
}

at::Tensor ClipTextEncoder::endPositions(const at::Tensor& ids) const
{
    if (options.eos_token_id == 2)
        return ids.argmax(1); // the first of the highest ids
    return ids.eq(options.eos_token_id).to(at::kInt).argmax(1);
}

base::Result<ClipTextEncoder> loadClipTextEncoder(const std::filesystem::path& folder,
                                                  weights::Placement placement)
{
    return base::guarded([&]() -> base::Result<ClipTextEncoder> {
        auto options = ClipTextOptions::read(folder / "config.json");
        if (!options)
            return tl::unexpected(options.error());
        auto file = weights::readModelFolder(folder, "model");
        if (!file)
            return tl::unexpected(file.error());
        const Weights w(std::move(*file), placement);
        ClipTextEncoder encoder(w, *options);
        if (auto fits = w.check("a CLIP text encoder"); !fits)
            return tl::unexpected(fits.error());
        return encoder;
    });
}

} // namespace likeness::text
