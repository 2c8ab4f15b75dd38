#include "core/identity/AttentionRecorder.h"

#include <utility>

namespace likeness::identity {

at::Tensor AttentionRecorder::extend(const diffusion::CrossAttentionSite& site,
                                     const at::Tensor& query, const at::Tensor& textKeys,
                                     const at::Tensor& textResult)
{
    m_shares[site.layer] = m_attention.identityShare(site, query).to(at::kCPU);
    return m_attention.extend(site, query, textKeys, textResult);
}

std::map<int64_t, at::Tensor> AttentionRecorder::take(int64_t height, int64_t width)
{
    std::map<int64_t, at::Tensor> maps;
    for (auto& [layer, share] : std::exchange(m_shares, {})) {
        int64_t h = height, w = width;
        while (h * w > share.numel() && (h > 1 || w > 1)) {
            h = (h + 1) / 2;
            w = (w + 1) / 2;
        }
        TORCH_CHECK(h * w == share.numel(), "layer ", layer, " has ", share.numel(),
                    " queries, latents of ", height, " x ", width, " have no such level");
        maps.emplace(layer, share.view({h, w}));
    }
    return maps;
}

} // namespace likeness::identity
