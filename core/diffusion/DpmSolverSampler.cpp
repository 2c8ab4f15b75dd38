// DPM-Solver++(2M) and its stochastic sibling: Lu et al. 2022, "DPM-Solver++", algorithm 2 and appendix B (SDE),
// midpoint form. λ = log(α/σ); D is the data prediction, extrapolated from the last two.
#include "core/diffusion/Samplers.h"

#include <cmath>

namespace likeness::diffusion {

namespace {

class DpmSolver2M final : public Sampler {
public:
    DpmSolver2M(SamplerPath path, DpmSolver kind)
        : Sampler(std::move(path), SampleScale::variancePreserving, 1), m_kind(kind)
    {
    }

    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x, const DrawNoise& noise) override
    {
        const at::Tensor original = predictOriginal(output, i, x);
        const double h = lambda(i + 1) - lambda(i); // infinite where the path ends without noise
        at::Tensor D = original;
        if (i > 0 && !isFirstOrder(i)) {
            TORCH_CHECK(m_previous.defined(), "steps must be taken in order");
            const double r = (lambda(i) - lambda(i - 1)) / h;
            D = original + (original - m_previous) / (2 * r);
        }
        m_previous = original;
        return m_kind == DpmSolver::ode ? solveOde(i, h, x, D) : solveSde(i, h, x, D, noise());
    }

private:
    // The last step, where the path ends without noise or has few steps.
    bool isFirstOrder(size_t i) const
    {
        return i + 1 == steps() && (m_path.levels.back().sigma == 0 || steps() < 15);
    }
    at::Tensor solveOde(size_t i, double h, const at::Tensor& x, const at::Tensor& D) const
    {
        const NoiseLevel now = m_path.levels[i], next = m_path.levels[i + 1];
        return next.sigma / now.sigma * x - next.alpha * std::expm1(-h) * D;
    }
    at::Tensor solveSde(size_t i, double h, const at::Tensor& x, const at::Tensor& D, const at::Tensor& noise) const
    {
        const NoiseLevel now = m_path.levels[i], next = m_path.levels[i + 1];
        const double gain = -std::expm1(-2 * h); // 1 - e^(-2h)
        return next.sigma / now.sigma * std::exp(-h) * x + next.alpha * gain * D +
               next.sigma * std::sqrt(gain) * noise;
    }

    const DpmSolver m_kind;
    at::Tensor m_previous; // the data prediction of the step before
};

} // namespace

std::unique_ptr<Sampler> makeDpmSolver2M(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas, DpmSolver kind)
{
    return std::make_unique<DpmSolver2M>(multistepPath(schedule, steps, sigmas), kind);
}

} // namespace likeness::diffusion
