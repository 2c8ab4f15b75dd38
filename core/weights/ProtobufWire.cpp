#include "core/weights/ProtobufWire.h"

namespace likeness::weights {

bool WireReader::damaged()
{
    m_isDamaged = true;
    return false;
}

bool WireReader::readVarint(std::uint64_t& value)
{
    value = 0;
    for (unsigned shift = 0; shift < 70 && !m_rest.empty(); shift += 7) {
        const auto byte = std::to_integer<std::uint64_t>(m_rest.front());
        m_rest = m_rest.subspan(1);
        if (shift == 63 && byte > 1)
            return damaged(); // beyond 64 bits
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return damaged();
}

bool WireReader::readFixed(size_t size, std::uint64_t& value)
{
    if (m_rest.size() < size)
        return damaged();
    value = 0;
    for (size_t i = 0; i < size; ++i)
        value |= std::to_integer<std::uint64_t>(m_rest[i]) << (8 * i);
    m_rest = m_rest.subspan(size);
    return true;
}

bool WireReader::readBytes(std::span<const std::byte>& bytes)
{
    std::uint64_t size = 0;
    if (!readVarint(size))
        return false;
    if (size > m_rest.size())
        return damaged();
    bytes = m_rest.first(size);
    m_rest = m_rest.subspan(size);
    return true;
}

bool WireReader::next(WireField& field)
{
    if (m_rest.empty() || m_isDamaged)
        return false;
    std::uint64_t tag = 0;
    if (!readVarint(tag))
        return false;
    if (tag >> 3 == 0 || tag >> 3 > (1u << 29) - 1)
        return damaged();
    field = {};
    field.number = static_cast<std::uint32_t>(tag >> 3);
    field.type = static_cast<WireType>(tag & 7);
    switch (field.type) {
    case WireType::varint:
        return readVarint(field.value);
    case WireType::fixed64:
        return readFixed(8, field.value);
    case WireType::bytes:
        return readBytes(field.bytes);
    case WireType::fixed32:
        return readFixed(4, field.value);
    }
    return damaged(); // groups (3, 4) are long obsolete; 6 and 7 do not exist
}

bool appendIntegers(const WireField& field, std::vector<std::int64_t>& list)
{
    if (field.type == WireType::varint) {
        list.push_back(static_cast<std::int64_t>(field.value));
        return true;
    }
    if (field.type != WireType::bytes)
        return false;
    // A packed list is varints without tags; a tag in front of each would be needed to use `next`.
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (const std::byte b : field.bytes) {
        const auto byte = std::to_integer<std::uint64_t>(b);
        if (shift > 63 || (shift == 63 && byte > 1))
            return false;
        value |= (byte & 0x7f) << shift;
        shift += 7;
        if (byte >= 0x80)
            continue;
        list.push_back(static_cast<std::int64_t>(value));
        value = 0;
        shift = 0;
    }
    return shift == 0;
}

} // namespace likeness::weights
