#include "core/text/ClipTextOptionsOf.h"

#include <algorithm>

namespace likeness::text {

ClipTextOptions clipTextOptionsOf(const weights::Weights& w)
{
    const weights::Weights model = w.hasAnyBelow("text_model") ? w / "text_model" : w;
    const weights::Weights layers = model / "encoder" / "layers";
    const auto either = [](int64_t found, int64_t otherwise) {
        return found > 0 ? found : otherwise;
    };

    ClipTextOptions o;
    o.vocab_size =
        either((model / "embeddings" / "token_embedding").size("weight", 0), o.vocab_size);
    o.hidden_size =
        either((model / "embeddings" / "token_embedding").size("weight", 1), o.hidden_size);
    o.max_position_embeddings = either(
        (model / "embeddings" / "position_embedding").size("weight", 0), o.max_position_embeddings);
    o.num_hidden_layers = either((model / "encoder").count("layers"), o.num_hidden_layers);
    o.intermediate_size =
        either((layers / 0 / "mlp" / "fc1").size("weight", 0), o.intermediate_size);
    o.num_attention_heads = std::max<int64_t>(o.hidden_size / 64, 1);
    o.withProjection = w.has("text_projection.weight");
    o.projection_dim = either(w.size("text_projection.weight", 0), o.hidden_size);
    o.hidden_act = o.withProjection ? Activation::gelu : Activation::quickGelu;
    return o;
}

ClipTextOptions sdxlNarrowTower()
{
    ClipTextOptions o;
    o.hidden_size = o.projection_dim = 768;
    o.intermediate_size = 3072;
    o.num_attention_heads = 12;
    return o;
}

ClipTextOptions sdxlWideTower()
{
    ClipTextOptions o;
    o.hidden_size = o.projection_dim = 1280;
    o.intermediate_size = 5120;
    o.num_hidden_layers = 32;
    o.num_attention_heads = 20;
    o.hidden_act = Activation::gelu;
    o.withProjection = true;
    return o;
}

} // namespace likeness::text
