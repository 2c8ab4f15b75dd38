// Three linear layers with LayerNorm and LeakyReLU between them: the mapping network of PuLID's encoders.
// Names: 0, 1 | 3, 4 | 6 (2 and 5 are the activations).
#pragma once

#include "core/weights/Layers.h"

namespace likeness::identity {

struct MappingMlp {
    weights::Linear linear0, linear3, linear6;
    weights::LayerNorm norm1, norm4;

    MappingMlp(const weights::Weights& w, int64_t in, int64_t hidden, int64_t out);
    at::Tensor forward(const at::Tensor& x) const; // [..., in] → [..., out]
};

} // namespace likeness::identity
