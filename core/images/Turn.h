// Turning a picture as EXIF orientation says.
#pragma once

#include "core/images/Image.h"

namespace likeness::images {

// `orientation` 1..8 (see Orientation.h) is how `stored` was stored; the result stands upright.
Image turned(Image stored, int orientation);

} // namespace likeness::images
