// Writing pictures: PNG with texts inside, JPEG for sending around. Always sRGB, always 8 bits.
//
// Texts are written uncompressed (tEXt where the text is ASCII, else iTXt), so that any tool finds
// them. Keys in use: "parameters" (one readable block, as other studios for diffusion models write
// it), "likeness" (our JSON, from which the picture can be made again), "XML:com.adobe.xmp" (see
// aiMarkXmp).
#pragma once

#include "core/base/Error.h"
#include "core/images/Image.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace likeness::images {

struct PngText {
    std::string key;  // 1..79 printable ASCII characters
    std::string text; // UTF-8
    bool operator==(const PngText&) const = default;
};

// The same picture and texts give the same bytes. Errors: invalidInput (empty picture, bad key).
base::Result<std::vector<std::byte>> encodePng(const Image& image,
                                               std::span<const PngText> texts = {});
// Errors as above, and io with the path and the reason. The file is written whole or not at all.
base::Result<void> writePng(const std::filesystem::path& path, const Image& image,
                            std::span<const PngText> texts = {});

struct JpegOptions {
    int quality = 92;     // 1..100
    std::string xmp = {}; // an XMP packet such as aiMarkXmp(); empty: none
};
base::Result<std::vector<std::byte>> encodeJpeg(const Image& image,
                                                const JpegOptions& options = {});
base::Result<void> writeJpeg(const std::filesystem::path& path, const Image& image,
                             const JpegOptions& options = {});

// The machine-readable mark of a generated picture: an XMP packet with IPTC's DigitalSourceType
// "trainedAlgorithmicMedia". For PNG it goes under xmpKey.
inline constexpr std::string_view xmpKey = "XML:com.adobe.xmp";
std::string aiMarkXmp();

// All texts of a PNG file in order: tEXt, zTXt and iTXt. A text longer than 1 MB is left out.
// Errors: those of reading a file; wrongFormat if it is not a PNG or is cut off.
base::Result<std::vector<PngText>> readPngText(const std::filesystem::path& path);
base::Result<std::vector<PngText>> readPngText(std::span<const std::byte> png,
                                               std::string_view name);

} // namespace likeness::images
