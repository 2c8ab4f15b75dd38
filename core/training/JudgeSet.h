// What the judges learn from: renders of invented persons of their own in random scenes and all styles, as they see
// them. Rendered once, kept in one safetensors file beside the training.
//
// Some pictures went through a camera (Camera.h), some through an autoencoder where one is given: judged pictures come
// out of one.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/diffusion/Vae.h"
#include "core/portraits/Scene.h"

#include <ATen/ATen.h>

#include <filesystem>

namespace likeness::training {

struct JudgeSetOptions {
    std::uint64_t seed = 0x6a75'6467; // far from the painters' own persons
    int64_t persons = 1200;
    int64_t heldOut = 120; // further persons, for the report
    int workers = 1;       // threads
    std::filesystem::path vae; // AutoencoderKL's folder; empty: no reconstructions
    double vaeShare = 0.12;    // of the pictures that went through it
};

inline constexpr int64_t judgePicturesPerPerson = 6; // the first one a photo through a camera: the reference

struct JudgeSet {
    JudgeSetOptions options;
    at::Tensor scenes; // [N, 3, 128, 128] uint8: sceneView of all pictures; picture i shows person i / 6
    at::Tensor heads;  // [N, 3, 128, 128] uint8: headView

    int64_t trained() const { return options.persons * judgePicturesPerPerson; } // pictures; the rest are held out
};

std::uint64_t personSeed(const JudgeSetOptions& options, int64_t person);
portraits::Scene sceneOf(const JudgeSetOptions& options, int64_t picture);

// Errors: cancelled, io, wrongFormat (the file holds other pictures), and those of reading the autoencoder.
base::Result<JudgeSet> openJudgeSet(const std::filesystem::path& file, const JudgeSetOptions& options,
                                    const base::ProgressSink& progress, std::stop_token stop);

} // namespace likeness::training
