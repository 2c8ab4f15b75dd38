// The whole way from nothing to a starter model, in stages that keep their result in one folder: a stage that is
// finished is not repeated, one that was interrupted continues.
//
//   portraits.safetensors → vae.safetensors → arcface.safetensors, eva.safetensors → latents.safetensors
//   → words.safetensors → stage1.checkpoint.safetensors → model/ (the starter model's folder) and samples/
//   → decoder.safetensors, which takes the autoencoder's place in model/
//
// Std types only: the door for programs.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/generation/PortraitRequest.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace likeness::training {

enum class StarterStage { portraits, vae, faces, latents, words, painter, decoder };

std::vector<std::string> starterStageNames(); // in their order
std::optional<StarterStage> starterStage(const std::string& name);

struct StarterRecipe {
    std::filesystem::path folder;
    std::int64_t persons = 3500;
    std::uint64_t seed = 1;
    std::int64_t vaeSteps = 1300;
    std::int64_t faceSteps = 600;
    std::int64_t decoderSteps = 1500;
    std::int64_t wordSteps = 1500;
    std::int64_t painterSteps = 9000;
    double painterRate = 1.4e-3;    // its highest learning rate; half of it or less to go on from a finished model
    std::int64_t sampleEvery = 500; // steps; 0: only at the end
    int workers = 2;                // threads that each work on a part of the batch
    std::optional<StarterStage> only; // this stage alone; what it needs must be there
    // A starter model's folder to go on from: its autoencoder and face encoders are taken as they are, the painter
    // starts from its weights, words that it does not know yet from those of their pieces. Empty: everything from
    // nothing.
    std::filesystem::path from;
    // The user's own pictures (PictureFolder.h) for the painter, instead of the portrait world's; autoencoder and face
    // encoders still learn from that world, or come from `from`. Empty: none.
    std::filesystem::path data;
    std::filesystem::path landmarks; // dlib's file: finds faces in `data`, cuts out reference photos as users' are
    generation::Precision precision = generation::Precision::automatic; // of the painter; see Autocast.h
    bool facesLearnOn = false; // with `from`: the face encoders start from their weights instead of staying
    bool adapterOnly = false;  // with `from`: of the painter only the identity adapter learns on; words and decoder stay
};

// What was measured on the way (reconstruction, held-out faces), as lines for people.
using TrainingNote = std::function<void(const std::string&)>;

// Started by torchrun, or with its variables (ProcessEnvironment.h), the processes train together; `folder` is one that
// all of them see, and only the first writes, tells its progress and makes notes.
// Errors: cancelled (it continues next time), io, wrongFormat (the folder holds another training), invalidInput (the
// variables are wrong).
base::Result<void> trainStarter(const StarterRecipe& recipe, const base::ProgressSink& progress, std::stop_token stop,
                                const TrainingNote& note);

} // namespace likeness::training
