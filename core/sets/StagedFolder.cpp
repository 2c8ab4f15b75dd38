#include "core/sets/StagedFolder.h"

#include "core/base/AtomicFile.h"

#include <cstdlib>
#include <cstring>

namespace likeness::sets {

using base::ErrorCode;
namespace fs = std::filesystem;

namespace {

tl::unexpected<base::Error> cannotWrite(const fs::path& folder, const std::string& reason)
{
    return base::fail(ErrorCode::io, "Cannot write into the folder '" + folder.string() + "': " +
                                         reason + ". Choose another folder or free some space.");
}

} // namespace

base::Result<StagedFolder> StagedFolder::open(const fs::path& target)
{
    std::error_code error;
    if (target.empty())
        return base::fail(ErrorCode::invalidInput, "No folder was given for the set.");
    if (fs::exists(target, error) && !fs::is_directory(target, error))
        return base::fail(ErrorCode::invalidInput,
                          "'" + target.string() + "' is a file; choose a folder for the set.");
    const bool made = fs::create_directories(target, error);
    if (error)
        return cannotWrite(target, error.message());
    std::string staging = (target / ".likeness-set-XXXXXX").string();
    if (!::mkdtemp(staging.data())) {
        const std::string reason = std::strerror(errno);
        if (made)
            fs::remove(target, error);
        return cannotWrite(target, reason);
    }
    return StagedFolder(target, staging, made);
}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept
    : m_target(std::move(other.m_target)), m_staging(std::exchange(other.m_staging, {})),
      m_names(std::move(other.m_names)), m_madeTarget(other.m_madeTarget)
{
}

StagedFolder::~StagedFolder()
{
    if (m_staging.empty())
        return;
    std::error_code ignored;
    fs::remove_all(m_staging, ignored);
    if (m_madeTarget)
        fs::remove(m_target, ignored); // fails, as it should, if something is in it
}

base::Result<void> StagedFolder::write(const fs::path& name, std::span<const std::byte> bytes)
{
    const fs::path path = m_staging / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return cannotWrite(m_target, error.message());
    if (auto written = base::writeFileAtomically(path, bytes); !written) {
        // The hidden folder's name would only puzzle.
        base::Error plain = written.error();
        plain.context = plain.message;
        if (const size_t at = plain.message.find(m_staging.string()); at != std::string::npos)
            plain.message.replace(at, m_staging.string().size(), m_target.string());
        return tl::unexpected(plain);
    }
    m_names.push_back(name);
    return {};
}

base::Result<std::vector<fs::path>> StagedFolder::publish()
{
    std::vector<fs::path> paths;
    for (const fs::path& name : m_names) {
        std::error_code error;
        fs::create_directories((m_target / name).parent_path(), error);
        if (!error)
            fs::rename(m_staging / name, m_target / name, error);
        if (error)
            return cannotWrite(m_target, error.message());
        paths.push_back(m_target / name);
    }
    m_madeTarget = false;
    return paths;
}

} // namespace likeness::sets
