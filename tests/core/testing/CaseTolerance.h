// The tolerance that a reference case states for each of its outputs: 10 x the larger of the
// measured differences between float32 and float64 and between one and two threads.
#pragma once

#include "core/weights/TensorFile.h"

#include <nlohmann/json.hpp>

namespace likeness::testing {

inline double toleranceOf(const weights::TensorFile& file, const std::string& output)
{
    return nlohmann::json::parse(file.metadata.at("tolerance"))
        .at(output)
        .at("recommended_max_abs");
}

} // namespace likeness::testing
