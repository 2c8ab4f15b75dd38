// The parts of an SDXL model as its files bring them: options and named tensors, nothing built yet.
// Files are mapped, so opening even a large model takes no time.
#pragma once

#include "core/generation/DiffusionModel.h"
#include "core/weights/LoraMerge.h"

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
    weights::LoraPlan loras;        // to be merged into text, text_2 and unet
    std::vector<std::string> notes; // as in DiffusionModel
};

// Errors: notFound, wrongFormat; one sentence with the file's name.
base::Result<ModelParts> openModelFolder(const std::filesystem::path& folder);

// A checkpoint under the original names; sizes are read from the shapes, the vocabulary comes with
// the program.
base::Result<ModelParts> openSingleFile(const std::filesystem::path& file,
                                        const std::filesystem::path& vocabulary);

// SDXL-Lightning (arXiv 2402.13929), with the timesteps it was made for (trailing): the UNet in
// `file`, alone or in a whole checkpoint, instead of the model's; or a LoRA on top of it. Errors: as
// above.
base::Result<void> takeLightning(ModelParts& parts, const std::filesystem::path& file);

// Adds LoRAs to those to be merged, and to the notes what of them fits nothing. After
// takeLightning. Errors: as above.
base::Result<void> takeLoras(ModelParts& parts, const std::vector<LoraChoice>& loras);

// All of it: what `choice` is made of, its placement aside. Errors: as above.
base::Result<ModelParts> openModelParts(const ModelChoice& choice);

} // namespace likeness::generation
