#include "core/faces/Align.h"

#include "core/faces/CvImage.h"

#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

#include <cmath>

namespace likeness::faces {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

using FivePoints = std::array<Point, 5>;

// facexlib, utils/face_restoration_helper.py, face_template for a face size of 512.
constexpr FivePoints template512{Point{192.98138, 239.94708}, Point{318.90277, 240.1936},
                                 Point{256.63416, 314.01935}, Point{201.26117, 371.41043},
                                 Point{313.08905, 371.15118}};

// insightface, utils/face_align.py, arcface_dst.
constexpr FivePoints template112{Point{38.2946, 51.6963}, Point{73.5318, 51.5014},
                                 Point{56.0252, 71.7366}, Point{41.5493, 92.3655},
                                 Point{70.7299, 92.2041}};

const cv::Scalar border512(132, 133, 135); // RGB

auto cannotAlign()
{
    return fail(ErrorCode::invalidInput,
                "The face's landmarks do not fit a face. Choose another photo or face.");
}

bool isUsable(const AffineMatrix& matrix)
{
    for (const auto& row : matrix)
        for (const double value : row)
            if (!std::isfinite(value))
                return false;
    return scaleOf(matrix) > 1e-6;
}

Point meanOf(const FivePoints& points)
{
    Point mean;
    for (const Point& point : points) {
        mean.x += point.x / points.size();
        mean.y += point.y / points.size();
    }
    return mean;
}

images::Image warp(const images::Image& photo, const AffineMatrix& matrix, int side,
                   const cv::Scalar& border)
{
    const cv::Matx23d m(matrix[0][0], matrix[0][1], matrix[0][2], matrix[1][0], matrix[1][1],
                        matrix[1][2]);
    cv::Mat crop;
    cv::warpAffine(viewOf(photo), crop, m, {side, side}, cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                   border);
    return imageOf(crop);
}

} // namespace

Result<AffineMatrix> alignmentTo512(const FivePoints& points)
{
    std::vector<cv::Point2f> from, to;
    for (size_t i = 0; i < points.size(); ++i) {
        from.emplace_back(float(points[i].x), float(points[i].y));
        to.emplace_back(float(template512[i].x), float(template512[i].y));
    }
    return base::guarded([&]() -> Result<AffineMatrix> {
        const cv::Mat m = cv::estimateAffinePartial2D(from, to, cv::noArray(), cv::LMEDS);
        if (m.empty())
            return cannotAlign();
        AffineMatrix matrix;
        for (int r = 0; r < 2; ++r)
            for (int c = 0; c < 3; ++c)
                matrix[r][c] = m.at<double>(r, c);
        if (!isUsable(matrix))
            return cannotAlign();
        return matrix;
    });
}

Result<AffineMatrix> alignmentTo112(const FivePoints& points)
{
    // Umeyama's solution in the plane: with x as complex numbers about their mean, the similarity
    // that minimises Σ|t - s x|² is s = Σ t x* / Σ |x|².
    const Point from = meanOf(points), to = meanOf(template112);
    double real = 0, imaginary = 0, variance = 0;
    for (size_t i = 0; i < points.size(); ++i) {
        const double x = points[i].x - from.x, y = points[i].y - from.y;
        const double u = template112[i].x - to.x, v = template112[i].y - to.y;
        real += u * x + v * y;
        imaginary += v * x - u * y;
        variance += x * x + y * y;
    }
    const double a = real / variance, b = imaginary / variance;
    const AffineMatrix matrix{
        {{a, -b, to.x - a * from.x + b * from.y}, {b, a, to.y - b * from.x - a * from.y}}};
    if (!isUsable(matrix))
        return cannotAlign();
    return matrix;
}

Point transformed(const AffineMatrix& m, Point p)
{
    return {m[0][0] * p.x + m[0][1] * p.y + m[0][2], m[1][0] * p.x + m[1][1] * p.y + m[1][2]};
}

double scaleOf(const AffineMatrix& matrix)
{
    return std::hypot(matrix[0][0], matrix[1][0]);
}

images::Image warpTo512(const images::Image& photo, const AffineMatrix& matrix)
{
    return warp(photo, matrix, 512, border512);
}

images::Image warpTo112(const images::Image& photo, const AffineMatrix& matrix)
{
    return warp(photo, matrix, 112, cv::Scalar::all(0));
}

} // namespace likeness::faces
