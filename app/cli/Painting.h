// One job of the studio from its start to its end, with the progress on stderr.
#pragma once

#include "app/cli/ProgressLine.h"
#include "core/generation/Studio.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace likeness::cli {

struct Painting {
    std::shared_ptr<const generation::PortraitResult> result;
    std::vector<generation::StepPreview> steps;
};

// A strength of modelsOwnStrength becomes what the model proposes. Waits until the job is done.
// Errors: the job's own; cancelled, as soon as `stop` asks for it; the
// job's threads are then left behind, and the program has to end with std::_Exit.
base::Result<Painting> paint(generation::PortraitRequest request,
                             const generation::StudioOptions& options, ProgressLine& line,
                             std::stop_token stop);

} // namespace likeness::cli
