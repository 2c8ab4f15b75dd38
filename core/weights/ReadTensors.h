// The named tensors of any file that people share weights in. The kind is found out from the
// content, never from the name: files are often named .bin or .ckpt whatever is inside.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <filesystem>

namespace likeness::weights {

enum class TensorContainer { safetensors, torchZip, torchLegacy, onnx };

// safetensors, torch (both containers) or the initialisers of an ONNX model.
// Errors: notFound, io, wrongFormat; a folder, an empty file, a text and a picture each have a
// sentence of their own.
base::Result<TensorFile> readTensorFile(const std::filesystem::path& path);

// What a file is, from its first bytes; the same errors.
base::Result<TensorContainer> containerOf(const std::filesystem::path& path);

} // namespace likeness::weights
