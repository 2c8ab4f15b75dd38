// The samplers by class; use makeSampler (Sampler.h) unless a setting is needed that has no name.
#pragma once

#include "core/diffusion/Sampler.h"
#include "core/diffusion/Spacing.h"

namespace likeness::diffusion {

std::unique_ptr<Sampler> makeEuler(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas);
// From trailing timesteps whatever the schedule says: how Lightning models are distilled and painted with.
std::unique_ptr<Sampler> makeTrailingEuler(const NoiseSchedule& schedule, int64_t steps);
std::unique_ptr<Sampler> makeEulerAncestral(const NoiseSchedule& schedule, int64_t steps);
enum class DpmSolver { ode, sde };
std::unique_ptr<Sampler> makeDpmSolver2M(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas, DpmSolver kind);
// Two evaluations per step but the last, Karras levels.
std::unique_ptr<Sampler> makeDpmSolverSde(const NoiseSchedule& schedule, int64_t steps);
// eta 0: deterministic; 1: as much noise as in Ho et al. 2020
std::unique_ptr<Sampler> makeDdim(const NoiseSchedule& schedule, int64_t steps, double eta);
std::unique_ptr<Sampler> makeLcm(const NoiseSchedule& schedule, int64_t steps);
std::unique_ptr<Sampler> makeUniPc(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas);

// alpha and sigma from sigma / alpha
NoiseLevel fromNoiseLevel(double noiseLevel);
// The path of the multistep solvers; Karras levels span the whole schedule and their timesteps are rounded.
SamplerPath multistepPath(const NoiseSchedule& schedule, int64_t steps, Sigmas sigmas);

} // namespace likeness::diffusion
