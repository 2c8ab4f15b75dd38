// The noise with which a picture begins: the same numbers as torch.manual_seed(seed) and randn on a CPU.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace likeness::diffusion {

// One generator per picture, so that a picture does not depend on its neighbours in the batch. Noise is always drawn
// on the CPU, in fp32: another type or device would give another sequence. Only the low 32 bits of a seed count.
class LatentNoise {
public:
    explicit LatentNoise(const std::vector<std::uint64_t>& seeds, at::ScalarType dtype = at::kFloat);

    // Standard normal noise [seeds, C, h, w]; every call draws on.
    at::Tensor draw(int64_t channels, int64_t height, int64_t width);

private:
    std::vector<at::Generator> m_generators;
    at::ScalarType m_dtype;
};

} // namespace likeness::diffusion
