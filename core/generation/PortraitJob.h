// One job from request to result: check, load, read the faces, paint, measure.
#pragma once

#include "core/generation/JobReporter.h"
#include "core/generation/Person.h"

namespace likeness::generation {

struct JobTools {
    const StudioOptions& options;
    ModelStore& models;
    FaceReader& faces;
    PersonReader& people;
};

// Errors: one sentence for every mistake of the user's; cancelled. May throw diffusion::Cancelled
// and whatever libtorch throws; the caller turns that into an event.
base::Result<PortraitResult> runPortraitJob(PortraitRequest request, const JobTools& tools,
                                            JobReporter& reporter, const std::stop_token& stop);

} // namespace likeness::generation
