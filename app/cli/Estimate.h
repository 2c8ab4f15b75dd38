// What a picture would need of memory, as a table.
#pragma once

#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"

namespace likeness::cli {

// Prints to stdout; nothing is painted. Errors: those of opening the model's files.
base::Result<void> printEstimate(const generation::PortraitRequest& request);

} // namespace likeness::cli
