// The kinds of model files: how each is told from its names, and how each is built to see what
// fits.
#pragma once

#include "core/base/Error.h"
#include "core/diffusion/Unet.h"
#include "core/generation/CheckpointReport.h"
#include "core/weights/Weights.h"

#include <functional>

namespace likeness::generation {

// Builds a model from the file's names and shapes alone (tensors on the "meta" device have no
// numbers).
CheckpointPart checkPart(const weights::TensorFile& file, const std::string& kind,
                         const std::string& detail,
                         const std::function<void(const weights::Weights&)>& build);

CheckpointPart checkUnet(const weights::TensorFile& file, const diffusion::UnetOptions& options);

// A file with one model. Errors: wrongFormat where its names belong to nothing that is known.
base::Result<CheckpointPart> checkFile(const weights::TensorFile& file);

base::Result<CheckpointPart> checkOnnx(const std::filesystem::path& path);

} // namespace likeness::generation
