// The picture tower of EVA02-CLIP-L-14-336 (EVA-CLIP, arXiv 2303.15389; EVA-02, arXiv 2303.11331):
// a vision transformer with rotary positions, SwiGLU and a norm inside each sub-layer. Its class
// embedding and five hidden layers feed the identity adapters. Names are those of the public file
// below `visual.`; `text.*`, `logit_scale` and the stored rotary tables are not used (the tables
// are recomputed in float32: the file's are rounded).
#pragma once

#include "core/identity/RotaryEmbedding.h"
#include "core/weights/Layers.h"

#include <stop_token>
#include <vector>

namespace likeness::identity {

struct EvaClipOptions {
    int64_t width = 1024; // a multiple of 64
    int64_t depth = 24;   // blocks; at least leastDepth
    int64_t mlpHidden = 2730;
    int64_t patchSize = 14;
    int64_t imageSize = 336; // pixels; a multiple of patchSize
    int64_t embedding = 768;

    static constexpr int64_t headSize = 64;
    static constexpr int64_t leastDepth =
        6; // five hidden states, none of them the first block's input
    int64_t heads() const { return width / headSize; }
    int64_t side() const { return imageSize / patchSize; } // patches along one edge
    // The five blocks whose inputs are the hidden states: 4, 8, 12, 16, 20 as in PuLID; a tower of
    // 20 blocks or fewer (ours) takes the same fractions of its depth.
    std::vector<int64_t> hiddenBlocks() const;
    bool operator==(const EvaClipOptions&) const = default;
};

// `w` is the root of the file: names start with `visual.`.
EvaClipOptions evaClipOptionsOf(const weights::Weights& w);

struct EvaAttention {
    weights::Linear q_proj, k_proj, v_proj; // q and v with the biases q_bias and v_bias, k without
    weights::LayerNorm inner_attn_ln;
    weights::Linear proj;
    int64_t heads = 0;

    EvaAttention(const weights::Weights& w, const EvaClipOptions& options);
    at::Tensor forward(const at::Tensor& x,
                       const RotaryEmbedding& rope) const; // [B, T, C] → the same
};

struct EvaMlp { // SwiGLU
    weights::Linear w1, w2, w3;
    weights::LayerNorm ffn_ln;

    EvaMlp(const weights::Weights& w, const EvaClipOptions& options);
    at::Tensor forward(const at::Tensor& x) const; // [B, T, C] → the same
};

struct EvaBlock {
    weights::LayerNorm norm1, norm2;
    EvaAttention attn;
    EvaMlp mlp;

    EvaBlock(const weights::Weights& w, const EvaClipOptions& options);
    at::Tensor forward(const at::Tensor& x,
                       const RotaryEmbedding& rope) const; // [B, T, C] → the same
};

// What the tower says about pictures; T = 1 + side*side tokens, the class first.
struct EvaResult {
    at::Tensor feature;             // [B, embedding], not normalised
    std::vector<at::Tensor> hidden; // five of [B, T, width], before any norm
    at::Tensor unitFeature() const; // [B, embedding], length 1
};

struct EvaClip {
    EvaClipOptions options;
    std::string fingerprint; // weights::fingerprint of the file's weights; empty if made otherwise
    at::Tensor cls_token; // [1, 1, C]
    at::Tensor pos_embed; // [1, T, C]
    weights::Conv2d patch_embed;
    std::vector<EvaBlock> blocks;
    weights::LayerNorm norm;
    weights::Linear head;
    RotaryEmbedding rope;

    EvaClip(const weights::Weights& w, const EvaClipOptions& options); // `w`: the root, as above

    // pixels [B, 3, S, S], RGB, normalised with CLIP's mean and deviation (FaceFeatures.h).
    // Throws diffusion::Cancelled between blocks when `stop` is requested.
    EvaResult forward(const at::Tensor& pixels, const std::stop_token& stop = {}) const;
};

} // namespace likeness::identity
