// The one decoder of the house: the window and the pipeline see the same pixels.
//
// Reads JPEG, PNG, WebP, BMP, TIFF and GIF (the first frame), told apart by content, never by the
// file's name. The result is upright (EXIF orientation of JPEG, PNG, WebP and TIFF applied), in
// sRGB (embedded ICC profiles converted, 16 bits rounded to 8, CMYK turned into RGB), transparent
// parts laid over white. Sizes are checked in the header, before any pixel is unpacked.
//
// Thread-safe. Needs no QGuiApplication and no display; a program constructs nothing for it. (A
// program that ships its own Qt plugins constructs a QCoreApplication first, so that they are
// found.)
#pragma once

#include "core/base/Error.h"
#include "core/images/Image.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace likeness::images {

inline constexpr int longestSide_px = 65'535;
inline constexpr std::int64_t mostPixels = 200'000'000;

// Errors: notFound (no such file), invalidInput (a folder, an empty file, too large), io (no
// permission), wrongFormat (not a picture, damaged, a format that is not read). One sentence each.
base::Result<Image> decodeFile(const std::filesystem::path& path);

// The same for bytes from elsewhere (the clipboard). `name` stands in the messages, as in
// "'photo.jpg'" or "The pasted picture".
base::Result<Image> decodeBytes(std::span<const std::byte> bytes,
                                std::string_view name = "The pasted picture");

} // namespace likeness::images
