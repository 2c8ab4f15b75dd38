// What every training has in common: learning rate schedule, log, checkpoints, resume, progress, cancellation.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/training/AdamW.h"
#include "core/training/ProcessGroup.h"

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
    ProcessGroup group; // the processes that train together
};

// Loss and gradients of one step of this process. The batch must be a function of `step` and the worker's number
// (ProcessGroup::workers) alone: then a resumed training continues bit for bit, and two processes with a worker each
// make the steps of one process with two.
using TrainingStep = std::function<double(int64_t step, weights::TensorMap& gradients)>;
// Called now and then with the step that was just made (samples, validation).
using AfterStep = std::function<void(int64_t step)>;

// Continues from the checkpoint in `folder` if there is one. Writes one JSON line per 10 steps: step, loss (mean
// since the last line), gradient norm, rate, seconds. Errors: cancelled (a checkpoint was written), io.
//
// With several processes the gradients are averaged over all of them in every step, and all take the first rank's
// parameters at the start; only the first rank reads and writes files, tells its progress and calls `after`. Where one
// process is stopped or lost, all end after the same step, and the first rank writes a checkpoint.
base::Result<void> runTraining(const LoopOptions& options, AdamW& optimiser, const TrainingStep& step,
                               const LoopControl& control, const AfterStep& after = {});

} // namespace likeness::training
