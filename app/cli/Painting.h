// Jobs of the studio from their start to their end, with the progress on stderr.
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

// The machinery, for one picture after another: models are loaded once.
class PaintingStudio {
public:
    explicit PaintingStudio(const generation::StudioOptions& options);
    ~PaintingStudio();

    // A strength of modelsOwnStrength becomes what the model proposes. Waits until the job is done. `title` stands
    // before the stages on the progress line. Errors: the job's own; cancelled, as soon as `stop` asks for it; the
    // machinery's threads are then left behind, and the program has to end with std::_Exit.
    base::Result<Painting> paint(generation::PortraitRequest request, ProgressLine& line,
                                 std::stop_token stop, const std::string& title = {});

private:
    class Listener;
    std::shared_ptr<Listener> m_listener;
    std::unique_ptr<generation::Studio> m_studio;
};

} // namespace likeness::cli
