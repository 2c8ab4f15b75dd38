// From five points to the two crops that face models are trained on.
//
// 512: the template of facexlib, a similarity found by least median of squares (outliers dropped).
// 112: the template of ArcFace (insightface), the least-squares similarity of S. Umeyama,
// "Least-squares estimation of transformation parameters between two point patterns", PAMI 1991.
#pragma once

#include "core/base/Error.h"
#include "core/faces/Face.h"

namespace likeness::faces {

// Rows of a 2 x 3 matrix: photo pixel → crop pixel.
using AffineMatrix = std::array<std::array<double, 3>, 2>;

// Errors: invalidInput if the points do not fix a similarity (all in one place, say).
base::Result<AffineMatrix> alignmentTo512(const std::array<Point, 5>& points);
base::Result<AffineMatrix> alignmentTo112(const std::array<Point, 5>& points);

Point transformed(const AffineMatrix& matrix, Point point);
double scaleOf(const AffineMatrix& matrix); // crop pixels per photo pixel

// Bilinear; outside the photo: facexlib's gray (RGB 132, 133, 135) for 512, black for 112.
images::Image warpTo512(const images::Image& photo, const AffineMatrix& matrix);
images::Image warpTo112(const images::Image& photo, const AffineMatrix& matrix);

} // namespace likeness::faces
