#include "core/training/ContrastivePair.h"

namespace likeness::training {

namespace {

at::Tensor byHead(const at::Tensor& x, int64_t heads) // [B, N, C] → [B, h, N, d]
{
    return x.unflatten(2, {heads, -1}).transpose(1, 2);
}

at::Tensor added(const at::Tensor& sum, const at::Tensor& value)
{
    return sum.defined() ? sum + value : value;
}

} // namespace

at::Tensor QueryRecorder::extend(const diffusion::CrossAttentionSite& site, const at::Tensor& query,
                                 const at::Tensor& textKeys, const at::Tensor& textResult)
{
    m_layers[site.layer] = {textKeys.detach(), query.detach()};
    return textResult;
}

at::Tensor AlignmentMeter::extend(const diffusion::CrossAttentionSite& site, const at::Tensor& query,
                                  const at::Tensor& textKeys, const at::Tensor& textResult)
{
    const auto& without = m_without.layers().at(site.layer);
    const AlignedLayer layer{byHead(without.keys, site.heads), byHead(without.queries, site.heads),
                             byHead(query, site.heads)};
    m_semantic = added(m_semantic, semanticAlignment(layer).mean());
    m_layout = added(m_layout, layoutAlignment(layer).mean());
    m_layers += 1;
    return m_identity.extend(site, query, textKeys, textResult);
}

} // namespace likeness::training
