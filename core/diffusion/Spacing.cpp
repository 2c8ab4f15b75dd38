#include "core/diffusion/Spacing.h"

#include <algorithm>
#include <cmath>

namespace likeness::diffusion {

std::vector<double> spacedTimesteps(const NoiseScheduleOptions& options, int64_t steps, Grid grid)
{
    const auto total = static_cast<double>(options.num_train_timesteps);
    const int64_t points = grid == Grid::points ? steps : steps + 1;
    std::vector<double> result;
    for (int64_t i = 0; i < steps; ++i) {
        const auto fromEnd = static_cast<double>(points - 1 - i);
        switch (options.timestep_spacing) {
        case TimestepSpacing::linspace:
            result.push_back(points == 1 ? 0 : (total - 1) * fromEnd / static_cast<double>(points - 1));
            break;
        case TimestepSpacing::leading:
            result.push_back(fromEnd * static_cast<double>(options.num_train_timesteps / points) +
                             static_cast<double>(options.steps_offset));
            break;
        case TimestepSpacing::trailing: // nearbyint: halves to even
            result.push_back(
                std::nearbyint(total - static_cast<double>(i) * (total / static_cast<double>(steps))) - 1);
            break;
        }
        result.back() = std::clamp(result.back(), 0.0, total - 1);
    }
    return result;
}

double noiseLevelAt(const NoiseSchedule& schedule, double timestep)
{
    const auto& table = schedule.noiseLevels;
    const auto low = static_cast<size_t>(timestep);
    if (low + 1 >= table.size())
        return table.back();
    const double weight = timestep - static_cast<double>(low);
    return (1 - weight) * table[low] + weight * table[low + 1];
}

double timestepOf(const NoiseSchedule& schedule, double noiseLevel)
{
    const auto& table = schedule.noiseLevels; // increasing
    const auto above = std::upper_bound(table.begin(), table.end(), noiseLevel) - table.begin();
    const auto low = static_cast<size_t>(std::clamp<int64_t>(above - 1, 0, static_cast<int64_t>(table.size()) - 2));
    const double weight = (std::log(noiseLevel) - std::log(table[low])) / (std::log(table[low + 1]) - std::log(table[low]));
    return static_cast<double>(low) + std::clamp(weight, 0.0, 1.0);
}

std::vector<double> karrasNoiseLevels(double smallest, double largest, int64_t steps)
{
    constexpr double rho = 7;
    const double from = std::pow(largest, 1 / rho), to = std::pow(smallest, 1 / rho);
    std::vector<double> result;
    for (int64_t i = 0; i < steps; ++i) {
        const double ramp = steps == 1 ? 0 : static_cast<double>(i) / static_cast<double>(steps - 1);
        result.push_back(std::pow(from + ramp * (to - from), rho));
    }
    return result;
}

} // namespace likeness::diffusion
