// Rotary positions of a square grid of patches, as in EVA-02 (arXiv 2303.11331): one half of a head
// turns with the row, the other with the column; neighbouring numbers (2i, 2i+1) form the pairs
// that turn.
#pragma once

#include <ATen/ATen.h>

namespace likeness::identity {

struct RotaryEmbedding {
    at::Tensor cos, sin; // [side*side, headSize] float32, row-major

    RotaryEmbedding() = default;
    // Positions are rescaled to the 16 x 16 grid of pre-training: i / side * 16; angle = position *
    // 10000^(-4j/headSize).
    RotaryEmbedding(int64_t side, int64_t headSize, at::Device device);

    // x [B, heads, 1 + side*side, headSize] → the same; the first token (the class) does not turn.
    at::Tensor rotate(const at::Tensor& x) const;
};

} // namespace likeness::identity
