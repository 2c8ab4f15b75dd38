// SHA-256 (FIPS 180-4): the digest by which files are named in manifests and checked in the model
// manager.
#pragma once

#include "core/base/Error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace likeness::base {

class Sha256 {
public:
    void add(std::span<const std::byte> bytes);
    std::string hex(); // 64 digits; call once, after the last `add`

private:
    void block(const std::byte* bytes); // 64 bytes

    std::array<std::uint32_t, 8> m_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::byte, 64> m_pending{};
    size_t m_pendingSize = 0;
    std::uint64_t m_total = 0; // bytes
};

std::string sha256(std::span<const std::byte> bytes);
// Errors: notFound, io.
Result<std::string> sha256OfFile(const std::filesystem::path& path);

} // namespace likeness::base
