// The names that the tensors of an SDXL UNet had in their first publication
// ("input_blocks.4.1.proj_in.weight"), which most LoRAs speak of: the way back of SingleFile's
// unetInFolderNames. Names are followed, not counted: any number of levels and layers.
#pragma once

#include "core/weights/TensorFile.h"

#include <map>
#include <string>

namespace likeness::weights {

// Name in a diffusers folder → first name, for every tensor that has one.
std::map<std::string, std::string> originalUnetNames(const TensorMap& unet);

} // namespace likeness::weights
