// The starter model's vocabulary: learnt from the captions of its own world, so that its embeddings stay small.
#pragma once

#include "core/training/PortraitSet.h"

#include <filesystem>

namespace likeness::training {

// Writes `folder`/tokenizer and `folder`/tokenizer_2 (padded with "!", as SDXL's second) with about `entries` entries
// each. Errors: io.
base::Result<void> learnWords(const PortraitSet& set, int64_t entries, const std::filesystem::path& folder);

} // namespace likeness::training
