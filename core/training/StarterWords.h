// The starter model's vocabulary: learnt from the captions of its own world, so that its embeddings stay small.
#pragma once

#include "core/training/PortraitSet.h"

#include <filesystem>

namespace likeness::training {

// Writes `folder`/tokenizer and `folder`/tokenizer_2 (padded with "!", as SDXL's second) with about `entries` entries
// each; `captions`: further texts that count. Errors: io.
base::Result<void> learnWords(const PortraitSet& set, int64_t entries, const std::filesystem::path& folder,
                              std::vector<std::string> captions = {});

// The embeddings [entries of `from`, width] of one vocabulary as those of another: a word that both have keeps its
// own, a word that was in pieces gets their mean, other entries their row of `fresh` [entries of `to`, width].
// `from`, `to`: tokenizer folders. Errors: notFound, wrongFormat.
base::Result<at::Tensor> carriedOver(const at::Tensor& embeddings, const std::filesystem::path& from,
                                     const std::filesystem::path& to, const at::Tensor& fresh);

} // namespace likeness::training
