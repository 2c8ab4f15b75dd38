// The way back of SingleFile: what the tensors of a diffusers folder are called in a single file, so that a report can
// speak of a file in its own words.
#pragma once

#include "core/weights/TensorFile.h"

#include <map>
#include <string>

namespace likeness::weights {

enum class SingleFilePart { unet, vae, textEncoder, textEncoder2 };

// For every name in `part`, which holds all tensors of the part (folder's name → name in the file, prefix included).
// Of open_clip's fused projections three names go to one.
std::map<std::string, std::string> namesInSingleFile(SingleFilePart which, const TensorMap& part);

// The same without prefix, for a UNet or a VAE alone.
std::map<std::string, std::string> originalVaeNames(const TensorMap& vae);

} // namespace likeness::weights
