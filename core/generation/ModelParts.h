// The parts of an SDXL model as its files bring them: options and named tensors, nothing built yet.
// Files are mapped, so opening even a large model takes no time.
#pragma once

#include "core/generation/DiffusionModel.h"

namespace likeness::generation {

struct ModelParts {
    text::ClipTokenizer tokenizer, tokenizer_2;
    text::ClipTextOptions textOptions, textOptions_2;
    weights::TensorFile text, text_2;
    diffusion::UnetOptions unetOptions;
    weights::TensorFile unet;
    diffusion::VaeOptions vaeOptions;
    weights::TensorFile vae;
    diffusion::NoiseScheduleOptions schedule;
    diffusion::LatentRgb preview;
    bool zerosForNoNegative = true;
};

// Errors: notFound, wrongFormat; one sentence with the file's name.
base::Result<ModelParts> openModelFolder(const std::filesystem::path& folder);

// A checkpoint under the original names; sizes are read from the shapes, the vocabulary comes with
// the program.
base::Result<ModelParts> openSingleFile(const std::filesystem::path& file,
                                        const std::filesystem::path& vocabulary);

// The distilled UNet in `file` instead of the model's, with the timesteps it was made for
// (SDXL-Lightning, arXiv 2402.13929: trailing). Errors: as above; invalidInput for a LoRA.
base::Result<void> takeLightningUnet(ModelParts& parts, const std::filesystem::path& file);

} // namespace likeness::generation
