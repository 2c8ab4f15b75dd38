// Euler's method on the probability flow: Karras et al. 2022, algorithm 2 without its churn and second order.
// With trailing spacing and few steps it is what SDXL-Lightning was distilled for.
#include "core/diffusion/Samplers.h"

#include <cmath>

namespace likeness::diffusion {

namespace {

class EulerSampler final : public Sampler {
public:
    EulerSampler(SamplerPath path, double initialNoiseScale)
        : Sampler(std::move(path), SampleScale::dividedByAlpha, initialNoiseScale), m_sigmas(sigmas())
    {
    }

    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x, const DrawNoise&) override
    {
        const at::Tensor d = (x - predictOriginal(output, i, x)) / m_sigmas[i]; // dx / dσ
        return x + (m_sigmas[i + 1] - m_sigmas[i]) * d;
    }

private:
    const std::vector<double> m_sigmas;
};

// Ancestral sampling: a longer step down, then fresh noise up to the next level (Song et al. 2021, equation 4 in the
// form for noise levels).
class EulerAncestralSampler final : public Sampler {
public:
    EulerAncestralSampler(SamplerPath path, double initialNoiseScale)
        : Sampler(std::move(path), SampleScale::dividedByAlpha, initialNoiseScale), m_sigmas(sigmas())
    {
    }

    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x, const DrawNoise& noise) override
    {
        const double from = m_sigmas[i], to = m_sigmas[i + 1];
        const double up = std::sqrt(to * to * (from * from - to * to) / (from * from));
        const double down = std::sqrt(to * to - up * up);
        const at::Tensor d = (x - predictOriginal(output, i, x)) / from; // dx / dσ
        const at::Tensor next = x + (down - from) * d;
        return up > 0 ? next + up * noise() : next;
    }

private:
    const std::vector<double> m_sigmas;
};

SamplerPath pathThrough(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas)
{
    SamplerPath path{schedule.options.prediction_type, spacedTimesteps(schedule.options, steps, Grid::points), {}};
    std::vector<double> levels;
    for (const double t : path.timesteps)
        levels.push_back(noiseLevelAt(schedule, t));
    if (sigmas == Sigmas::karras) {
        levels = karrasNoiseLevels(levels.back(), levels.front(), steps);
        for (size_t i = 0; i < levels.size(); ++i)
            path.timesteps[i] = timestepOf(schedule, levels[i]); // fractional
    }
    const bool zero = schedule.options.final_sigmas_type == FinalSigma::zero;
    levels.push_back(zero ? 0 : schedule.noiseLevels.front());
    for (const double level : levels)
        path.levels.push_back(fromNoiseLevel(level));
    return path;
}

// Pure noise has the variance of the first level, plus the data's one where the path does not begin at the very end.
double initialNoiseScale(const NoiseSchedule& schedule, const SamplerPath& path)
{
    const NoiseLevel first = path.levels.front();
    return schedule.options.timestep_spacing == TimestepSpacing::leading ? 1 / first.alpha : first.sigma / first.alpha;
}

} // namespace

std::unique_ptr<Sampler> makeEuler(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas)
{
    const SamplerPath path = pathThrough(schedule, steps, sigmas);
    return std::make_unique<EulerSampler>(path, initialNoiseScale(schedule, path));
}

std::unique_ptr<Sampler> makeTrailingEuler(const NoiseSchedule& schedule, int64_t steps)
{
    NoiseScheduleOptions options = schedule.options;
    options.timestep_spacing = TimestepSpacing::trailing;
    return makeEuler(NoiseSchedule(options), steps, Sigmas::plain);
}

std::unique_ptr<Sampler> makeEulerAncestral(const NoiseSchedule& schedule, int64_t steps)
{
    SamplerPath path = pathThrough(schedule, steps, Sigmas::plain);
    path.levels.back() = fromNoiseLevel(0);
    return std::make_unique<EulerAncestralSampler>(path, initialNoiseScale(schedule, path));
}

} // namespace likeness::diffusion
