#include "core/training/PulidLosses.h"

#include "core/training/Autocast.h"

#include <cmath>

namespace likeness::training {

namespace {

// The alignment losses are differences of nearly equal numbers: in fp32 also where the rest is not.
AlignedLayer inFloats(const AlignedLayer& layer)
{
    return {layer.keys.detach().to(at::kFloat), layer.queries.detach().to(at::kFloat),
            layer.queriesWithId.to(at::kFloat)};
}

at::Tensor normPerSample(const at::Tensor& x) // [B, …] → [B]
{
    return at::norm(x.flatten(1), 2, 1);
}

} // namespace

at::Tensor identityLoss(const at::Tensor& reference, const at::Tensor& generated)
{
    return (1 - at::cosine_similarity(reference.to(at::kFloat), generated.to(at::kFloat), 1)).mean();
}

at::Tensor responseToText(const at::Tensor& keys, const at::Tensor& queries)
{
    const double scale = 1 / std::sqrt(static_cast<double>(keys.size(-1)));
    return at::matmul(at::softmax(at::matmul(keys, queries.transpose(-2, -1)) * scale, -1), queries);
}

at::Tensor semanticAlignment(const AlignedLayer& layer)
{
    const Autocast exactly(false);
    const auto [keys, queries, queriesWithId] = inFloats(layer);
    return normPerSample(responseToText(keys, queriesWithId) - responseToText(keys, queries));
}

at::Tensor layoutAlignment(const AlignedLayer& layer)
{
    const auto [keys, queries, queriesWithId] = inFloats(layer);
    return normPerSample(queriesWithId - queries);
}

} // namespace likeness::training
