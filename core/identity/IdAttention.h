// Identity cross-attention: beside each text cross-attention of the UNet the same queries attend to
// the identity's tokens, and the result is added before to_out (PuLID, arXiv 2404.16022,
// section 3.1). Rows of the batch without an identity leave the layer untouched, bit by bit; so
// does every row when the scale is 0.
#pragma once

#include "core/diffusion/CrossAttentionExtension.h"
#include "core/weights/Layers.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace likeness::identity {

// What is kept of the identity's attention result `id`, given the text's result `out`; P is the
// projection of id on out, channel by channel over the queries.
enum class Ortho {
    none, // out + s * id
    v1,   // out + s * (id - P)
    v2 // out + s * (id + (m - 1) * P); m: a query's share of attention on the first five identity
       // tokens
};

struct IdAttentionSettings {
    double scale = 0.8;     // of the identity; 0: off
    int64_t zeroTokens = 0; // appended zero tokens ("num_zero"): they only take attention away
    Ortho ortho = Ortho::none;
    std::map<int64_t, double> layerFactors = {}; // on the scale, by CrossAttentionSite::layer; absent: 1
    double scaleOf(int64_t layer) const;
    bool operator==(const IdAttentionSettings&) const = default;
};

struct IdAttentionOptions {
    int64_t tokenWidth = 2048;         // of the identity's tokens
    std::map<int64_t, int64_t> layers; // CrossAttentionSite::layer → width of the layer's queries
    bool operator==(const IdAttentionOptions&) const = default;
};

// `w`: the view below `id_adapter_attn_layers`, whose children are the layers' numbers.
IdAttentionOptions idAttentionOptionsOf(const weights::Weights& w);

struct IdAttentionLayer {
    weights::Linear id_to_k, id_to_v; // [width, tokenWidth], no bias

    IdAttentionLayer(const weights::Weights& w, int64_t tokenWidth, int64_t width);
};

struct IdAttentionLayers {
    IdAttentionOptions options;
    std::map<int64_t, IdAttentionLayer> layers;

    IdAttentionLayers(const weights::Weights& w, const IdAttentionOptions& options);
};

// One generation's identity. Keys and values are made at a layer's first call and kept, so an
// object serves one identity; training makes a new one for each step. Not for several threads at
// once.
class IdAttention : public diffusion::CrossAttentionExtension {
public:
    // tokens [R, T, tokenWidth]: one identity per row of `rows`; rows: the rows of the UNet's batch
    // that have an identity, ascending. With guidance an identity-on picture has two: the
    // unconditional and the conditional one. Tokens are on the UNet's device, in its type, whatever
    // the layers wait in. `layers` outlives this object.
    IdAttention(const IdAttentionLayers& layers, at::Tensor tokens, std::vector<int64_t> rows,
                IdAttentionSettings settings);

    at::Tensor extend(const diffusion::CrossAttentionSite& site, const at::Tensor& query,
                      const at::Tensor& textKeys, const at::Tensor& textResult) override;

    // How far each query of the last identity's row looks at the identity: its attention on the
    // identity's tokens, as against the zero tokens, mean over the heads; query [B, N, C] → [N]
    // float32 in 0..1. Where the settings have no zero token, one is imagined as the yardstick:
    // without it the share would be 1 everywhere.
    at::Tensor identityShare(const diffusion::CrossAttentionSite& site, const at::Tensor& query);

private:
    struct KeysAndValues {
        at::Tensor keys, values; // [R, heads, T + zeroTokens, d]
    };
    const KeysAndValues& keysAndValues(const diffusion::CrossAttentionSite& site);

    const IdAttentionLayers& m_layers;
    at::Tensor m_tokens;
    std::vector<int64_t> m_rows;
    at::Tensor m_rowIndices; // m_rows, on the UNet's device
    IdAttentionSettings m_settings;
    std::map<int64_t, KeysAndValues> m_cache;
};

// out, id [B, N, C] and, for v2, query [B, h, N, d] and keys [B, h, T, d] → [B, N, C]. Computed in
// float32.
at::Tensor addIdentity(const at::Tensor& out, const at::Tensor& id, const at::Tensor& query,
                       const at::Tensor& keys, double scale, Ortho ortho);

} // namespace likeness::identity
