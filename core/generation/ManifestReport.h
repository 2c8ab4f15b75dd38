// The same reports for tensors that are in memory: a manifest's, or a test's. With ATen, so inside core only.
#pragma once

#include "core/generation/CheckpointReport.h"
#include "core/weights/Manifest.h"

namespace likeness::generation {

// Errors: wrongFormat where the names belong to nothing that is known.
base::Result<CheckpointReport> inspectTensors(const weights::TensorFile& file);
base::Result<CheckpointReport> inspectManifest(const weights::Manifest& manifest);

} // namespace likeness::generation
