// UniPC of order 2: Zhao et al. 2023, algorithms 1 and 2 in data prediction, B(h) = e^h - 1. Every model output serves
// twice: it corrects the step that led to it, then predicts the next one.
#include "core/diffusion/Samplers.h"

#include <cmath>

namespace likeness::diffusion {

namespace {

class UniPcSampler final : public Sampler {
public:
    explicit UniPcSampler(SamplerPath path) : Sampler(std::move(path), SampleScale::variancePreserving, 1) {}

    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x, const DrawNoise&) override
    {
        TORCH_CHECK(m_originals.size() == i, "steps must be taken in order");
        const at::Tensor original = predictOriginal(output, i, x);
        const at::Tensor corrected = i == 0 ? x : correct(i, original);
        m_originals.push_back(original);
        m_order = i + 1 == steps() || i == 0 ? 1 : 2;
        m_last = corrected;
        return predict(i, corrected);
    }

private:
    // From point s to s + 1, first order.
    at::Tensor firstOrder(size_t s, const at::Tensor& x) const
    {
        const NoiseLevel now = m_path.levels[s], next = m_path.levels[s + 1];
        return next.sigma / now.sigma * x - next.alpha * std::expm1(lambda(s) - lambda(s + 1)) * m_originals[s];
    }
    // The difference of the data predictions before s, per unit of the step from s.
    at::Tensor slopeBefore(size_t s, double h) const
    {
        return (m_originals[s - 1] - m_originals[s]) / ((lambda(s - 1) - lambda(s)) / h);
    }

    at::Tensor predict(size_t s, const at::Tensor& x) const
    {
        if (m_order == 1)
            return firstOrder(s, x);
        const double h = lambda(s + 1) - lambda(s);
        return firstOrder(s, x) - m_path.levels[s + 1].alpha * std::expm1(-h) * 0.5 * slopeBefore(s, h);
    }

    // The step from i - 1 to i again, now that the model's answer at i is known.
    at::Tensor correct(size_t i, const at::Tensor& original) const
    {
        const size_t s = i - 1;
        const double h = lambda(i) - lambda(s);
        const double B = std::expm1(-h);
        at::Tensor sum = 0.5 * (original - m_originals[s]);
        if (m_order == 2) {
            // rho solves rho_1 + rho_2 = b_1, r * rho_1 + rho_2 = b_2 (equation 5)
            const double r = (lambda(s - 1) - lambda(s)) / h;
            const double phi1 = B / -h - 1;
            const double phi2 = phi1 / -h - 0.5;
            const double b1 = phi1 / B, b2 = 2 * phi2 / B;
            const double rho1 = (b2 - b1) / (r - 1), rho2 = b1 - rho1;
            sum = rho1 * slopeBefore(s, h) + rho2 * (original - m_originals[s]);
        }
        return firstOrder(s, m_last) - m_path.levels[i].alpha * B * sum;
    }

    std::vector<at::Tensor> m_originals; // data predictions, by step
    at::Tensor m_last;                   // x at the point before, corrected
    int m_order = 1;                     // of the step before
};

} // namespace

std::unique_ptr<Sampler> makeUniPc(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas)
{
    return std::make_unique<UniPcSampler>(multistepPath(schedule, steps, sigmas));
}

} // namespace likeness::diffusion
