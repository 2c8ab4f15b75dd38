// IDFormer, the identity encoder of PuLID v1.1: learnt queries and the mapped face vector read five
// layers of the EVA tower through perceiver attention. Names as in the public file, below
// `id_adapter.`.
#pragma once

#include "core/identity/MappingMlp.h"

#include <vector>

namespace likeness::identity {

struct IdFormerOptions {
    int64_t conditionWidth = 512 + 768; // ArcFace and EVA embedding
    int64_t evaWidth = 1024;
    int64_t dim = 1024;
    int64_t queries = 32;
    int64_t idTokens = 5; // per reference
    int64_t heads = 16;   // of 64 numbers each
    int64_t depth = 10;   // layers; a multiple of the five scales
    int64_t feedForward = 4096;
    MappingHidden idHidden;      // of id_embedding_mapping
    MappingHidden mappingHidden; // of mapping_i
    int64_t outputWidth = 2048;  // the UNet's cross-attention width

    static constexpr int64_t headSize = 64;
    static constexpr int64_t scales = 5;
    bool operator==(const IdFormerOptions&) const = default;
};

// `w`: the view below `id_adapter`.
IdFormerOptions idFormerOptionsOf(const weights::Weights& w);

struct PerceiverAttention {
    weights::LayerNorm norm1, norm2; // of the context, of the latents
    weights::Linear to_q, to_kv, to_out;
    int64_t heads = 0;

    PerceiverAttention(const weights::Weights& w, const IdFormerOptions& options);
    // context [B, T, D], latents [B, L, D] → [B, L, D]; keys and values: (context, latents).
    at::Tensor forward(const at::Tensor& context, const at::Tensor& latents) const;
};

struct IdFormerLayer {
    PerceiverAttention attention;
    weights::LayerNorm norm;  // 1.0
    weights::Linear up, down; // 1.1, 1.3

    IdFormerLayer(const weights::Weights& w, const IdFormerOptions& options);
    at::Tensor forward(const at::Tensor& context, const at::Tensor& latents) const; // [B, L, D]
};

struct IdFormer {
    IdFormerOptions options;
    at::Tensor latents; // [1, queries, D]
    MappingMlp id_embedding_mapping;
    std::vector<MappingMlp> mappings;  // mapping_0 … mapping_4
    std::vector<IdFormerLayer> layers; // depth / 5 per scale
    at::Tensor proj_out;               // [D, output]: x @ proj_out

    IdFormer(const weights::Weights& w, const IdFormerOptions& options);

    // condition [B, n, conditionWidth] of n references (or [B, conditionWidth] of one), hidden:
    // five of [B, n*T, evaWidth], the references' tokens behind one another → [B, queries,
    // outputWidth].
    at::Tensor forward(const at::Tensor& condition, const std::vector<at::Tensor>& hidden) const;
};

} // namespace likeness::identity
