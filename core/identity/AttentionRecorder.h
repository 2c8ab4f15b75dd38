// Watches an identity work: beside adding it, keeps how far every query of every layer looked at
// it.
#pragma once

#include "core/identity/IdAttention.h"

namespace likeness::identity {

// Not for several threads at once. `attention` outlives this object.
class AttentionRecorder : public diffusion::CrossAttentionExtension {
public:
    explicit AttentionRecorder(IdAttention& attention) : m_attention(attention) {}

    // What the identity's attention does alone, bit for bit.
    at::Tensor extend(const diffusion::CrossAttentionSite& site, const at::Tensor& query,
                      const at::Tensor& textKeys, const at::Tensor& textResult) override;

    // Since the last time: layer → [h, w] float32 on the CPU, 0..1 (IdAttention::identityShare of
    // the picture's row), for latents of height x width cells. Each level of the UNet halves them,
    // rounding up.
    std::map<int64_t, at::Tensor> take(int64_t height, int64_t width);

private:
    IdAttention& m_attention;
    std::map<int64_t, at::Tensor> m_shares; // layer → [N]
};

} // namespace likeness::identity
