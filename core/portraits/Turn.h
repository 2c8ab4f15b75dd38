// Small turns of the head: the finished head, moved as if it were painted on a bowl.
#pragma once

#include "core/portraits/Canvas.h"
#include "core/portraits/Scene.h"

namespace likeness::portraits {

// Where a point of the head that looks to the front is after the turn.
Vec turned(Vec point, Pose pose);

// Moves the head in picture and mask; outside of the head nothing changes.
class Turn {
public:
    Turn() = default;
    Turn(Pose pose, int pixels);
    void apply(Canvas& canvas) const;

private:
    cv::Rect m_box;          // of the head, pixels
    cv::Mat m_from, m_table; // OpenCV's fixed-point maps
};

} // namespace likeness::portraits
