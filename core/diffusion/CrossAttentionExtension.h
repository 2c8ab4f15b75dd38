// The one extension point of the UNet: something that sees every cross-attention layer and may add to it.
//
// Identity attention, attention-map recording and the capture of queries for the alignment losses are
// implementations. The UNet knows none of them. Without an extension the layer is plain attention, bit for bit.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace likeness::diffusion {

struct CrossAttentionSite {
    int64_t layer = 0; // index in the order of diffusers' attn_processors: down, up, mid blocks; attn1 and attn2
                       // alternate, so cross-attention layers are the odd numbers, as in PuLID's files
    int64_t heads = 0;
};

class CrossAttentionExtension {
public:
    virtual ~CrossAttentionExtension() = default;

    // query [B, N, heads*d] (to_q's output), textKeys [B, T, heads*d], textResult [B, N, heads*d] (before to_out).
    // Returns what goes into to_out; `textResult` itself leaves the layer as it is.
    virtual at::Tensor extend(const CrossAttentionSite& site, const at::Tensor& query, const at::Tensor& textKeys,
                              const at::Tensor& textResult) = 0;
};

} // namespace likeness::diffusion
