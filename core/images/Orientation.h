// EXIF orientation (tag 0x0112): how the stored rows must be turned to stand upright.
#pragma once

#include "core/images/FileFormat.h"

namespace likeness::images {

// 1..8 as in the EXIF standard; 1 (upright) where the file says nothing or nonsense.
//   1 as it is      2 mirrored       3 turned by 180   4 upside down mirror
//   5 transposed    6 needs 90 right 7 transverse      8 needs 90 left
int exifOrientation(std::span<const std::byte> file, FileFormat format);

} // namespace likeness::images
