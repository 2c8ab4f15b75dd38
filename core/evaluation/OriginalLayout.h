// An SDXL model in one file under the names of its first publication: the way back of
// weights/SingleFile.h.
#pragma once

#include "core/weights/Safetensors.h"

namespace likeness::evaluation {

// The tensors of a model's parts, by their names in the folders.
struct SdxlTensors {
    std::vector<weights::TensorDescription> unet, vae, text, text_2;
};

// Asked for one tensor of one of those lists at a time.
using PartSource = std::function<base::Result<at::Tensor>(
    const std::vector<weights::TensorDescription>& part, const weights::TensorDescription&)>;

// The second text encoder gets open_clip's fused projections. Errors: io; the source's.
base::Result<void> writeInOriginalLayout(const std::filesystem::path& file, const SdxlTensors& model,
                                         const PartSource& source);

} // namespace likeness::evaluation
