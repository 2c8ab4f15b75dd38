// The contrastive pair of PuLID's stage 3: the path without identity is recorded, the path with identity is held
// against it, layer by layer (extensions of the UNet's cross-attention, DESIGN decision 10).
#pragma once

#include "core/diffusion/CrossAttentionExtension.h"
#include "core/training/PulidLosses.h"

#include <map>

namespace likeness::training {

// Queries and text keys of every cross-attention layer of one UNet call, without gradients.
class QueryRecorder : public diffusion::CrossAttentionExtension {
public:
    at::Tensor extend(const diffusion::CrossAttentionSite& site, const at::Tensor& query, const at::Tensor& textKeys,
                      const at::Tensor& textResult) override;

    struct Layer {
        at::Tensor keys, queries; // [B, T, C], [B, N, C]
    };
    const std::map<int64_t, Layer>& layers() const { return m_layers; }

private:
    std::map<int64_t, Layer> m_layers;
};

// Adds the alignment of every layer with the recorded call while `identity` does its work.
class AlignmentMeter : public diffusion::CrossAttentionExtension {
public:
    // Both outlive this object. The recorded call had the same text and the same number of rows.
    AlignmentMeter(const QueryRecorder& without, diffusion::CrossAttentionExtension& identity)
        : m_without(without), m_identity(identity)
    {
    }

    at::Tensor extend(const diffusion::CrossAttentionSite& site, const at::Tensor& query, const at::Tensor& textKeys,
                      const at::Tensor& textResult) override;

    // Means over the layers seen so far (and over the batch): scalars.
    at::Tensor semantic() const { return m_semantic / m_layers; }
    at::Tensor layout() const { return m_layout / m_layers; }

private:
    const QueryRecorder& m_without;
    diffusion::CrossAttentionExtension& m_identity;
    at::Tensor m_semantic, m_layout;
    double m_layers = 0;
};

} // namespace likeness::training
