// The safetensors format: an 8-byte little-endian header length, a JSON header, the bytes.
//
// Reading maps the file; tensors are views of the mapping where their offset is aligned for their
// type, else copies. The rules are those of the reference reader, and stricter where it is lax:
// duplicate names, ranks above 64 and dimensions above 2^48 are refused (huggingface/safetensors,
// tensor.rs).
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace likeness::weights {

// "F16" → kHalf; nothing for names that ATen has no type for.
std::optional<at::ScalarType> safetensorsType(std::string_view name);

// Errors: notFound, io, wrongFormat (with what is wrong with it).
base::Result<TensorFile> readSafetensors(const std::filesystem::path& path);

// Written atomically; tensors are stored contiguously, sorted by dtype size (descending), then
// name.
base::Result<void> writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors,
                                    const std::map<std::string, std::string>& metadata = {});

// What a file that is still to be written will hold.
struct TensorDescription {
    std::string name;
    at::ScalarType type = at::kFloat;
    std::vector<int64_t> shape;
};
using TensorSource = std::function<base::Result<at::Tensor>(const TensorDescription&)>;

// The same for files larger than the memory: `source` is asked for one tensor at a time, in the
// file's order. Errors: also the source's.
base::Result<void> writeSafetensors(const std::filesystem::path& path,
                                    std::vector<TensorDescription> tensors,
                                    const TensorSource& source,
                                    const std::map<std::string, std::string>& metadata = {});

} // namespace likeness::weights
