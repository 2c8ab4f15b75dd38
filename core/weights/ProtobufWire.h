// The wire format of protocol buffers, field by field, over bytes of unknown origin
// (protobuf.dev/programming-guides/encoding).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace likeness::weights {

enum class WireType { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct WireField {
    std::uint32_t number = 0;
    WireType type = WireType::varint;
    std::uint64_t value = 0;          // of a varint, or the bits of a fixed number
    std::span<const std::byte> bytes; // of text, nested messages and packed lists

    std::string text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    bool is(std::uint32_t n, WireType t) const { return number == n && type == t; }
};

class WireReader {
public:
    explicit WireReader(std::span<const std::byte> message) : m_rest(message) {}

    // False at the end and at the first byte that cannot be right; `isDamaged` tells which.
    bool next(WireField& field);
    bool isDamaged() const { return m_isDamaged; }

private:
    bool readVarint(std::uint64_t& value);
    bool readFixed(size_t size, std::uint64_t& value);
    bool readBytes(std::span<const std::byte>& bytes);
    bool damaged();

    std::span<const std::byte> m_rest;
    bool m_isDamaged = false;
};

// Appends the integers of a repeated field, packed or not. False if they are damaged or of another
// type.
bool appendIntegers(const WireField& field, std::vector<std::int64_t>& list);

} // namespace likeness::weights
