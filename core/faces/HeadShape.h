// Where a head is on a canvas, from the 68 landmarks of its face, and where hair, neck and clothes
// can be: the shapes that the cutting out begins with. For core/faces' own sources only.
#pragma once

#include "core/faces/Align.h"

#include <opencv2/core.hpp>

#include <vector>

namespace likeness::faces {

// The canvas is a square, the face on it upright. Masks are 8 bit, 255 inside.
struct HeadShape {
    std::vector<cv::Point2d> points;      // the 68 landmarks
    double middleX, browY, width, height; // height: brows to chin
    int side_px;                          // of the canvas

    // `landmarks` in the photo's pixels; `toCanvas` brings them to the canvas.
    HeadShape(const std::vector<Point>& landmarks, const cv::Matx23d& toCanvas, int side_px);

    // In face widths and heights from the middle of the brows.
    cv::Point at(double x, double y) const;
    int row(double y) const;    // on the canvas or at its border
    int column(double x) const; // likewise

    cv::Mat nothing() const;
    cv::Mat polygon(const std::vector<cv::Point>& corners) const;
    // Around the point (0, y).
    cv::Mat ellipse(double y, double radiusX, double radiusY) const;
    // The jaw line, closed over the forehead by an arch that rises `rise` face heights above the
    // brows. (From the brows to the hairline it is about half as far as from the brows to the
    // chin.)
    cv::Mat face(double rise) const;
    cv::Mat cheeksAndNose() const;
    cv::Mat body() const;  // the neck between the jaw's corners, and what is worn below it
    cv::Mat head() const;  // with ordinary hair
    cv::Mat reach() const; // of the longest hair

    // `mask` with left and right exchanged about the middle of the face.
    cv::Mat mirrored(const cv::Mat& mask) const;
};

} // namespace likeness::faces
