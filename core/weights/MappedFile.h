// A file mapped read-only into memory; the mapping lives as long as anyone holds the pointer.
#pragma once

#include "core/base/Error.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace likeness::weights {

class MappedFile {
public:
    static base::Result<std::shared_ptr<MappedFile>> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

    // The whole pages of these bytes leave the process's memory; the next read brings them back
    // from the file. For bytes that were copied and will hardly be read again.
    static void forget(std::span<const std::byte> bytes);

private:
    MappedFile(const std::byte* data, size_t size) : m_data(data), m_size(size) {}
    const std::byte* m_data;
    size_t m_size;
};

} // namespace likeness::weights
