// Latent consistency models: Luo et al. 2023, algorithm 3. Each step goes to the end at once, then back up with fresh
// noise; c_skip and c_out are the boundary conditions of equation 9 with sigma_data 0.5.
#include "core/diffusion/Samplers.h"

#include <cmath>

namespace likeness::diffusion {

namespace {

constexpr int64_t distilledSteps = 50; // the solver's steps on which such models are distilled
constexpr double sigmaData = 0.5;
constexpr double timestepScaling = 10;

class LcmSampler final : public Sampler {
public:
    explicit LcmSampler(SamplerPath path) : Sampler(std::move(path), SampleScale::variancePreserving, 1) {}

    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x, const DrawNoise& noise) override
    {
        const double t = m_path.timesteps[i] * timestepScaling;
        const double variance = t * t + sigmaData * sigmaData;
        const double c_skip = sigmaData * sigmaData / variance, c_out = t / std::sqrt(variance);
        const at::Tensor end = c_skip * x + c_out * predictOriginal(output, i, x);
        if (i + 1 == steps())
            return end;
        return m_path.levels[i + 1].alpha * end + m_path.levels[i + 1].sigma * noise();
    }
};

} // namespace

std::unique_ptr<Sampler> makeLcm(const NoiseSchedule& schedule, int64_t steps)
{
    const int64_t stride = schedule.options.num_train_timesteps / distilledSteps;
    SamplerPath path{schedule.options.prediction_type, {}, {}};
    for (int64_t i = 0; i < steps; ++i) {
        const int64_t t = (distilledSteps - i * distilledSteps / steps) * stride - 1;
        path.timesteps.push_back(static_cast<double>(t));
        path.levels.push_back(schedule.levelOf(t));
    }
    path.levels.push_back(NoiseLevel{});
    return std::make_unique<LcmSampler>(std::move(path));
}

} // namespace likeness::diffusion
