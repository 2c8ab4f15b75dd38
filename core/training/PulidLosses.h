// The losses of PuLID's stages 2 and 3 (Guo et al. 2024, arXiv 2404.16022, section 3).
//
// The paper leaves open how the norms run; here: over heads, tokens and channels of one sample, then the mean over the
// batch, then over the layers. B samples, h heads, T text tokens, N image tokens, d channels of a head.
#pragma once

#include <ATen/ATen.h>

#include <vector>

namespace likeness::training {

// Equation 2: 1 - cosine of the face vectors, mean over the batch. Both [B, D]; a scalar.
at::Tensor identityLoss(const at::Tensor& reference, const at::Tensor& generated);

// What the UNet's queries answer to the text: softmax over the image tokens of K Qᵀ / √d, times Q.
// keys [B, h, T, d], queries [B, h, N, d] → [B, h, T, d].
at::Tensor responseToText(const at::Tensor& keys, const at::Tensor& queries);

// One cross-attention layer of both paths. Only `queriesWithId` gets a gradient.
struct AlignedLayer {
    at::Tensor keys;          // [B, h, T, d], of the text
    at::Tensor queries;       // [B, h, N, d], the path without identity
    at::Tensor queriesWithId; // [B, h, N, d]
};

// Equation 3: ‖response(Q_tid) - response(Q_t)‖₂ of one layer, per sample: [B].
at::Tensor semanticAlignment(const AlignedLayer& layer);
// Equation 4: ‖Q_tid - Q_t‖₂ of one layer, per sample: [B].
at::Tensor layoutAlignment(const AlignedLayer& layer);

// The published weights; that of the identity is in the paper's experiments.
struct PulidWeights {
    double semantic = 0.6;
    double layout = 0.1;
    double identity = 1.0;
};

} // namespace likeness::training
