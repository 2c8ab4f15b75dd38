// What `pair` and `generate` have in common: from the options to the exported set.
#pragma once

#include "app/cli/PortraitOptions.h"

#include <stop_token>

namespace likeness::cli {

// Paints and exports; says on stdout where the pictures are and how alike. Errors: the job's, or
// the export's.
base::Result<void> makeSet(const PortraitOptions& options, generation::RequestKind kind,
                           std::stop_token stop);

} // namespace likeness::cli
