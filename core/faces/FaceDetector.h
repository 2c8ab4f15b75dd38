// Upright frontal faces in one gray picture: dlib's detector on histograms of oriented gradients,
// and a second opinion where it is not sure. For core/faces' own sources only.
#pragma once

#include "core/faces/Face.h"

#include <dlib/image_processing/frontal_face_detector.h>
#include <opencv2/core.hpp>

#include <vector>

namespace likeness::faces {

struct Detection {
    Box box; // square, in pixels of the picture
    double confidence = 0;
};

class FaceDetector {
public:
    FaceDetector();

    // `gray`: 8 bit. Finds faces from 80 pixels of width on. Thread-safe.
    std::vector<Detection> detect(const cv::Mat& gray) const;

private:
    using Scanner = dlib::frontal_face_detector;

    double secondOpinion(Scanner& scanner, const cv::Mat& gray, const Box& box) const;

    Scanner m_scanner; // keeps a pyramid inside while it works: copied for every call
};

} // namespace likeness::faces
