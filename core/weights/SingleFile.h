// A whole SDXL model in one file, under the names of its first publication
// ("model.diffusion_model.*", …), taken apart into the names of diffusers' folders. Names are
// followed, not counted: any number of levels and layers is read.
//
// Only these change more than a name: open_clip's fused in_proj is cut into q, k and v, and its
// text_projection, stored as [in, out], is turned round (diffusers, convert_open_clip_checkpoint).
#pragma once

#include "core/weights/TensorFile.h"

#include <string>
#include <vector>

namespace likeness::weights {

inline constexpr const char* singleFileUnetPrefix = "model.diffusion_model.";
inline constexpr const char* singleFileVaePrefix = "first_stage_model.";
inline constexpr const char* singleFileTextPrefix = "conditioner.embedders.0.transformer.";
inline constexpr const char* singleFileText2Prefix = "conditioner.embedders.1.model.";

struct SingleFileParts {
    TensorFile unet, vae, textEncoder,
        textEncoder2; // `path` and metadata of the file; names as in the folders
    std::vector<std::string>
        markers; // names that say something about sampling: "v_pred", "ztsnr", …
    std::vector<std::string> unexpected; // names that belong to no part; neither schedule buffers
                                         // nor averages of weights
};

bool looksLikeSingleFile(const TensorFile& file);
SingleFileParts splitSingleFile(const TensorFile& file);

// The parts alone, for files that hold nothing else. Names that are diffusers' already stay.
TensorMap unetInFolderNames(const TensorMap& tensors);
TensorMap vaeInFolderNames(const TensorMap& tensors);

} // namespace likeness::weights
