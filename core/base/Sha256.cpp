#include "core/base/Sha256.h"

#include <algorithm>
#include <bit>
#include <fstream>
#include <vector>

namespace likeness::base {

namespace {

// The fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2).
constexpr std::array<std::uint32_t, 64> roundConstants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t bigEndian(const std::byte* bytes)
{
    std::uint32_t word = 0;
    for (int i = 0; i < 4; ++i)
        word = word << 8 | std::to_integer<std::uint32_t>(bytes[i]);
    return word;
}

} // namespace

void Sha256::block(const std::byte* bytes)
{
    std::array<std::uint32_t, 64> w;
    for (size_t t = 0; t < 16; ++t)
        w[t] = bigEndian(bytes + 4 * t);
    for (size_t t = 16; t < 64; ++t) {
        const std::uint32_t s0 =
            std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
        const std::uint32_t s1 =
            std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = m_state;
    for (size_t t = 0; t < 64; ++t) {
        const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const std::uint32_t choice = (e & f) ^ (~e & g);
        const std::uint32_t t1 = h + sum1 + choice + roundConstants[t] + w[t];
        const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const std::uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + sum0 + majority;
    }
    const std::array<std::uint32_t, 8> added{a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < 8; ++i)
        m_state[i] += added[i];
}

void Sha256::add(std::span<const std::byte> bytes)
{
    m_total += bytes.size();
    if (m_pendingSize > 0) {
        const size_t taken = std::min(bytes.size(), m_pending.size() - m_pendingSize);
        std::copy_n(bytes.begin(), taken, m_pending.begin() + std::ptrdiff_t(m_pendingSize));
        m_pendingSize += taken;
        bytes = bytes.subspan(taken);
        if (m_pendingSize < m_pending.size())
            return;
        block(m_pending.data());
        m_pendingSize = 0;
    }
    for (; bytes.size() >= m_pending.size(); bytes = bytes.subspan(m_pending.size()))
        block(bytes.data());
    std::ranges::copy(bytes, m_pending.begin());
    m_pendingSize = bytes.size();
}

std::string Sha256::hex()
{
    const std::uint64_t bits = m_total * 8;
    std::vector<std::byte> padding((m_pendingSize < 56 ? 56 : 120) - m_pendingSize);
    padding.front() = std::byte{0x80};
    for (int shift = 56; shift >= 0; shift -= 8)
        padding.push_back(std::byte(bits >> shift & 0xff));
    add(padding);
    std::string text;
    for (const std::uint32_t word : m_state)
        for (int shift = 28; shift >= 0; shift -= 4)
            text += "0123456789abcdef"[word >> shift & 0xf];
    return text;
}

std::string sha256(std::span<const std::byte> bytes)
{
    Sha256 digest;
    digest.add(bytes);
    return digest.hex();
}

Result<std::string> sha256OfFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail(ErrorCode::notFound, "Cannot open '" + path.string() + "' for reading.");
    Sha256 digest;
    std::vector<std::byte> part(1 << 20);
    do {
        file.read(reinterpret_cast<char*>(part.data()), std::streamsize(part.size()));
        digest.add(std::span(part).first(size_t(file.gcount())));
    } while (file);
    if (!file.eof())
        return fail(ErrorCode::io, "Cannot read '" + path.string() + "' to its end.");
    return digest.hex();
}

} // namespace likeness::base
