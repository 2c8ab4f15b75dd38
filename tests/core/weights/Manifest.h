// The manifests of real files: names, types and shapes without numbers.
#pragma once

#include "core/weights/TensorFile.h"
#include "tests/core/testing/Reference.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

namespace likeness::testing {

inline nlohmann::json manifest(const std::string& name)
{
    std::string text;
    char buffer[1 << 16];
    const gzFile file = ::gzopen(referenceFile("manifests/" + name + ".json.gz").c_str(), "rb");
    for (int count = 0; (count = ::gzread(file, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<size_t>(count));
    ::gzclose(file);
    return nlohmann::json::parse(text);
}

// Its tensors in fp16, each of one element that is seen everywhere: no memory.
inline weights::TensorMap manifestTensors(const std::string& name)
{
    weights::TensorMap tensors;
    const at::Tensor one = at::ones({}, at::kHalf);
    const nlohmann::json whole = manifest(name);
    for (const auto& [tensor, entry] : whole["tensors"].items())
        tensors[tensor] = one.expand(entry["shape"].get<std::vector<int64_t>>());
    return tensors;
}

} // namespace likeness::testing
