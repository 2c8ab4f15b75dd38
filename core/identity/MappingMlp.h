// Three linear layers with LayerNorm and LeakyReLU between them: the mapping network of PuLID's
// encoders. Names: 0, 1 | 3, 4 | 6 (2 and 5 are the activations).
#pragma once

#include "core/weights/Layers.h"

namespace likeness::identity {

// The widths between the layers; in the public files both are the same.
struct MappingHidden {
    int64_t first = 1024, second = 1024; // behind linear0, behind linear3

    MappingHidden(int64_t both = 1024) : first(both), second(both) {}
    MappingHidden(int64_t first_, int64_t second_) : first(first_), second(second_) {}
    explicit MappingHidden(const weights::Weights& w)
        : first(w.size("0.weight", 0)), second(w.size("3.weight", 0))
    {
    }
    bool operator==(const MappingHidden&) const = default;
};

struct MappingMlp {
    weights::Linear linear0, linear3, linear6;
    weights::LayerNorm norm1, norm4;

    MappingMlp(const weights::Weights& w, int64_t in, MappingHidden hidden, int64_t out);
    at::Tensor forward(const at::Tensor& x) const; // [..., in] → [..., out]
};

} // namespace likeness::identity
