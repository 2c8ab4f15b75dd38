// A finished model with its identity files, read in order to train on it: any folder of diffusers' layout with a
// PuLID v1.1 adapter, of the starter's sizes as of SDXL's.
#pragma once

#include "core/diffusion/NoiseSchedule.h"
#include "core/diffusion/Vae.h"
#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"
#include "core/text/ClipTokenizer.h"
#include "core/training/Painter.h"

#include <filesystem>

namespace likeness::training {

struct TrainableFiles {
    std::filesystem::path model; // diffusers' folder
    // Empty: `model`/identity/adapter.safetensors, arcface.safetensors, eva.safetensors.
    std::filesystem::path adapter, arcFace, eva;
};

// All in fp32 on one device.
struct TrainableModel {
    at::Device device = at::kCPU;
    PainterOptions options;
    weights::TensorMap painter; // Painter's names
    diffusion::Vae vae;
    identity::ArcFace arcFace;
    identity::EvaClip eva;
    text::ClipTokenizer tokenizer, tokenizer2;
    diffusion::NoiseSchedule schedule;

    int64_t size() const { return options.unet.sample_size * 8; } // pixels of a side
};

// Errors: notFound, wrongFormat (naming the file and what does not fit; a PuLID v1 adapter is not trained on).
base::Result<TrainableModel> readTrainableModel(const TrainableFiles& files, at::Device device = at::kCPU);

// The model's UNet with a LoRA (a Lightning, say) merged into it at strength 1. Errors: those of reading; wrongFormat
// where it is for another model.
base::Result<diffusion::Unet> unetWithLora(const TrainableModel& model, const std::filesystem::path& lora);

} // namespace likeness::training
