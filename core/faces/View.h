// One way of looking at a photo: resized, mirrored, turned; and the way back to the photo's pixels.
// For core/faces' own sources only.
#pragma once

#include "core/faces/Face.h"

#include <opencv2/core.hpp>

namespace likeness::faces {

enum class Mirrored { no, yes };

struct ViewOptions {
    double scale = 1;        // of the photo's sides
    double turn_degrees = 0; // clockwise
    Mirrored mirrored = Mirrored::no;
};

struct View {
    cv::Mat gray;        // 8 bit
    cv::Matx23d toPhoto; // view pixel → photo pixel
    Mirrored mirrored = Mirrored::no;
};

// `gray`: the photo at `grayScale` of its size. Corners that a turn leaves empty are mid gray.
View lookAt(const cv::Mat& gray, double grayScale, const ViewOptions& options);

Point toPhoto(const View& view, Point point);
Point toView(const View& view, Point point); // the way there

// A face found in the view, in the photo's pixels, landmarks in the photo's order.
Face faceInPhoto(const View& view, const Face& face);

} // namespace likeness::faces
