// Means with their spread.
#pragma once

#include <optional>
#include <vector>

namespace likeness::evaluation {

// Over seeds: every seed's mean is one value.
struct Spread {
    double mean = 0;
    double deviation = 0; // of the seeds' means, with n - 1 below; 0 for a single seed
    int seeds = 0;        // that had anything to measure; 0: nothing was measured
    bool operator==(const Spread&) const = default;
};

Spread overSeeds(const std::vector<std::vector<double>>& valuesOfSeeds);

std::optional<double> mean(const std::vector<double>& values);   // nothing of nothing
std::optional<double> median(std::vector<double> values);        // of two middle ones their mean

} // namespace likeness::evaluation
