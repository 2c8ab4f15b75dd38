#include "core/images/Orientation.h"

#include "core/images/Chunks.h"

#include <algorithm>

namespace likeness::images {

namespace {

// Numbers of a TIFF structure, in the byte order that its header names. Reads outside give 0.
class TiffReader {
public:
    explicit TiffReader(Bytes bytes)
        : m_bytes(bytes), m_little(bytes.size() > 1 && bytes[0] == std::byte{'I'})
    {
    }

    std::uint64_t number(std::uint64_t offset, int size) const
    {
        if (offset > m_bytes.size() || m_bytes.size() - offset < static_cast<size_t>(size))
            return 0;
        std::uint64_t value = 0;
        for (int i = 0; i < size; ++i) {
            const auto byte = std::to_integer<std::uint64_t>(m_bytes[offset + i]);
            value |= byte << 8 * (m_little ? i : size - 1 - i);
        }
        return value;
    }

private:
    Bytes m_bytes;
    bool m_little;
};

constexpr std::uint64_t orientationTag = 0x0112;
constexpr std::uint64_t shortType = 3;

// TIFF 6.0 §2: entries of 12 bytes; BigTIFF: of 20 bytes, counts and offsets of 8.
int orientationOfTiff(Bytes tiff)
{
    const TiffReader read(tiff);
    const bool big = read.number(2, 2) == 43;
    const std::uint64_t directory = big ? read.number(8, 8) : read.number(4, 4);
    if (directory >= tiff.size())
        return 1;
    const int countSize = big ? 8 : 2;
    const std::uint64_t entrySize = big ? 20 : 12;
    const std::uint64_t count = std::min<std::uint64_t>(read.number(directory, countSize), 4096);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t entry = directory + countSize + i * entrySize;
        if (read.number(entry, 2) != orientationTag || read.number(entry + 2, 2) != shortType)
            continue;
        const std::uint64_t value = read.number(entry + (big ? 12 : 8), 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

// The EXIF block of a file: a TIFF structure, in some files behind the six bytes "Exif\0\0".
Bytes withoutExifMark(Bytes exif)
{
    constexpr std::string_view mark("Exif\0\0", 6);
    return startsWith(exif, mark) ? exif.subspan(mark.size()) : exif;
}

Bytes exifBlock(Bytes file, FileFormat format)
{
    Bytes found;
    const auto take = [&](Bytes data) {
        if (found.empty())
            found = data;
    };
    switch (format) {
    case FileFormat::jpeg:
        forEachJpegSegment(file, [&](int marker, Bytes data) {
            if (marker == 0xe1 && startsWith(data, std::string_view("Exif\0\0", 6)))
                take(data);
        });
        break;
    case FileFormat::png:
        forEachPngChunk(file, [&](std::string_view type, Bytes data) {
            if (type == "eXIf")
                take(data);
        });
        break;
    case FileFormat::webp:
        forEachRiffChunk(file, [&](std::string_view type, Bytes data) {
            if (type == "EXIF")
                take(data);
        });
        break;
    case FileFormat::tiff:
        return file;
    default:
        break;
    }
    return withoutExifMark(found);
}

} // namespace

int exifOrientation(Bytes file, FileFormat format)
{
    const Bytes exif = exifBlock(file, format);
    return exif.empty() ? 1 : orientationOfTiff(exif);
}

} // namespace likeness::images
