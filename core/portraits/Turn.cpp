#include "core/portraits/Turn.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

const Vec headCentre(centreX, 118);
constexpr float headRadiusX = 60, headRadiusY = 90, furthest = 10; // units; the nose moves by `furthest`

// How far the surface at `point` moves to the side: a paraboloid's height times the sine of the turn.
float shift(Vec point, Pose pose)
{
    if (pose == Pose::front)
        return 0;
    const float x = (point.x - headCentre.x) / headRadiusX, y = (point.y - headCentre.y) / headRadiusY;
    const float height = std::max(0.f, 1 - x * x - y * y);
    return (pose == Pose::left ? -furthest : furthest) * height;
}

} // namespace

Vec turned(Vec point, Pose pose)
{
    Vec moved = point; // solves moved = point + shift(moved), as the picture is looked up
    for (int i = 0; i < 6; ++i)
        moved.x = point.x + shift(moved, pose);
    return moved;
}

Turn::Turn(Pose pose, int pixels)
{
    if (pose == Pose::front)
        return;
    const float scale = float(pixels) / worldSize;
    m_box = cv::Rect(cv::Point(cvFloor((headCentre.x - headRadiusX) * scale), cvFloor((headCentre.y - headRadiusY) * scale)),
                     cv::Point(cvCeil((headCentre.x + headRadiusX) * scale), cvCeil((headCentre.y + headRadiusY) * scale))) &
            cv::Rect(0, 0, pixels, pixels);
    cv::Mat2f from(m_box.size());
    for (int y = 0; y < m_box.height; ++y)
        for (int x = 0; x < m_box.width; ++x) {
            const Vec there((float(m_box.x + x) + .5f) / scale, (float(m_box.y + y) + .5f) / scale);
            from(y, x) = {float(x) - shift(there, pose) * scale, float(y)};
        }
    cv::convertMaps(from, cv::noArray(), m_from, m_table, CV_16SC2);
}

void Turn::apply(Canvas& canvas) const
{
    if (m_box.empty())
        return;
    cv::Mat3b head;
    cv::remap(canvas.picture(m_box), head, m_from, m_table, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    head.copyTo(canvas.picture(m_box));
    cv::Mat1b kept;
    cv::remap(canvas.kept(m_box), kept, m_from, m_table, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    kept.copyTo(canvas.kept(m_box));
}

} // namespace likeness::portraits
