#include "core/weights/MappedFile.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace likeness::weights {

base::Result<std::shared_ptr<MappedFile>> MappedFile::open(const std::filesystem::path& path)
{
    using base::ErrorCode;
    const int descriptor =
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not block
    if (descriptor < 0) {
        if (errno == ENOENT)
            return base::fail(ErrorCode::notFound, "There is no file '" + path.string() + "'.");
        return base::fail(ErrorCode::io,
                          "Cannot read '" + path.string() + "': " + std::strerror(errno) + ".");
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) {
        ::close(descriptor);
        return base::fail(ErrorCode::wrongFormat,
                          "'" + path.string() +
                              "' is empty or not a file; a model file was expected.");
    }
    const auto size = static_cast<size_t>(status.st_size);
    // Private and writable: tensors over it must not fault if ATen writes, and never reach the
    // file.
    void* data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
    const int error = errno;
    ::close(descriptor);
    if (data == MAP_FAILED)
        return base::fail(ErrorCode::io,
                          "Cannot map '" + path.string() + "': " + std::strerror(error) + ".");
    return std::shared_ptr<MappedFile>(new MappedFile(static_cast<const std::byte*>(data), size));
}

void MappedFile::forget(std::span<const std::byte> bytes)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
    const std::uintptr_t first = (begin + page - 1) / page * page;
    const std::uintptr_t last = (begin + bytes.size()) / page * page;
    if (first < last) // a hint: what fails costs memory only
        ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

MappedFile::~MappedFile()
{
    ::munmap(const_cast<std::byte*>(m_data), m_size);
}

} // namespace likeness::weights
