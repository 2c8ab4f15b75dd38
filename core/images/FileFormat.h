// Which picture format some bytes are, by their first bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace likeness::images {

enum class FileFormat { jpeg, png, webp, bmp, tiff, gif, notRead };

FileFormat fileFormat(std::span<const std::byte> bytes);

// Qt's name of a format that is read: "jpeg", "png", …
const char* qtName(FileFormat format);

// For formats that are known but not read, a phrase such as "a HEIC photo (as iPhones make them)";
// for other files "a text file", "a PDF document", …; empty if nothing is recognised.
std::string_view whatElse(std::span<const std::byte> bytes);

} // namespace likeness::images
