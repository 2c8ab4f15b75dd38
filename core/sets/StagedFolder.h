// Several files that appear together: they are written into a hidden folder beside their places and
// moved at the end.
#pragma once

#include "core/base/Error.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace likeness::sets {

class StagedFolder {
public:
    // Makes `target` if it is not there, and the hidden folder in it. Errors: io, invalidInput (a
    // file is there).
    static base::Result<StagedFolder> open(const std::filesystem::path& target);
    StagedFolder(StagedFolder&& other) noexcept;
    StagedFolder& operator=(StagedFolder&&) = delete;
    ~StagedFolder(); // removes what was not moved, and the target if it was made here and stays
                     // empty

    // `name` is relative to the target, at most one folder deep. Errors: io.
    base::Result<void> write(const std::filesystem::path& name, std::span<const std::byte> bytes);

    // Moves every file to its place, in the order of writing; returns their paths. Errors: io.
    base::Result<std::vector<std::filesystem::path>> publish();

private:
    StagedFolder(std::filesystem::path target, std::filesystem::path staging, bool madeTarget)
        : m_target(std::move(target)), m_staging(std::move(staging)), m_madeTarget(madeTarget)
    {
    }

    std::filesystem::path m_target, m_staging; // m_staging is empty once moved from
    std::vector<std::filesystem::path> m_names;
    bool m_madeTarget = false;
};

} // namespace likeness::sets
