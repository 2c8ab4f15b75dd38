#include "core/evaluation/Statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace likeness::evaluation {

std::optional<double> mean(const std::vector<double>& values)
{
    if (values.empty())
        return std::nullopt;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> median(std::vector<double> values)
{
    if (values.empty())
        return std::nullopt;
    std::ranges::sort(values);
    const size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Spread overSeeds(const std::vector<std::vector<double>>& valuesOfSeeds)
{
    std::vector<double> means;
    for (const auto& values : valuesOfSeeds)
        if (const auto one = mean(values))
            means.push_back(*one);
    Spread spread{mean(means).value_or(0), 0, static_cast<int>(means.size())};
    if (means.size() < 2)
        return spread;
    double squares = 0;
    for (const double value : means)
        squares += (value - spread.mean) * (value - spread.mean);
    spread.deviation = std::sqrt(squares / static_cast<double>(means.size() - 1));
    return spread;
}

} // namespace likeness::evaluation
