#include "core/training/PulidLosses.h"

#include <cmath>

namespace likeness::training {

namespace {

at::Tensor normPerSample(const at::Tensor& x) // [B, …] → [B]
{
    return at::norm(x.flatten(1), 2, 1);
}

} // namespace

at::Tensor identityLoss(const at::Tensor& reference, const at::Tensor& generated)
{
    return (1 - at::cosine_similarity(reference, generated, 1)).mean();
}

at::Tensor responseToText(const at::Tensor& keys, const at::Tensor& queries)
{
    const double scale = 1 / std::sqrt(static_cast<double>(keys.size(-1)));
    return at::matmul(at::softmax(at::matmul(keys, queries.transpose(-2, -1)) * scale, -1), queries);
}

at::Tensor semanticAlignment(const AlignedLayer& layer)
{
    const at::Tensor keys = layer.keys.detach();
    return normPerSample(responseToText(keys, layer.queriesWithId) - responseToText(keys, layer.queries.detach()));
}

at::Tensor layoutAlignment(const AlignedLayer& layer)
{
    return normPerSample(layer.queriesWithId - layer.queries.detach());
}

} // namespace likeness::training
