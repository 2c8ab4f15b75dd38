// The small JSON files beside a vocabulary: which tokens are special.
#pragma once

#include "core/text/ClipTokenizer.h"

namespace likeness::text {

// From tokenizer_config.json, overruled by special_tokens_map.json where the former does not list
// its added tokens (as transformers does). Missing files leave CLIP's own tokens. Errors:
// wrongFormat, naming the file.
base::Result<SpecialTokens> readSpecialTokens(const std::filesystem::path& folder);

std::string tokenizerConfigJson(const SpecialTokens& special);
std::string specialTokensMapJson(const SpecialTokens& special);

} // namespace likeness::text
