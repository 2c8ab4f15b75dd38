// The weights of one part of a model stored in diffusers' or transformers' layout: a folder with
// config.json and `STEM.safetensors`, or its half precision variant `STEM.fp16.safetensors`, or
// several files that `STEM.safetensors.index.json` lists.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <filesystem>
#include <string_view>

namespace likeness::weights {

// `stem` is "model" for text encoders and "diffusion_pytorch_model" for UNet and VAE.
// Errors: notFound, naming the files that were looked for; wrongFormat.
base::Result<TensorFile> readModelFolder(const std::filesystem::path& folder,
                                         std::string_view stem);

} // namespace likeness::weights
