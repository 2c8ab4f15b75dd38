#include "core/images/Chunks.h"

namespace likeness::images {

namespace {

int byteAt(Bytes bytes, size_t offset)
{
    return offset < bytes.size() ? std::to_integer<int>(bytes[offset]) : -1;
}

// Markers without a length: stand-alone ones of ITU T.81 table B.1.
bool isBare(int marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

constexpr int endOfImage = 0xd9;

// The next marker at or after `offset` (0xff, then not 0 and not 0xff); moves behind it. -1 at the
// end.
int nextMarker(Bytes file, size_t& offset)
{
    while (offset + 1 < file.size()) {
        const int marker = byteAt(file, offset + 1);
        if (byteAt(file, offset) == 0xff && marker != 0 && marker != 0xff) {
            offset += 2;
            return marker;
        }
        ++offset;
    }
    return -1;
}

// The segment's data behind its two length bytes; empty and false if it does not fit into the file.
bool segmentAt(Bytes file, size_t& offset, Bytes& data)
{
    if (offset + 2 > file.size())
        return false;
    const size_t length = static_cast<size_t>(byteAt(file, offset)) << 8 | byteAt(file, offset + 1);
    if (length < 2 || file.size() - offset < length)
        return false;
    data = file.subspan(offset + 2, length - 2);
    offset += length;
    return true;
}

} // namespace

std::string_view asText(Bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool startsWith(Bytes bytes, std::string_view text)
{
    return asText(bytes).starts_with(text);
}

std::uint32_t bigEndian32(Bytes bytes, size_t offset)
{
    if (offset > bytes.size() || bytes.size() - offset < 4)
        return 0;
    std::uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i)
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
    return value;
}

std::uint32_t littleEndian(Bytes bytes, size_t offset, int size)
{
    if (offset > bytes.size() || bytes.size() - offset < static_cast<size_t>(size))
        return 0;
    std::uint32_t value = 0;
    for (int i = 0; i < size; ++i)
        value |= std::to_integer<std::uint32_t>(bytes[offset + i]) << 8 * i;
    return value;
}

void forEachPngChunk(Bytes file, const std::function<void(std::string_view, Bytes)>& visit)
{
    constexpr size_t signature = 8, overhead = 12; // length, type, CRC
    for (size_t at = signature; at <= file.size() && file.size() - at >= overhead;) {
        const size_t length = bigEndian32(file, at);
        if (length > file.size() - at - overhead)
            return;
        visit(asText(file.subspan(at + 4, 4)), file.subspan(at + 8, length));
        at += overhead + length;
    }
}

void forEachRiffChunk(Bytes file, const std::function<void(std::string_view, Bytes)>& visit)
{
    constexpr size_t header = 12; // "RIFF", size, "WEBP"
    for (size_t at = header; at <= file.size() && file.size() - at >= 8;) {
        const size_t length = littleEndian(file, at + 4, 4);
        if (length > file.size() - at - 8)
            return;
        visit(asText(file.subspan(at, 4)), file.subspan(at + 8, length));
        at += 8 + length + length % 2;
    }
}

bool forEachJpegSegment(Bytes file, const std::function<void(int, Bytes)>& visit)
{
    size_t offset = 0;
    for (int marker = 0; (marker = nextMarker(file, offset)) >= 0;) {
        if (marker == endOfImage)
            return true;
        if (isBare(marker))
            continue;
        Bytes data;
        if (!segmentAt(file, offset, data))
            return false;
        visit(marker, data);
    }
    return false;
}

} // namespace likeness::images
