// The two files of a byte pair vocabulary in CLIP's form: vocab.json (token → number) and
// merges.txt (one pair per line, best first, below a version line).
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace likeness::text {

struct ClipVocabulary {
    std::unordered_map<std::string, std::int64_t> ids;
    std::vector<std::pair<std::string, std::string>> merges;

    // Errors: notFound, wrongFormat, naming the file.
    static base::Result<ClipVocabulary> read(const std::filesystem::path& folder);

    std::string vocabJson() const; // ordered by number
    std::string mergesText() const;
};

} // namespace likeness::text
