// The training of both judges in one folder: the door for programs. Std types only.
//
//   portraits.safetensors → scene.safetensors, likeness.safetensors (with their checkpoints and logs)
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace likeness::training {

struct JudgesRecipe {
    std::filesystem::path folder;
    std::int64_t persons = 1200;
    std::int64_t sceneSteps = 1000, likenessSteps = 1600;
    int workers = 1;           // threads
    std::filesystem::path vae; // a model's vae folder: some pictures go through it; empty: none do
};

// Errors: cancelled (it continues next time), io, wrongFormat. `note`: what was measured on held-out persons.
base::Result<void> trainJudges(const JudgesRecipe& recipe, const base::ProgressSink& progress, std::stop_token stop,
                               const std::function<void(const std::string&)>& note);

} // namespace likeness::training
