// Our pictures as OpenCV matrices and back. For core/faces' own sources only.
#pragma once

#include "core/images/Image.h"

#include <opencv2/core.hpp>

#include <algorithm>

namespace likeness::faces {

// A view, not a copy: RGB order, read only, valid as long as `image`.
inline cv::Mat viewOf(const images::Image& image)
{
    return {image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.rgb.data())};
}

inline images::Image imageOf(const cv::Mat& rgb)
{
    images::Image image(rgb.cols, rgb.rows);
    for (int y = 0; y < rgb.rows; ++y)
        std::copy_n(rgb.ptr<std::uint8_t>(y), size_t(rgb.cols) * 3, image.pixel(0, y));
    return image;
}

} // namespace likeness::faces
