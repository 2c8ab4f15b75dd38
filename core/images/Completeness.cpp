#include "core/images/Completeness.h"

#include "core/images/Chunks.h"

#include <cstdlib>

#include <zlib.h>

namespace likeness::images {

namespace {

bool jpegIsComplete(Bytes file)
{
    bool scanSeen = false;
    const bool ended =
        forEachJpegSegment(file, [&](int marker, Bytes) { scanSeen |= marker == 0xda; });
    return ended && scanSeen;
}

bool pngIsComplete(Bytes file)
{
    bool ended = false, sound = true;
    forEachPngChunk(file, [&](std::string_view type, Bytes data) {
        ended |= type == "IEND";
        if ((type[0] & 0x20) != 0) // a lower-case first letter: pictures can be shown without it
            return;
        const auto* typeAndData = reinterpret_cast<const Bytef*>(type.data());
        const auto crc = ::crc32(0, typeAndData, static_cast<uInt>(4 + data.size()));
        const auto stored =
            bigEndian32(file, static_cast<size_t>(data.data() - file.data()) + data.size());
        sound &= crc == stored;
    });
    return ended && sound;
}

// GIF89a, §15 to §26: sub-blocks end with an empty one. Moves `at` behind it; false if the file
// ends before.
bool skipSubBlocks(Bytes file, size_t& at)
{
    while (at < file.size()) {
        const size_t length = std::to_integer<size_t>(file[at]);
        at += 1 + length;
        if (length == 0)
            return true;
    }
    return false;
}

size_t colourTableBytes(std::uint32_t flags)
{
    return flags & 0x80 ? size_t(3) << ((flags & 7) + 1) : 0;
}

bool gifIsComplete(Bytes file)
{
    size_t at = 13 + colourTableBytes(littleEndian(file, 10, 1));
    while (at < file.size()) {
        const int block = std::to_integer<int>(file[at]);
        if (block == 0x2c) { // a frame: descriptor, colours, code size, data
            at += 10 + colourTableBytes(littleEndian(file, at + 9, 1)) + 1;
            return skipSubBlocks(file, at);
        }
        if (block != 0x21)
            return false;
        at += 2;
        if (!skipSubBlocks(file, at))
            return false;
    }
    return false;
}

// Rows are padded to four bytes. Run-length coded ones end with the code 0 1.
bool bmpIsComplete(Bytes file)
{
    const std::uint64_t pixelsAt = littleEndian(file, 10, 4);
    const bool old = littleEndian(file, 14, 4) == 12; // BITMAPCOREHEADER
    const std::uint64_t width = old ? littleEndian(file, 18, 2) : littleEndian(file, 18, 4);
    const auto signedHeight = static_cast<std::int32_t>(littleEndian(file, 22, 4));
    const std::uint64_t height =
        old ? littleEndian(file, 20, 2)
            : static_cast<std::uint64_t>(std::abs(std::int64_t(signedHeight)));
    const std::uint64_t bits = littleEndian(file, old ? 24 : 28, 2);
    const std::uint32_t compression = old ? 0 : littleEndian(file, 30, 4);
    if (compression == 1 || compression == 2)
        return file.size() > pixelsAt + 2 && littleEndian(file, file.size() - 2, 2) == 0x0100;
    if (width > (1u << 30) || bits > 32)
        return false;
    return (file.size() >= pixelsAt) &&
           (width * bits + 31) / 32 * 4 * height <= file.size() - pixelsAt;
}

bool tiffIsComplete(Bytes file)
{
    const bool little = startsWith(file, "I");
    const bool big = littleEndian(file, little ? 2 : 3, 1) == 43;
    if (big)
        return file.size() > 16; // the codec looks further
    const std::uint32_t directory = little ? littleEndian(file, 4, 4) : bigEndian32(file, 4);
    return file.size() > 8 && directory < file.size();
}

bool webpIsComplete(Bytes file)
{
    const size_t length = littleEndian(file, 4, 4);
    return length >= 4 && file.size() >= 8 && length <= file.size() - 8;
}

} // namespace

bool isComplete(Bytes file, FileFormat format)
{
    switch (format) {
    case FileFormat::jpeg:
        return jpegIsComplete(file);
    case FileFormat::png:
        return pngIsComplete(file);
    case FileFormat::gif:
        return gifIsComplete(file);
    case FileFormat::bmp:
        return bmpIsComplete(file);
    case FileFormat::tiff:
        return tiffIsComplete(file);
    case FileFormat::webp:
        return webpIsComplete(file);
    case FileFormat::notRead:
        break;
    }
    return false;
}

} // namespace likeness::images
