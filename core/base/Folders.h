// Folders that a program needs before it writes.
#pragma once

#include "core/base/Error.h"

#include <filesystem>

namespace likeness::base {

// The folder and those above it, if they are not there. Errors: io, with the path and the system's reason.
Result<void> makeFolder(const std::filesystem::path& folder);

} // namespace likeness::base
