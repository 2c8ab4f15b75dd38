// What every training has in common: learning rate schedule, log, checkpoints, resume, progress, cancellation.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/training/AdamW.h"

#include <filesystem>
#include <functional>
#include <string>

namespace likeness::training {

struct LoopOptions {
    std::string name;             // of the stage, for people and for its files: "vae"
    std::filesystem::path folder; // NAME.checkpoint.safetensors and NAME.log.jsonl go here
    int64_t steps = 1000;
    int64_t warmUp = 50;
    double hold = 0.3;            // share of the steps at the full rate; then half a cosine down to 0
    double learningRate = 1e-3;
    double checkpoint_seconds = 300;
};

// Linear warm-up, constant, half a cosine to zero.
double learningRateAt(const LoopOptions& options, int64_t step);

struct LoopControl {
    base::ProgressSink progress;
    std::stop_token stop;
};

// Loss and gradients of one step. The batch must be a function of `step` alone: then a resumed training continues
// bit for bit.
using TrainingStep = std::function<double(int64_t step, weights::TensorMap& gradients)>;
// Called now and then with the step that was just made (samples, validation).
using AfterStep = std::function<void(int64_t step)>;

// Continues from the checkpoint in `folder` if there is one. Writes one JSON line per 10 steps: step, loss (mean
// since the last line), gradient norm, rate, seconds. Errors: cancelled (a checkpoint was written), io.
base::Result<void> runTraining(const LoopOptions& options, AdamW& optimiser, const TrainingStep& step,
                               const LoopControl& control, const AfterStep& after = {});

} // namespace likeness::training
