// Everything of an SDXL-shaped model that painting needs, loaded once and kept.
//
// A model is a folder in diffusers' layout (model_index.json, tokenizer, tokenizer_2, text_encoder,
// text_encoder_2, unet, vae, scheduler) or a single file under the original names. The files say
// all sizes.
#pragma once

#include "core/base/Progress.h"
#include "core/diffusion/LatentPreview.h"
#include "core/diffusion/NoiseSchedule.h"
#include "core/diffusion/Unet.h"
#include "core/diffusion/Vae.h"
#include "core/generation/PortraitRequest.h"
#include "core/text/ClipTokenizer.h"
#include "core/text/TextConditioning.h"

#include <filesystem>

namespace likeness::generation {

struct DiffusionModel {
    text::ClipTokenizer tokenizer, tokenizer_2;
    text::SdxlTextEncoders text;
    diffusion::Unet unet;
    diffusion::Vae vae;
    diffusion::NoiseSchedule schedule;
    diffusion::LatentRgb preview;
    bool zerosForNoNegative = true; // model_index.json's force_zeros_for_empty_prompt
    weights::Placement
        placement; // of the UNet; text encoders and VAE compute in fp32 on the same device
    std::vector<std::string> notes; // sentences for the user: what of the LoRAs fits nothing
};

struct ModelChoice {
    std::filesystem::path model;
    std::filesystem::path
        lightning; // a distilled UNet that takes the place of the model's, or its LoRA; empty: none
    std::vector<LoraChoice> loras;
    std::filesystem::path vocabulary; // CLIP's, for files that bring none
    weights::Placement placement;     // of the UNet
    bool operator==(const ModelChoice& other) const;
};

// Errors: notFound, wrongFormat, invalidInput, outOfMemory, cancelled; one sentence with the file's
// name.
base::Result<std::shared_ptr<const DiffusionModel>>
loadDiffusionModel(const ModelChoice& choice, const base::ProgressSink& progress,
                   const std::stop_token& stop);

} // namespace likeness::generation
