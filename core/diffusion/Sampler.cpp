#include "core/diffusion/Samplers.h"

#include <cmath>

namespace likeness::diffusion {

Sampler::Sampler(SamplerPath path, SampleScale scale, double initialNoiseScale)
    : m_path(std::move(path)), m_scale(scale), m_initialNoiseScale(initialNoiseScale)
{
    TORCH_CHECK(m_path.levels.size() == m_path.timesteps.size() + 1, "a path has one level more than timesteps");
}

std::vector<double> Sampler::sigmas() const
{
    std::vector<double> result;
    for (const NoiseLevel& level : m_path.levels)
        result.push_back(level.sigma / level.alpha);
    return result;
}

at::Tensor Sampler::scaleModelInput(const at::Tensor& x, size_t step) const
{
    return m_scale == SampleScale::dividedByAlpha ? x * m_path.levels.at(step).alpha : x;
}

at::Tensor Sampler::predictOriginal(const at::Tensor& output, size_t step, const at::Tensor& x) const
{
    TORCH_CHECK(output.sizes() == x.sizes(), "the model's output is ", output.sizes(), ", the latents are ", x.sizes());
    return originalFrom(m_path.predictionType, output, scaleModelInput(x, step), m_path.levels.at(step));
}

at::Tensor Sampler::addNoise(const at::Tensor& original, const at::Tensor& noise, size_t step) const
{
    const NoiseLevel level = m_path.levels.at(step);
    if (m_scale == SampleScale::dividedByAlpha)
        return original + level.sigma / level.alpha * noise;
    return level.alpha * original + level.sigma * noise;
}

double Sampler::lambda(size_t point) const
{
    return std::log(m_path.levels[point].alpha) - std::log(m_path.levels[point].sigma);
}

NoiseLevel fromNoiseLevel(double noiseLevel)
{
    const double alpha = 1 / std::sqrt(noiseLevel * noiseLevel + 1);
    return {alpha, noiseLevel * alpha};
}

SamplerPath multistepPath(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas)
{
    SamplerPath path{schedule.options.prediction_type, {}, {}};
    if (sigmas == Sigmas::karras) {
        const auto& table = schedule.noiseLevels;
        for (const double level : karrasNoiseLevels(table.front(), table.back(), steps)) {
            path.timesteps.push_back(std::nearbyint(timestepOf(schedule, level)));
            path.levels.push_back(fromNoiseLevel(level));
        }
    } else {
        for (const double t : spacedTimesteps(schedule.options, steps, Grid::intervals)) {
            path.timesteps.push_back(std::nearbyint(t));
            path.levels.push_back(fromNoiseLevel(noiseLevelAt(schedule, path.timesteps.back())));
        }
    }
    const bool zero = schedule.options.final_sigmas_type == FinalSigma::zero;
    path.levels.push_back(fromNoiseLevel(zero ? 0 : schedule.noiseLevels.front()));
    return path;
}

namespace {

using Make = std::unique_ptr<Sampler> (*)(const NoiseSchedule&, int64_t);
struct NamedSampler {
    const char* name;
    Make make;
};

const NamedSampler samplers[] = {
    {"euler", [](const NoiseSchedule& s, int64_t n) { return makeEuler(s, n, Sigmas::plain); }},
    {"euler_karras", [](const NoiseSchedule& s, int64_t n) { return makeEuler(s, n, Sigmas::karras); }},
    {"dpmpp_2m", [](const NoiseSchedule& s, int64_t n) { return makeDpmSolver2M(s, n, Sigmas::plain, DpmSolver::ode); }},
    {"dpmpp_2m_karras",
     [](const NoiseSchedule& s, int64_t n) { return makeDpmSolver2M(s, n, Sigmas::karras, DpmSolver::ode); }},
    {"dpmpp_2m_sde",
     [](const NoiseSchedule& s, int64_t n) { return makeDpmSolver2M(s, n, Sigmas::plain, DpmSolver::sde); }},
    {"dpmpp_2m_sde_karras",
     [](const NoiseSchedule& s, int64_t n) { return makeDpmSolver2M(s, n, Sigmas::karras, DpmSolver::sde); }},
    {"dpmpp_sde_karras", [](const NoiseSchedule& s, int64_t n) { return makeDpmSolverSde(s, n); }},
    {"ddim", [](const NoiseSchedule& s, int64_t n) { return makeDdim(s, n, 0); }},
    {"euler_a", [](const NoiseSchedule& s, int64_t n) { return makeEulerAncestral(s, n); }},
    {"unipc", [](const NoiseSchedule& s, int64_t n) { return makeUniPc(s, n, Sigmas::plain); }},
    {"unipc_karras", [](const NoiseSchedule& s, int64_t n) { return makeUniPc(s, n, Sigmas::karras); }},
    {"lcm", [](const NoiseSchedule& s, int64_t n) { return makeLcm(s, n); }},
};

} // namespace

const std::vector<std::string>& samplerNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> result;
        for (const auto& sampler : samplers)
            result.emplace_back(sampler.name);
        return result;
    }();
    return names;
}

base::Result<std::unique_ptr<Sampler>> makeSampler(const std::string& name, const NoiseSchedule& schedule,
                                                   int64_t steps)
{
    // Multistep grids need one timestep more than steps; LCM was distilled on 50.
    const int64_t most = name == "lcm" ? 50 : schedule.options.num_train_timesteps / 2;
    for (const auto& sampler : samplers) {
        if (name != sampler.name)
            continue;
        if (steps < 1 || steps > most)
            return base::fail(base::ErrorCode::invalidInput, "The sampler '" + name + "' can take 1 to " +
                                                                 std::to_string(most) + " steps, not " +
                                                                 std::to_string(steps) + ".");
        return sampler.make(schedule, steps);
    }
    std::string known;
    for (const auto& sampler : samplers)
        known += (known.empty() ? "" : ", ") + std::string(sampler.name);
    return base::fail(base::ErrorCode::invalidInput,
                      "There is no sampler '" + name + "'; choose one of " + known + ".");
}

} // namespace likeness::diffusion
