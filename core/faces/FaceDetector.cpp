#include "core/faces/FaceDetector.h"

#include <dlib/opencv/cv_image.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>

namespace likeness::faces {

namespace {

// Scores of dlib's detector. On 48 painted portraits and 20 photos of people, and 130 pictures of
// other things: above 0.8 everything was a face; below, the mean score over resized and mirrored
// cut-outs tells them apart: 0.23 and more for most faces, 0.15 and less for the rest, but for
// printed letters of the smallest size (0.52).
constexpr double worthALook = -0.1;
constexpr double surelyAFace = 0.8;
constexpr double faceAfterAll = 0.23;
constexpr double smallFaceAfterAll = 0.6;
constexpr double smallFace_px = 100;

constexpr std::array widths_px{86.0, 96.0, 107.0,
                               118.0}; // between two steps of the detector's pyramid

Box boxOf(const dlib::rectangle& r)
{
    return {double(r.left()), double(r.top()), double(r.width()), double(r.height())};
}

std::vector<dlib::rect_detection> scan(dlib::frontal_face_detector& scanner, const cv::Mat& gray,
                                       double threshold)
{
    std::vector<dlib::rect_detection> detections;
    scanner(dlib::cv_image<unsigned char>(cvIplImage(gray)), detections, threshold);
    return detections;
}

// The box and half as much again on each side, where the picture has it; a box of `width` pixels
// after scaling.
cv::Mat cutOut(const cv::Mat& gray, const Box& box, double width)
{
    const int margin = cvRound(box.width / 2);
    const cv::Rect wanted(cvRound(box.x) - margin, cvRound(box.y) - margin,
                          cvRound(box.width) + 2 * margin, cvRound(box.height) + 2 * margin);
    const cv::Rect inside = wanted & cv::Rect(0, 0, gray.cols, gray.rows);
    cv::Mat part;
    cv::copyMakeBorder(gray(inside), part, inside.y - wanted.y, wanted.br().y - inside.br().y,
                       inside.x - wanted.x, wanted.br().x - inside.br().x, cv::BORDER_REPLICATE);
    const double scale = width / box.width;
    cv::resize(part, part, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    return part;
}

// The best score of a detection that mostly covers the middle of a cut-out.
double scoreInTheMiddle(dlib::frontal_face_detector& scanner, const cv::Mat& part, double width)
{
    double best = -1;
    const cv::Rect2d middle((part.cols - width) / 2, (part.rows - width) / 2, width, width);
    for (const auto& detection : scan(scanner, part, -1)) {
        const Box box = boxOf(detection.rect);
        const cv::Rect2d common = middle & cv::Rect2d(box.x, box.y, box.width, box.height);
        if (common.area() > 0.5 * middle.area())
            best = std::max(best, detection.detection_confidence);
    }
    return best;
}

} // namespace

FaceDetector::FaceDetector() : m_scanner(dlib::get_frontal_face_detector()) {}

double FaceDetector::secondOpinion(Scanner& scanner, const cv::Mat& gray, const Box& box) const
{
    double sum = 0;
    for (const double width : widths_px) {
        cv::Mat part = cutOut(gray, box, width);
        sum += scoreInTheMiddle(scanner, part, width);
        cv::flip(part, part, 1);
        sum += scoreInTheMiddle(scanner, part, width);
    }
    return sum / (2 * widths_px.size());
}

std::vector<Detection> FaceDetector::detect(const cv::Mat& gray) const
{
    Scanner scanner = m_scanner;
    std::vector<Detection> faces;
    for (const auto& detection : scan(scanner, gray, worthALook)) {
        Detection face{boxOf(detection.rect), detection.detection_confidence};
        if (face.confidence < surelyAFace)
            face.confidence = secondOpinion(scanner, gray, face.box);
        if (face.confidence >= (face.box.width < smallFace_px ? smallFaceAfterAll : faceAfterAll))
            faces.push_back(face);
    }
    return faces;
}

} // namespace likeness::faces
