// Making pictures larger, smaller, and setting two beside each other.
#pragma once

#include "core/images/Image.h"

namespace likeness::images {

// area: the mean of the covered pixels (best for making much smaller; nearest when making larger).
// bicubic: Keys' kernel with a = -0.5, widened when making smaller so that nothing aliases.
enum class Filter { area, bicubic };

// `width` and `height` at least 1; an empty picture stays empty.
Image resized(const Image& image, int width, int height, Filter filter = Filter::bicubic);

// The same shape, longer side at most `longest_px`; smaller pictures are returned as they are.
Image fitInto(const Image& image, int longest_px);

// `right` to the right of `left`, `gap` white pixels between; the lower one is centred vertically.
Image besideEachOther(const Image& left, const Image& right, int gap);

} // namespace likeness::images
