#include "core/faces/Segment.h"

#include "core/faces/CvImage.h"
#include "core/faces/Landmarks.h"

#include <opencv2/imgproc.hpp>

#include <array>

namespace likeness::faces {

namespace {

// The canvas shows the crop and half as much again around each side, at half the crop's resolution.
constexpr int side_px = 512;
constexpr double canvasScale = 0.5;
constexpr double margin_px = 256; // of the crop, on each side

// Measures of the face on the canvas; the crop is aligned, so up is up.
struct Geometry {
    std::vector<cv::Point2d> points; // the 68 landmarks
    double middleX, browY, chinY, width, height; // height: brows to chin

    cv::Point at(double x, double y) const // in face widths and heights from the middle of the brows
    {
        return {cvRound(middleX + x * width), cvRound(browY + y * height)};
    }
};

Geometry geometryOf(const AffineMatrix& matrix, const std::vector<Point>& landmarks)
{
    Geometry g;
    for (const Point& landmark : landmarks) {
        const Point p = transformed(matrix, landmark);
        g.points.emplace_back((p.x + margin_px) * canvasScale, (p.y + margin_px) * canvasScale);
    }
    g.browY = 0;
    for (int i = 17; i <= 26; ++i)
        g.browY += g.points[i].y / 10;
    g.chinY = g.points[8].y;
    g.middleX = (g.points[0].x + g.points[16].x) / 2;
    g.width = std::max(8.0, g.points[16].x - g.points[0].x);
    g.height = std::max(8.0, g.chinY - g.browY);
    return g;
}

void fill(cv::Mat& target, const std::vector<cv::Point>& polygon, int value)
{
    cv::fillPoly(target, std::vector<std::vector<cv::Point>>{polygon}, cv::Scalar::all(value));
}

// The jaw line, closed over the forehead by an arch that rises `rise` face heights above the brows. (From the
// brows to the hairline it is about half as far as from the brows to the chin.)
std::vector<cv::Point> facePolygon(const Geometry& g, double rise)
{
    std::vector<cv::Point> polygon;
    for (int i = 0; i <= 16; ++i)
        polygon.emplace_back(cvRound(g.points[i].x), cvRound(g.points[i].y));
    for (int degrees = 10; degrees <= 170; degrees += 10) {
        const double angle = degrees * CV_PI / 180;
        polygon.push_back(g.at(0.46 * std::cos(angle), -rise * std::sin(angle)));
    }
    return polygon;
}

// GrabCut's starting labels.
cv::Mat seeds(const Geometry& g, const cv::Mat& outsidePhoto)
{
    cv::Mat labels(side_px, side_px, CV_8U, cv::Scalar::all(cv::GC_BGD));
    // Hair reaches at most this far.
    cv::ellipse(labels, g.at(0, 0.15), {cvRound(1.45 * g.width), cvRound(1.75 * g.height)}, 0, 0, 360,
                cv::Scalar::all(cv::GC_PR_BGD), cv::FILLED);
    // The head with ordinary hair.
    cv::ellipse(labels, g.at(0, 0.05), {cvRound(0.68 * g.width), cvRound(1.0 * g.height)}, 0, 0, 360,
                cv::Scalar::all(cv::GC_PR_FGD), cv::FILLED);
    // Neck and clothes.
    fill(labels, {g.points[4], g.points[6], g.points[8], g.points[10], g.points[12], g.at(0.6, 1.5), g.at(1.5, 2.0),
                  g.at(1.5, 5), g.at(-1.5, 5), g.at(-1.5, 2.0), g.at(-0.6, 1.5)},
         cv::GC_BGD);
    fill(labels, facePolygon(g, 0.36), cv::GC_FGD);
    labels.setTo(cv::GC_BGD, outsidePhoto);
    return labels;
}

// A normal distribution of colours.
class ColourModel {
public:
    ColourModel(const cv::Mat& lab, const cv::Mat& mask)
    {
        cv::Mat samples;
        for (int y = 0; y < lab.rows; ++y)
            for (int x = 0; x < lab.cols; ++x)
                if (mask.at<uchar>(y, x))
                    samples.push_back(cv::Mat(cv::Vec3d(lab.at<cv::Vec3b>(y, x))).t());
        m_known = samples.rows > 50;
        if (!m_known)
            return;
        cv::Mat covariance, mean;
        cv::calcCovarMatrix(samples, covariance, mean, cv::COVAR_NORMAL | cv::COVAR_ROWS | cv::COVAR_SCALE);
        covariance += 25 * cv::Mat::eye(3, 3, CV_64F);
        m_mean = cv::Vec3d(mean.at<double>(0), mean.at<double>(1), mean.at<double>(2));
        cv::Mat inverse = covariance.inv();
        m_inverse = cv::Matx33d(inverse.ptr<double>());
        m_logDeterminant = std::log(cv::determinant(covariance));
    }

