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

private:
    MappedFile(const std::byte* data, size_t size) : m_data(data), m_size(size) {}
    const std::byte* m_data;
    size_t m_size;
};

} // namespace likeness::weights
