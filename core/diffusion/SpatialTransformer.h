// Attention in the UNet: every pixel looks at every pixel, then at the text
// (Rombach et al. 2022, section 3.3; Vaswani et al. 2017; GEGLU from Shazeer 2020).
#pragma once

#include "core/diffusion/UnetCall.h"
#include "core/weights/Layers.h"

#include <optional>

namespace likeness::diffusion {

struct SpatialTransformerOptions {
    int64_t channels = 0;
    int64_t heads = 1;
    int64_t depth = 1;   // transformer blocks
    int64_t context = 0; // width of the text's states
    int64_t groups = 32;
    bool linearProjection = true; // proj_in and proj_out are stored as matrices, not as 1x1 convolutions
};

// Multi-head attention without biases; the context is the input itself or the text.
struct Attention {
    weights::Linear to_q, to_k, to_v, to_out;
    int64_t heads = 1;

    Attention(const weights::Weights& w, int64_t channels, int64_t context, int64_t heads);
    // q [B, N, C], k and v [B, T, C], all projected → [B, N, C], before to_out
    at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) const;
};

struct TransformerBlock {
    weights::LayerNorm norm1, norm2, norm3;
    Attention attn1, attn2;       // itself, the text
    weights::Linear ff_in, ff_out; // ff.net.0.proj, ff.net.2
    int64_t crossLayer = 0;        // number of attn2 among all attentions; see CrossAttentionExtension.h

    // Numbers its two attentions `nextLayer` and the one after, and counts it on.
    TransformerBlock(const SpatialTransformerOptions& options, const weights::Weights& w, int64_t& nextLayer);
    // x [B, N, C], text [B, T, context] → [B, N, C]
    at::Tensor forward(const at::Tensor& x, const at::Tensor& text, const UnetCall& call) const;
    // x [B, N, C], already normalised: what attn2 adds to the stream
    at::Tensor crossAttention(const at::Tensor& x, const at::Tensor& text, const UnetCall& call) const;
};

struct SpatialTransformer {
    weights::GroupNorm norm;
    weights::Linear proj_in, proj_out;           // one pair of these two
    weights::Conv2d proj_in_conv, proj_out_conv; // (models before SDXL)
    std::vector<TransformerBlock> transformer_blocks;

    SpatialTransformer(const SpatialTransformerOptions& options, const weights::Weights& w, int64_t& nextLayer);
    // x [B, C, H, W], text [B, T, context] → [B, C, H, W]
    at::Tensor forward(const at::Tensor& x, const at::Tensor& text, const UnetCall& call) const;
};

} // namespace likeness::diffusion