    bool isKnown() const { return m_known; }
    // Minus twice the logarithm of the density.
    double cost(const cv::Vec3b& colour) const
    {
        const cv::Vec3d d = cv::Vec3d(colour) - m_mean;
        return d.dot(m_inverse * d) + m_logDeterminant;
    }

private:
    bool m_known = false;
    cv::Vec3d m_mean;
    cv::Matx33d m_inverse;
    double m_logDeterminant = 0;
};

// Beside and below the face (ears, neck) only what looks like hair stays.
void dropEarsAndNeck(cv::Mat& kept, const cv::Mat& lab, const Geometry& g)
{
    cv::Mat face(kept.size(), CV_8U, cv::Scalar::all(0)), skin = face.clone();
    fill(face, facePolygon(g, 0.45), 255);
    fill(skin, {g.points[2], g.points[5], g.points[8], g.points[11], g.points[14], g.points[42], g.points[39]}, 255);
    cv::Mat hair = kept & ~face;
    hair.rowRange(std::clamp(cvRound(g.browY), 0, hair.rows), hair.rows).setTo(0);
    const ColourModel skinModel(lab, skin), hairModel(lab, hair);
    for (int y = std::max(0, cvRound(g.browY)); y < kept.rows; ++y)
        for (int x = 0; x < kept.cols; ++x)
            if (kept.at<uchar>(y, x) && !face.at<uchar>(y, x)) {
                const auto& colour = lab.at<cv::Vec3b>(y, x);
                if (!hairModel.isKnown() || skinModel.cost(colour) < hairModel.cost(colour))
                    kept.at<uchar>(y, x) = 0;
            }
}

// The part that holds the face, without holes and specks.
cv::Mat cleaned(const cv::Mat& kept, const Geometry& g)
{
    cv::Mat smooth, labels, result(kept.size(), CV_8U, cv::Scalar::all(0));
    cv::medianBlur(kept, smooth, 5);
    cv::connectedComponents(smooth, labels, 4);
    const cv::Point nose(cvRound(g.points[30].x), cvRound(g.points[30].y));
    if (!cv::Rect(0, 0, kept.cols, kept.rows).contains(nose))
        return smooth;
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(labels == labels.at<int>(nose), contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
    cv::drawContours(result, contours, -1, cv::Scalar::all(255), cv::FILLED);
    return result;
}

images::Mask maskOfCrop(const cv::Mat& canvasMask)
{
    const cv::Rect crop(cvRound(margin_px * canvasScale), cvRound(margin_px * canvasScale),
                        cvRound(side_px * canvasScale), cvRound(side_px * canvasScale));
    cv::Mat large;
    cv::resize(canvasMask(crop), large, {side_px, side_px}, 0, 0, cv::INTER_CUBIC);
    cv::GaussianBlur(large, large, {0, 0}, 2);
    images::Mask mask{side_px, side_px, std::vector<std::uint8_t>(size_t(side_px) * side_px)};
    for (int y = 0; y < side_px; ++y)
        for (int x = 0; x < side_px; ++x)
            mask.value[size_t(y) * side_px + x] = large.at<uchar>(y, x) >= 128 ? 255 : 0;
    return mask;
}

} // namespace

images::Mask faceAndHair(const images::Image& photo, const AffineMatrix& matrix, const std::vector<Point>& landmarks)
{
    const cv::Matx23d toCanvas(matrix[0][0] * canvasScale, matrix[0][1] * canvasScale,
                               (matrix[0][2] + margin_px) * canvasScale, matrix[1][0] * canvasScale,
                               matrix[1][1] * canvasScale, (matrix[1][2] + margin_px) * canvasScale);
    cv::Mat canvas, inside;
    cv::warpAffine(viewOf(photo), canvas, toCanvas, {side_px, side_px}, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::warpAffine(cv::Mat(photo.height, photo.width, CV_8U, cv::Scalar::all(255)), inside, toCanvas,
                   {side_px, side_px}, cv::INTER_NEAREST, cv::BORDER_CONSTANT, cv::Scalar::all(0));
    const Geometry g = geometryOf(matrix, landmarks);
    cv::Mat labels = seeds(g, inside == 0);
    cv::Mat backgroundModel, foregroundModel;
    cv::setRNGSeed(7); // the same photo gives the same mask
    cv::grabCut(canvas, labels, {}, backgroundModel, foregroundModel, 4, cv::GC_INIT_WITH_MASK);
    cv::Mat kept = (labels == cv::GC_FGD) | (labels == cv::GC_PR_FGD);
    cv::Mat lab;
    cv::cvtColor(canvas, lab, cv::COLOR_RGB2Lab);
    dropEarsAndNeck(kept, lab, g);
    return maskOfCrop(cleaned(kept, g));
}

} // namespace likeness::faces
