// A picture: 8-bit sRGB pixels, row by row, no padding. The one type with which pictures cross
// rooms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace likeness::images {

struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb; // [height, width, 3], sRGB, 0..255

    Image() = default;
    Image(int w, int h)
        : width(w), height(h), rgb(static_cast<size_t>(w) * static_cast<size_t>(h) * 3)
    {
    }

    bool isEmpty() const { return width == 0 || height == 0; }
    const std::uint8_t* pixel(int x, int y) const
    {
        return &rgb[(static_cast<size_t>(y) * width + x) * 3];
    }
    std::uint8_t* pixel(int x, int y) { return &rgb[(static_cast<size_t>(y) * width + x) * 3]; }
    bool operator==(const Image&) const = default;
};

// One byte per pixel; 0 is out, 255 is in.
struct Mask {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> value; // [height, width]

    bool operator==(const Mask&) const = default;
};

} // namespace likeness::images
