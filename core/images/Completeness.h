// Whether a picture file is whole. Codecs fill what is missing with gray or nothing and call it a
// success (JPEG, GIF, BMP), so it is asked before decoding.
#pragma once

#include "core/images/FileFormat.h"

namespace likeness::images {

// JPEG: ends with its end marker. PNG: ends with its end chunk, and the checksums of the needed
// chunks are right. GIF: the first frame is there. BMP: as long as its rows. TIFF: the directory is
// there. WebP: as long as it says.
bool isComplete(std::span<const std::byte> file, FileFormat format);

} // namespace likeness::images
