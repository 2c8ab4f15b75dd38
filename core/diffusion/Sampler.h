// The way from noise to a latent, step by step.
//
//     auto sampler = *makeSampler("euler", schedule, 30);
//     at::Tensor x = noise * sampler->initialNoiseScale();
//     for (size_t i = 0; i < sampler->steps(); ++i) {
//         at::Tensor output = unet(sampler->scaleModelInput(x, i), sampler->timesteps()[i], …);
//         x = sampler->step(output, i, x, drawNoise);
//     }
//
// A sampler is made for one generation: multistep ones remember earlier outputs. Latents stay in fp32.
#pragma once

#include "core/diffusion/NoiseSchedule.h"

#include <functional>
#include <memory>

namespace likeness::diffusion {

// Fresh standard normal noise in the shape of the latents; only stochastic samplers draw any.
using DrawNoise = std::function<at::Tensor()>;

// The points that a sampler visits: one more level than timesteps, the end point.
struct SamplerPath {
    PredictionType predictionType = PredictionType::epsilon;
    std::vector<double> timesteps;
    std::vector<NoiseLevel> levels;
};

// What x is between steps: variance-preserving, or divided by alpha (as in Karras et al. 2022).
enum class SampleScale { variancePreserving, dividedByAlpha };

class Sampler {
public:
    virtual ~Sampler() = default;

    size_t steps() const { return m_path.timesteps.size(); }
    const std::vector<double>& timesteps() const { return m_path.timesteps; } // what the model is told
    std::vector<double> sigmas() const; // noise levels sigma / alpha, one more than timesteps
    double initialNoiseScale() const { return m_initialNoiseScale; }

    // x [B, C, h, w] as the model wants it: variance-preserving.
    at::Tensor scaleModelInput(const at::Tensor& x, size_t step) const;
    // The noise-free latent that the model's output stands for: what a preview shows.
    at::Tensor predictOriginal(const at::Tensor& output, size_t step, const at::Tensor& x) const;
    // A latent with the noise of `step`, to begin there (image to image).
    at::Tensor addNoise(const at::Tensor& original, const at::Tensor& noise, size_t step) const;

    // x after step `step` (0-based, in order) → x at the next level.
    virtual at::Tensor step(const at::Tensor& output, size_t step, const at::Tensor& x, const DrawNoise& noise) = 0;

protected:
    Sampler(SamplerPath path, SampleScale scale, double initialNoiseScale);
    // Logarithm of alpha / sigma; infinite at an end point without noise.
    double lambda(size_t point) const;

    const SamplerPath m_path;

private:
    const SampleScale m_scale;
    const double m_initialNoiseScale;
};

// Names in the order in which a person should be offered them.
const std::vector<std::string>& samplerNames();

// Errors: invalidInput for an unknown name or a number of steps that the sampler cannot do.
base::Result<std::unique_ptr<Sampler>> makeSampler(const std::string& name, const NoiseSchedule& schedule,
                                                   int64_t steps);

} // namespace likeness::diffusion
