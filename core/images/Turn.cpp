#include "core/images/Turn.h"

#include <algorithm>
#include <utility>

namespace likeness::images {

Image turned(Image stored, int orientation)
{
    if (orientation <= 1 || orientation > 8)
        return stored;
    const int w = stored.width, h = stored.height;
    const bool sidesSwap = orientation >= 5;
    Image upright(sidesSwap ? h : w, sidesSwap ? w : h);
    for (int y = 0; y < upright.height; ++y) {
        for (int x = 0; x < upright.width; ++x) {
            // The stored pixel that is shown at (x, y): the EXIF standard's "0th row, 0th column"
            // table.
            const std::pair<int, int> from = [&]() -> std::pair<int, int> {
                switch (orientation) {
                case 2:
                    return {w - 1 - x, y};
                case 3:
                    return {w - 1 - x, h - 1 - y};
                case 4:
                    return {x, h - 1 - y};
                case 5:
                    return {y, x};
                case 6:
                    return {y, h - 1 - x};
                case 7:
                    return {w - 1 - y, h - 1 - x};
                default:
                    return {w - 1 - y, x};
                }
            }();
            std::copy_n(stored.pixel(from.first, from.second), 3, upright.pixel(x, y));
        }
    }
    return upright;
}

} // namespace likeness::images
