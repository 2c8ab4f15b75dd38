// Building a model from names and shapes alone, to see what does not fit.
#pragma once

#include "core/generation/CheckpointReport.h"
#include "core/weights/Weights.h"

#include <functional>

namespace likeness::generation {

using BuildModel = std::function<void(const weights::Weights&)>;
// A model's own name → the name in the file. Asked with every tensor that the model has, those included that the file
// lacks, and (undefined) those that belong to nothing; a name without entry stays as it is.
using NamesInFile = std::function<std::map<std::string, std::string>(const weights::TensorMap&)>;

// Tensors, bytes and types; nothing checked yet.
CheckpointPart describePart(const weights::TensorFile& file, const std::string& kind, const std::string& detail);

// Builds the model on the "meta" device (tensors without numbers) and reports what does not fit. The last of `ways` takes
// the sizes from the file, so that models of any size are known. Where there is a way before it, that has the published
// sizes: a file that misses them by one tensor is a damaged file of that size, and the bad tensor is not taken for the
// measure of all the others. Of both ways the better fit is reported.
CheckpointPart checkPart(const weights::TensorFile& file, const std::string& kind, const std::string& detail,
                         const std::vector<BuildModel>& ways, const NamesInFile& namesInFile = {});

} // namespace likeness::generation
