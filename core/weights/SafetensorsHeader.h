// The header of a safetensors file, checked: every entry lies inside the file, without holes or
// overlaps.
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace likeness::weights {

struct SafetensorsEntry {
    std::string dtype;                // as in the file: "F16"
    std::vector<std::uint64_t> shape; // empty: a scalar
    std::uint64_t begin = 0, end = 0; // bytes after the header
};

struct SafetensorsHeader {
    std::map<std::string, SafetensorsEntry> entries;
    std::map<std::string, std::string> metadata;
    size_t dataOffset = 0; // of the first tensor's bytes in the file
};

// Errors: wrongFormat; the message is a clause ("the header is longer than the file") for the
// caller's sentence.
base::Result<SafetensorsHeader> readSafetensorsHeader(std::span<const std::byte> file);

} // namespace likeness::weights
