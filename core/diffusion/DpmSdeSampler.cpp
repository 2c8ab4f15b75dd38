// DPM-Solver++ of second order with a point half-way (Lu et al. 2022, algorithm 1), on the
// stochastic equation: the "DPM++ SDE" of k-diffusion, one of PuLID v1.1's two samplers. Every
// interval but the last asks the model twice, so there are 2 n - 1 steps.
#include "core/diffusion/Samplers.h"

#include <algorithm>
#include <cmath>

namespace likeness::diffusion {

namespace {

// A step from one noise level to another, split into a longer way down and fresh noise up.
struct AncestralStep {
    double down = 0, up = 0;
};

AncestralStep ancestralStep(double from, double to)
{
    const double up = std::min(to, std::sqrt(to * to * (from * from - to * to) / (from * from)));
    return {std::sqrt(to * to - up * up), up};
}

// x is divided by alpha; points of the path: sigma_0, half, sigma_1, half, …, sigma_{n-1}, 0.
class DpmSdeSampler final : public Sampler {
public:
    explicit DpmSdeSampler(SamplerPath path)
        : Sampler(path, SampleScale::dividedByAlpha,
                  path.levels.front().sigma / path.levels.front().alpha),
          m_sigmas(sigmas())
    {
    }

    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x,
                    const DrawNoise& noise) override
    {
        const at::Tensor original = predictOriginal(output, i, x);
        if (i + 1 == steps())
            return original; // Euler's step to a level without noise
        if (i % 2 == 0)
            return toHalf(original, i, x, noise);
        return toNext(original, i - 1, noise);
    }

private:
    at::Tensor toHalf(const at::Tensor& original, size_t i, const at::Tensor& x,
                      const DrawNoise& noise)
    {
        m_x = x;
        m_noise = noise();
        return moved(x, original, m_sigmas[i], m_sigmas[i + 1], m_noise);
    }

    // From the interval's beginning to its end, with what the model said half-way.
    at::Tensor toNext(const at::Tensor& original, size_t begin, const DrawNoise& noise)
    {
        const double from = m_sigmas[begin], half = m_sigmas[begin + 1], to = m_sigmas[begin + 2];
        // One Brownian path over the interval: its increments from `from` to `half` and to `to`
        // share the first part.
        const double shared = std::sqrt((from - half) / (from - to));
        const at::Tensor whole = shared * m_noise + std::sqrt(1 - shared * shared) * noise();
        return moved(m_x, original, from, to, whole);
    }

    // The exact solution between two levels if the noise-free latent stays `original` (Lu et al.
    // 2022, eq. 9), then noise.
    static at::Tensor moved(const at::Tensor& x, const at::Tensor& original, double from, double to,
                            const at::Tensor& noise)
    {
        const auto [down, up] = ancestralStep(from, to);
        const double kept = down / from;
        return kept * x + (1 - kept) * original + up * noise;
    }

    const std::vector<double> m_sigmas;
    at::Tensor m_x, m_noise; // of the interval's first half
};

} // namespace

std::unique_ptr<Sampler> makeDpmSolverSde(const NoiseSchedule& schedule, int64_t steps)
{
    const auto& table = schedule.noiseLevels;
    const std::vector<double> levels = karrasNoiseLevels(table.front(), table.back(), steps);
    SamplerPath path{schedule.options.prediction_type, {}, {}};
    const auto visit = [&](double level) {
        path.timesteps.push_back(std::nearbyint(timestepOf(schedule, level)));
        path.levels.push_back(fromNoiseLevel(level));
    };
    for (size_t i = 0; i < levels.size(); ++i) {
        visit(levels[i]);
        if (i + 1 < levels.size())
            visit(std::sqrt(levels[i] * levels[i + 1]));
    }
    path.levels.push_back(fromNoiseLevel(0));
    return std::make_unique<DpmSdeSampler>(std::move(path));
}

} // namespace likeness::diffusion
