#include "core/diffusion/Latents.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::diffusion {

LatentNoise::LatentNoise(const std::vector<std::uint64_t>& seeds, at::ScalarType dtype) : m_dtype(dtype)
{
    TORCH_CHECK(!seeds.empty(), "noise needs at least one seed");
    for (const std::uint64_t seed : seeds)
        m_generators.push_back(at::make_generator<at::CPUGeneratorImpl>(seed));
}

at::Tensor LatentNoise::draw(int64_t channels, int64_t height, int64_t width)
{
    std::vector<at::Tensor> images;
    for (at::Generator& generator : m_generators)
        images.push_back(at::randn({1, channels, height, width}, generator, m_dtype));
    return at::cat(images); // [B, C, h, w]
}

} // namespace likeness::diffusion
