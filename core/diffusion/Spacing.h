// Which noise levels a sampler visits.
#pragma once

#include "core/diffusion/NoiseSchedule.h"

namespace likeness::diffusion {

// points: `steps` timesteps. intervals: steps + 1 timesteps of which the last is left to the end point; matters for
// leading and linspace, and is how the multistep solvers are published.
enum class Grid { points, intervals };
enum class Sigmas { plain, karras };

// From high to low; linspace may be fractional.
std::vector<double> spacedTimesteps(const NoiseScheduleOptions& options, int64_t steps, Grid grid);

// The noise level at a fractional timestep, linear between its neighbours.
double noiseLevelAt(const NoiseSchedule& schedule, double timestep);
// The timestep at which the schedule has this noise level, linear in its logarithm.
double timestepOf(const NoiseSchedule& schedule, double noiseLevel);

// Karras et al. 2022, equation 5, rho 7: from high to low, `steps` entries.
std::vector<double> karrasNoiseLevels(double smallest, double largest, int64_t steps);

} // namespace likeness::diffusion
