#include "core/base/AtomicFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace likeness::base {

namespace {

std::string reason() { return std::strerror(errno); }

// Owns the temporary file: removes it unless it was renamed into place.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::filesystem::path& target)
        : m_path(target.string() + ".XXXXXX"), m_descriptor(::mkstemp(m_path.data()))
    {
    }
    ~TemporaryFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        if (!m_path.empty() && m_created)
            ::unlink(m_path.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    bool open() { return m_created = m_descriptor >= 0; }
    int descriptor() const { return m_descriptor; }

    bool moveTo(const std::filesystem::path& target)
    {
        const mode_t mask = ::umask(0);
        ::umask(mask);
        if (::fchmod(m_descriptor, 0666 & ~mask) != 0 || ::fsync(m_descriptor) != 0)
            return false;
        const int closed = ::close(m_descriptor);
        m_descriptor = -1;
        if (closed != 0 || ::rename(m_path.c_str(), target.c_str()) != 0)
            return false;
        m_created = false;
        return true;
    }

private:
    std::string m_path;
    int m_descriptor;
    bool m_created = false;
};

tl::unexpected<Error> cannotWrite(const std::filesystem::path& path)
{
    return fail(ErrorCode::io, "Cannot write '" + path.string() + "': " + reason() +
                                   ". Choose another folder or free some space.");
}

} // namespace

Result<void> writeFileAtomically(const std::filesystem::path& path,
                                 const std::function<Result<void>(const AppendBytes&)>& write)
{
    TemporaryFile file(path);
    if (!file.open())
        return cannotWrite(path);
    const AppendBytes append = [&](std::span<const std::byte> bytes) -> Result<void> {
        while (!bytes.empty()) {
            const ssize_t count = ::write(file.descriptor(), bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return cannotWrite(path);
            bytes = bytes.subspan(static_cast<size_t>(count));
        }
        return {};
    };
    if (auto written = write(append); !written)
        return written;
    if (!file.moveTo(path))
        return cannotWrite(path);
    return {};
}

Result<void> writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes)
{
    return writeFileAtomically(path, [&](const AppendBytes& append) { return append(bytes); });
}

Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view text)
{
    return writeFileAtomically(path, std::as_bytes(std::span(text.data(), text.size())));
}

Result<std::string> readFile(const std::filesystem::path& path, size_t limit_bytes)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return fail(ErrorCode::notFound, "There is no file '" + path.string() + "'.");
    if (!std::filesystem::is_regular_file(path, ignored))
        return fail(ErrorCode::invalidInput, "'" + path.string() + "' is not a file.");
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fail(ErrorCode::io, "Cannot read '" + path.string() + "': " + reason() + ".");
    std::string text;
    char buffer[1 << 16];
    ssize_t count = 0;
    while ((count = ::read(descriptor, buffer, sizeof buffer)) > 0 && text.size() <= limit_bytes)
        text.append(buffer, static_cast<size_t>(count));
    const std::string why = reason();
    ::close(descriptor);
    if (count < 0)
        return fail(ErrorCode::io, "Cannot read '" + path.string() + "': " + why + ".");
    if (text.size() > limit_bytes)
        return fail(ErrorCode::wrongFormat, "'" + path.string() + "' is too large for what it should be.");
    return text;
}

} // namespace likeness::base
