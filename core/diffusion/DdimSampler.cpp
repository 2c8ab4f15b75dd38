// DDIM: Song, Meng and Ermon 2021, equation 12; eta scales their sigma_t (equation 16).
#include "core/diffusion/Samplers.h"

#include <cmath>

namespace likeness::diffusion {

namespace {

class DdimSampler final : public Sampler {
public:
    DdimSampler(SamplerPath path, std::vector<NoiseLevel> next, double eta)
        : Sampler(std::move(path), SampleScale::variancePreserving, 1), m_next(std::move(next)), m_eta(eta)
    {
    }

    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x, const DrawNoise& noise) override
    {
        const NoiseLevel now = m_path.levels[i], next = m_next[i];
        const at::Tensor original = predictOriginal(output, i, x);
        const at::Tensor direction = m_path.predictionType == PredictionType::epsilon
                                         ? output
                                         : (x - now.alpha * original) / now.sigma;
        const double ratio = now.alpha / next.alpha;
        const double fresh = m_eta * next.sigma / now.sigma * std::sqrt(1 - ratio * ratio);
        const double kept = std::sqrt(std::max(next.sigma * next.sigma - fresh * fresh, 0.0));
        const at::Tensor result = next.alpha * original + kept * direction;
        return fresh > 0 ? result + fresh * noise() : result;
    }

private:
    const std::vector<NoiseLevel> m_next; // where each step leads: T / steps below, not always the next timestep
    const double m_eta;
};

} // namespace

std::unique_ptr<Sampler> makeDdim(const NoiseSchedule& schedule, int64_t steps, double eta)
{
    const int64_t stride = schedule.options.num_train_timesteps / steps;
    const NoiseLevel end = schedule.options.set_alpha_to_one ? NoiseLevel{} : schedule.levelOf(0);
    SamplerPath path{schedule.options.prediction_type, {}, {}};
    std::vector<NoiseLevel> next;
    for (const double spaced : spacedTimesteps(schedule.options, steps, Grid::points)) {
        const auto t = static_cast<int64_t>(std::nearbyint(spaced));
        path.timesteps.push_back(static_cast<double>(t));
        path.levels.push_back(schedule.levelOf(t));
        next.push_back(t >= stride ? schedule.levelOf(t - stride) : end);
    }
    path.levels.push_back(end);
    return std::make_unique<DdimSampler>(std::move(path), std::move(next), eta);
}

} // namespace likeness::diffusion
