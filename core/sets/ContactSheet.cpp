#include "core/sets/ContactSheet.h"

#include "core/images/Resize.h"

#include <algorithm>

namespace likeness::sets {

namespace {

void paste(const images::Image& picture, images::Image& sheet, int left, int top)
{
    const auto rowBytes = static_cast<size_t>(picture.width) * 3;
    for (int y = 0; y < picture.height; ++y) {
        const auto from = picture.rgb.begin() + static_cast<std::ptrdiff_t>(rowBytes * static_cast<size_t>(y));
        const auto to = (static_cast<std::ptrdiff_t>(top + y) * sheet.width + left) * 3;
        std::copy_n(from, rowBytes, sheet.rgb.begin() + to);
    }
}

} // namespace

images::Image contactSheet(const std::vector<images::Image>& pictures, int columns, int cell, int gap)
{
    if (pictures.empty())
        return {};
    const int rows = (static_cast<int>(pictures.size()) + columns - 1) / columns;
    images::Image sheet(columns * (cell + gap) - gap, rows * (cell + gap) - gap);
    std::fill(sheet.rgb.begin(), sheet.rgb.end(), std::uint8_t(255));
    for (int i = 0; i < static_cast<int>(pictures.size()); ++i) {
        const images::Image small = images::fitInto(pictures[static_cast<size_t>(i)], cell);
        paste(small, sheet, i % columns * (cell + gap) + (cell - small.width) / 2,
              i / columns * (cell + gap) + (cell - small.height) / 2);
    }
    return sheet;
}

} // namespace likeness::sets
