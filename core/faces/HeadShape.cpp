#include "core/faces/HeadShape.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace likeness::faces {

namespace {

void fill(cv::Mat& target, const std::vector<cv::Point>& corners, int value)
{
    cv::fillPoly(target, std::vector<std::vector<cv::Point>>{corners}, cv::Scalar::all(value));
}

} // namespace

HeadShape::HeadShape(const std::vector<Point>& landmarks, const cv::Matx23d& toCanvas, int side)
    : side_px(side)
{
    for (const Point& landmark : landmarks) {
        const cv::Vec2d p = toCanvas * cv::Vec3d(landmark.x, landmark.y, 1);
        points.emplace_back(p[0], p[1]);
    }
    browY = 0;
    for (size_t i = 17; i <= 26; ++i)
        browY += points[i].y / 10;
    middleX = (points[0].x + points[16].x) / 2;
    width = std::max(8.0, points[16].x - points[0].x);
    height = std::max(8.0, points[8].y - browY);
}

cv::Point HeadShape::at(double x, double y) const
{
    return {cvRound(middleX + x * width), cvRound(browY + y * height)};
}

int HeadShape::row(double y) const
{
    return std::clamp(at(0, y).y, 0, side_px);
}
int HeadShape::column(double x) const
{
    return std::clamp(at(x, 0).x, 0, side_px);
}

cv::Mat HeadShape::nothing() const
{
    return {side_px, side_px, CV_8U, cv::Scalar::all(0)};
}

cv::Mat HeadShape::polygon(const std::vector<cv::Point>& corners) const
{
    cv::Mat mask = nothing();
    fill(mask, corners, 255);
    return mask;
}

cv::Mat HeadShape::ellipse(double y, double radiusX, double radiusY) const
{
    cv::Mat mask = nothing();
    cv::ellipse(mask, at(0, y), {cvRound(radiusX * width), cvRound(radiusY * height)}, 0, 0, 360,
                cv::Scalar::all(255), cv::FILLED);
    return mask;
}

cv::Mat HeadShape::face(double rise) const
{
    std::vector<cv::Point> corners;
    for (size_t i = 0; i <= 16; ++i)
        corners.emplace_back(cvRound(points[i].x), cvRound(points[i].y));
    for (int degrees = 10; degrees <= 170; degrees += 10) {
        const double angle = degrees * CV_PI / 180;
        corners.push_back(at(0.46 * std::cos(angle), -rise * std::sin(angle)));
    }
    return polygon(corners);
}

cv::Mat HeadShape::cheeksAndNose() const
{
    cv::Mat mask = polygon({points[1], points[5], points[8], points[11], points[15], points[45],
                            points[42], points[27], points[39], points[36]});
    fill(mask, {points[48], points[51], points[54], points[57]}, 0); // the mouth
    return mask;
}

cv::Mat HeadShape::body() const
{
    return polygon({points[4], points[6], points[8], points[10], points[12], at(0.5, 1.4),
                    at(1.5, 1.9), at(1.5, 5), at(-1.5, 5), at(-1.5, 1.9), at(-0.5, 1.4)});
}

cv::Mat HeadShape::head() const
{
    return ellipse(0.05, 0.68, 1.0);
}
cv::Mat HeadShape::reach() const
{
    return ellipse(0.15, 1.45, 1.75);
}

cv::Mat HeadShape::mirrored(const cv::Mat& mask) const
{
    cv::Mat result;
    cv::warpAffine(mask, result, cv::Matx23d(-1, 0, 2 * middleX, 0, 1, 0), mask.size(),
                   cv::INTER_NEAREST);
    return result;
}

} // namespace likeness::faces
