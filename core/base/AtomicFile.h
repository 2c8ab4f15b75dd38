// Files are written atomically: a sibling temporary file, flushed to disk, then renamed over the target.
// Whatever goes wrong, the old file is still there, or the new one, never a mix.
#pragma once

#include "core/base/Error.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

namespace likeness::base {

// Writes `bytes` to `path`. Errors: io, with the path and the system's reason.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view text);

// For large files: `write` is handed a function that appends bytes; it may be called many times.
using AppendBytes = std::function<Result<void>(std::span<const std::byte>)>;
Result<void> writeFileAtomically(const std::filesystem::path& path,
                                 const std::function<Result<void>(const AppendBytes&)>& write);

// The whole file, or an error if it is missing, not a regular file, unreadable or longer than `limit_bytes`.
Result<std::string> readFile(const std::filesystem::path& path, size_t limit_bytes = size_t(1) << 30);

} // namespace likeness::base
