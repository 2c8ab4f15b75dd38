// What a person sees of an identity file (.likeness-id), without the encoders that made it. Std
// types only.
#pragma once

#include "core/base/Error.h"
#include "core/images/Image.h"

#include <filesystem>
#include <string>

namespace likeness::generation {

struct SavedIdentity {
    std::string name;
    images::Image face; // 112 x 112, aligned
};

// By its first bytes; false for what cannot be opened.
bool isSavedIdentity(const std::filesystem::path& path);

// Errors: notFound, io, wrongFormat.
base::Result<SavedIdentity> readSavedIdentity(const std::filesystem::path& path);

} // namespace likeness::generation
