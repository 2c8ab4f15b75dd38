#include "core/identity/RotaryEmbedding.h"

namespace likeness::identity {

RotaryEmbedding::RotaryEmbedding(int64_t side, int64_t headSize, at::Device device)
{
    constexpr double pretrainedSide = 16;
    const int64_t half = headSize / 2;
    const auto options = at::TensorOptions(at::kFloat);
    const at::Tensor frequencies =
        at::pow(10000.0, -at::arange(0, half, 2, options) / half);                  // [half/2]
    const at::Tensor positions = at::arange(side, options) / side * pretrainedSide; // [side]
    const at::Tensor angles =
        at::outer(positions, frequencies).repeat_interleave(2, -1); // [side, half]
    const at::Tensor rows = angles.unsqueeze(1).expand({side, side, half});
    const at::Tensor columns = angles.unsqueeze(0).expand({side, side, half});
    const at::Tensor grid =
        at::cat({rows, columns}, -1).reshape({side * side, headSize}); // [side*side, headSize]
    cos = grid.cos().to(device);
    sin = grid.sin().to(device);
}

at::Tensor RotaryEmbedding::rotate(const at::Tensor& x) const
{
    const at::Tensor patches = x.slice(2, 1);                // [B, h, side*side, d]
    const at::Tensor pairs = patches.unflatten(-1, {-1, 2}); // [B, h, side*side, d/2, 2]
    const at::Tensor turned =
        at::stack({-pairs.select(-1, 1), pairs.select(-1, 0)}, -1).flatten(-2);
    return at::cat({x.slice(2, 0, 1), (patches * cos + turned * sin).to(x.scalar_type())}, 2);
}

} // namespace likeness::identity
