// The starter model: how large its parts are, and its folder in the public layouts (diffusers for the SDXL-shaped
// model, PuLID's names for the adapter), so that public tools open it and our loaders need no special path.
#pragma once

#include "core/diffusion/NoiseSchedule.h"
#include "core/diffusion/Vae.h"
#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"
#include "core/training/Painter.h"

#include <filesystem>

namespace likeness::training {

struct StarterOptions {
    int64_t size = 256;       // pixels of a side
    int64_t vocabulary = 1024; // entries of the tokenizer
    diffusion::VaeOptions vae;
    PainterOptions painter;
    identity::ArcFaceOptions arcFace;
    identity::EvaClipOptions eva;
};

// Sizes that two cores can train: the painter runs at about 26 pictures per second and core (forward and backward).
StarterOptions starterOptions();

struct StarterParts {
    weights::TensorMap vae;      // AutoencoderKL's names
    weights::TensorMap painter;  // Painter's names
    weights::TensorMap arcFace;  // see identity/ArcFace.h
    weights::TensorMap eva;      // visual.*
    at::Tensor preview;          // [C + 1, 3]: latents (and 1) to RGB in 0..1
};

// The preview of a model with these latents [N, C, h, w] of these pictures [N, 3, H, W] uint8: [C + 1, 3], latent
// channels and a constant to RGB in 0..1, by least squares.
at::Tensor previewColours(const at::Tensor& latents, const at::Tensor& pictures);

// SDXL's betas brought to zero terminal signal, trailing spacing, predicting the sample.
diffusion::NoiseSchedule starterSchedule();

// Everything but the tokenizers (ClipTokenizer::write), with fp16 weights. Each file is written atomically;
// likeness.json, which names the rest, last.
base::Result<void> writeStarterModel(const std::filesystem::path& folder, const StarterOptions& options,
                                     const StarterParts& parts);

// The weights of such a folder in fp32, to train on from them; `preview` stays undefined. Errors: notFound, io,
// wrongFormat (also a model of other sizes than `options`).
base::Result<StarterParts> readStarterModel(const std::filesystem::path& folder, const StarterOptions& options);

} // namespace likeness::training
