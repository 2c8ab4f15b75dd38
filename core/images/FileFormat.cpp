#include "core/images/FileFormat.h"

#include <algorithm>
#include <array>
#include <string>

namespace likeness::images {

namespace {

using namespace std::string_view_literals;

// Enough of the file for every signature and for the first tag of an SVG.
std::string_view headOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), std::min<size_t>(bytes.size(), 1024)};
}

struct Signature {
    size_t offset;
    std::string_view magic;
    FileFormat format;
};

// From the formats' specifications; TIFF with 42 (classic) and 43 (BigTIFF) in both byte orders.
constexpr std::array signatures{
    Signature{0, "\xff\xd8\xff"sv, FileFormat::jpeg},
    Signature{0, "\x89PNG\r\n\x1a\n"sv, FileFormat::png},
    Signature{8, "WEBPVP8"sv, FileFormat::webp},
    Signature{0, "II*\0"sv, FileFormat::tiff},
    Signature{0, "MM\0*"sv, FileFormat::tiff},
    Signature{0, "II+\0"sv, FileFormat::tiff},
    Signature{0, "MM\0+"sv, FileFormat::tiff},
    Signature{0, "GIF87a"sv, FileFormat::gif},
    Signature{0, "GIF89a"sv, FileFormat::gif},
};

struct OtherSignature {
    size_t offset;
    std::string_view magic;
    std::string_view phrase;
};

constexpr std::array otherSignatures{
    OtherSignature{4, "ftypheic"sv, "a HEIC photo (as iPhones make them)"sv},
    OtherSignature{4, "ftypheix"sv, "a HEIC photo (as iPhones make them)"sv},
    OtherSignature{4, "ftyphevc"sv, "a HEIC photo (as iPhones make them)"sv},
    OtherSignature{4, "ftypmif1"sv, "a HEIC or AVIF photo"sv},
    OtherSignature{4, "ftypmsf1"sv, "a HEIC or AVIF photo"sv},
    OtherSignature{4, "ftypavif"sv, "an AVIF picture"sv},
    OtherSignature{4, "ftypavis"sv, "an AVIF picture"sv},
    OtherSignature{4, "ftypcrx"sv, "a camera raw photo"sv},
    OtherSignature{4, "ftyp"sv, "a video"sv},
    OtherSignature{0, "\xff\x0a"sv, "a JPEG XL picture"sv},
    OtherSignature{0, "\0\0\0\x0cJXL "sv, "a JPEG XL picture"sv},
    OtherSignature{0, "\0\0\0\x0cjP  "sv, "a JPEG 2000 picture"sv},
    OtherSignature{0, "FUJIFILMCCD-RAW"sv, "a camera raw photo"sv},
    OtherSignature{0, "IIRO"sv, "a camera raw photo"sv},
    OtherSignature{0, "8BPS"sv, "a Photoshop document"sv},
    OtherSignature{0, "gimp xcf"sv, "a GIMP document"sv},
    OtherSignature{0, "\x76\x2f\x31\x01"sv, "an OpenEXR picture"sv},
    OtherSignature{0, "#?RADIANCE"sv, "a Radiance HDR picture"sv},
    OtherSignature{0, "\0\0\1\0"sv, "an icon file"sv},
    OtherSignature{0, "%PDF"sv, "a PDF document"sv},
    OtherSignature{0, "PK\3\4"sv, "a ZIP archive or an office document"sv},
    OtherSignature{0, "\x1f\x8b"sv, "a compressed archive"sv},
    OtherSignature{0,
                   "\x7f"
                   "ELF"sv,
                   "a program"sv},
    OtherSignature{0, "MZ"sv, "a program"sv},
};

bool isAt(std::string_view head, size_t offset, std::string_view magic)
{
    return head.size() >= offset + magic.size() && head.substr(offset, magic.size()) == magic;
}

// "BM" alone is also how a text may begin: the size of the information header must be a known one.
bool isBmp(std::string_view head)
{
    if (!isAt(head, 0, "BM") || head.size() < 18)
        return false;
    constexpr std::array headerSizes{12, 40, 52, 56, 64, 108, 124};
    const int size = static_cast<unsigned char>(head[14]);
    return std::ranges::find(headerSizes, size) != headerSizes.end() && isAt(head, 15, "\0\0\0"sv);
}

bool isText(std::string_view head)
{
    return !head.empty() && std::ranges::all_of(head, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || c == '\n' || c == '\r' || c == '\t' || c == '\f';
    });
}

} // namespace

FileFormat fileFormat(std::span<const std::byte> bytes)
{
    const std::string_view head = headOf(bytes);
    for (const Signature& signature : signatures)
        if (isAt(head, signature.offset, signature.magic))
            return signature.format;
    return isBmp(head) ? FileFormat::bmp : FileFormat::notRead;
}

const char* qtName(FileFormat format)
{
    switch (format) {
    case FileFormat::jpeg:
        return "jpeg";
    case FileFormat::png:
        return "png";
    case FileFormat::webp:
        return "webp";
    case FileFormat::bmp:
        return "bmp";
    case FileFormat::tiff:
        return "tiff";
    case FileFormat::gif:
        return "gif";
    case FileFormat::notRead:
        break;
    }
    return "";
}

std::string_view whatElse(std::span<const std::byte> bytes)
{
    const std::string_view head = headOf(bytes);
    for (const OtherSignature& other : otherSignatures)
        if (isAt(head, other.offset, other.magic))
            return other.phrase;
    if (!isText(head))
        return {};
    if (head.find("<svg") != std::string_view::npos)
        return "an SVG drawing";
    if (head.find("<html") != std::string_view::npos ||
        head.find("<!DOCTYPE html") != std::string_view::npos)
        return "a web page";
    return "a text file";
}

} // namespace likeness::images
