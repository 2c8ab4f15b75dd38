// What a job tells the window (or the command line) while it runs. Events of one job arrive in
// order, on the inference thread; the receiver hands them to its own thread.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/generation/PortraitRequest.h"

#include <cstdint>
#include <memory>
#include <variant>

namespace likeness::generation {

using JobId = std::uint64_t;

struct StageStarted {
    base::Progress progress;
}; // "Loading the model", "Reading the face", "Painting", "Finishing"

// After each denoising step: small pictures of what the sampler sees (see
// diffusion/LatentPreview.h).
struct StepPreview {
    int step = 0; // 1-based
    int steps = 0;
    double remaining_seconds = -1;
    images::Image off; // empty if this job makes none
    images::Image on;
};

struct Warning {
    std::string message;
}; // one sentence; the job goes on
struct Finished {
    std::shared_ptr<const PortraitResult> result;
};
struct Failed {
    base::Error error;
};
struct Cancelled {};

struct JobEvent {
    JobId job = 0;
    std::variant<StageStarted, StepPreview, Warning, Finished, Failed, Cancelled> event;
};

using JobEventSink = std::function<void(const JobEvent&)>;

} // namespace likeness::generation
