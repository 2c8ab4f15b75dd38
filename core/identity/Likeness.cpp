#include "core/identity/Likeness.h"

namespace likeness::identity {

at::Tensor cosine(const at::Tensor& a, const at::Tensor& b)
{
    TORCH_CHECK(a.dim() == 2 && a.sizes() == b.sizes(),
                "embeddings to compare are [B, C] both, got ", a.sizes(), " and ", b.sizes());
    return at::cosine_similarity(a.to(at::kFloat), b.to(at::kFloat), 1, 1e-8);
}

} // namespace likeness::identity
