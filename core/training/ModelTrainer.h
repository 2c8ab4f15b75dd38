// Trainings on a finished model, as programs start them: PuLID's stages for its identity adapter, and the distillation
// to a few steps. Both learn from the portrait world (PortraitSet.h); each keeps its files in one folder and continues
// where it was stopped. Started by torchrun, the processes train together and the first one writes (ProcessGroup.h).
//
// On a machine with GPUs every process computes on one of its own (LOCAL_RANK), else on the processor.
//
// Std types only: the door for programs.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/generation/PortraitRequest.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace likeness::training {

struct ModelRecipe {
    std::filesystem::path model;                 // diffusers' folder
    std::filesystem::path adapter, arcFace, eva; // empty: those in `model`/identity
    std::filesystem::path folder;                // of this training
    std::int64_t persons = 3500;                 // of the portrait world
    std::uint64_t seed = 1;                      // of the persons
    std::filesystem::path landmarks;             // how their photos are cut out: see ReferencePhotographer.h
    std::int64_t steps = 500;
    std::int64_t batch = 8; // per worker (or GPU) and step
    double learningRate = 3e-4;
    std::int64_t sampleEvery = 0; // steps between the sheets of samples; 0: only at the end
    int workers = 2;        // threads, where there is no GPU
    generation::Precision precision = generation::Precision::automatic; // see Autocast.h
};

// "stage1", "naive_id", "stage2", "stage3".
std::vector<std::string> identityStageNames();

struct IdentityRecipe : ModelRecipe {
    std::string stage = "stage3";
    bool fresh = false;              // the adapter starts from nothing; the file only tells its sizes
    std::filesystem::path lightning; // LoRA that makes the model paint in `fastSteps`; empty: the model does so itself
    std::int64_t fastSteps = 4;
    std::int64_t fastBatch = 2;      // samples of the Lightning branch per worker and step
    std::int64_t differentiated = 4; // of the Lightning branch's steps, from the end
    // Of the losses beside the diffusion loss; the published ones. Small models may want less alignment: it is a norm
    // over all tokens and channels, the identity loss a cosine.
    double identityWeight = 1, semanticWeight = 0.6, layoutWeight = 0.1;
    // What the identity loss is measured on, and what the contrastive pair is painted with (PulidTrainer.h).
    std::string identityPrompt = "portrait, color, cinematic"; // the paper's; empty: the pictures' captions for both
    std::vector<std::string> alignmentPrompts;                 // empty: the pictures' captions
    bool photosAlone = false; // the pictures of the portrait world in all styles, or photos alone, as PuLID's are
};

struct LightningRecipe : ModelRecipe {
    std::int64_t fastSteps = 4, teacherSteps = 4, rank = 16;
    double guidance = 1.5; // of the teacher
};

// What was measured on the way, as lines for people.
using TrainingNote = std::function<void(const std::string&)>;

// Trains the adapter from its present weights with the losses of one stage; writes `folder`/adapter.safetensors and
// `folder`/samples.png. The file that was written. Errors: cancelled (it continues next time), notFound, wrongFormat,
// invalidInput (no such stage), io.
base::Result<std::filesystem::path> trainIdentity(const IdentityRecipe& recipe, const base::ProgressSink& progress,
                                                  std::stop_token stop, const TrainingNote& note);

// Writes `folder`/lightning_4step_lora.safetensors (with its number of steps) and `folder`/samples.png. The file. Errors: as above.
base::Result<std::filesystem::path> distil(const LightningRecipe& recipe, const base::ProgressSink& progress,
                                           std::stop_token stop, const TrainingNote& note);

} // namespace likeness::training
