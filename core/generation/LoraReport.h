// What a LoRA file changes, and whether SDXL has what it changes.
#pragma once

#include "core/generation/CheckpointReport.h"
#include "core/weights/Lora.h"

namespace likeness::generation {

// Fills in kind, detail and what does not fit. Missing: a half without its other half. Misshaped:
// ranks that differ, or, where most layers have the widths of SDXL base 1.0, other widths.
// Unexpected: names of no layer of SDXL.
void reportLora(const weights::TensorFile& file, CheckpointPart& part);

} // namespace likeness::generation
