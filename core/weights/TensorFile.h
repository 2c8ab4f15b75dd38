// The named tensors of a file, whatever its format. Readers of single formats: Safetensors.h, …
#pragma once

#include <ATen/ATen.h>

#include <map>
#include <string>

namespace likeness::weights {

using TensorMap = std::map<std::string, at::Tensor>;

struct TensorFile {
    std::string path;   // for messages
    TensorMap tensors;  // on the CPU, in the file's own dtype; may be views of the mapped file: never write to them
    std::map<std::string, std::string> metadata;
};

} // namespace likeness::weights
