// Low-rank changes to a model's weights (Hu et al. 2021): every changed layer has a "down" and an
// "up" matrix and maybe an alpha, under one of three grammars of names.
#pragma once

#include "core/generation/CheckpointReport.h"
#include "core/weights/TensorFile.h"

namespace likeness::generation {

bool looksLikeLora(const weights::TensorFile& file);

// Fills in the detail and what does not fit: a half without its other half is missing, ranks that
// differ are misshaped.
void reportLora(const weights::TensorFile& file, CheckpointPart& part);

} // namespace likeness::generation
