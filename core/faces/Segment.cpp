#include "core/faces/Segment.h"

#include "core/faces/ColourHistogram.h"
#include "core/faces/CvImage.h"
#include "core/faces/Landmarks.h"

#include <opencv2/imgproc.hpp>

namespace likeness::faces {

namespace {

// The canvas shows the crop and half as much again around each side, at a part of the crop's resolution.
constexpr int crop_px = 512;
constexpr double margin_px = 256; // of the crop, on each side

double canvasScaleOf(MaskDetail detail)
{
    return detail == MaskDetail::fine ? 0.5 : 0.125;
}

// Measures of the face on the canvas; the crop is aligned, so up is up.
struct Geometry {
    std::vector<cv::Point2d> points;             // the 68 landmarks
    double middleX, browY, chinY, width, height; // height: brows to chin
    int side_px;                                 // of the canvas

    cv::Point at(double x,
                 double y) const // in face widths and heights from the middle of the brows
    {
        return {cvRound(middleX + x * width), cvRound(browY + y * height)};
    }
    int row(double y) const { return std::clamp(at(0, y).y, 0, side_px); }
};

Geometry geometryOf(const AffineMatrix& matrix, const std::vector<Point>& landmarks, double canvasScale)
{
    Geometry g;
    g.side_px = cvRound((crop_px + 2 * margin_px) * canvasScale);
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

cv::Mat emptyMask(const Geometry& g)
{
    return {g.side_px, g.side_px, CV_8U, cv::Scalar::all(0)};
}

void fill(cv::Mat& target, const std::vector<cv::Point>& polygon, int value)
{
    cv::fillPoly(target, std::vector<std::vector<cv::Point>>{polygon}, cv::Scalar::all(value));
}

// The jaw line, closed over the forehead by an arch that rises `rise` face heights above the brows.
// (From the brows to the hairline it is about half as far as from the brows to the chin.)
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

cv::Mat faceMask(const Geometry& g, double rise)
{
    cv::Mat mask = emptyMask(g);
    fill(mask, facePolygon(g, rise), 255);
    return mask;
}

// The neck between the jaw's corners, and what is worn below it.
cv::Mat bodyMask(const Geometry& g)
{
    cv::Mat mask = emptyMask(g);
    fill(mask,
         {g.points[4], g.points[6], g.points[8], g.points[10], g.points[12], g.at(0.5, 1.4),
          g.at(1.5, 1.9), g.at(1.5, 5), g.at(-1.5, 5), g.at(-1.5, 1.9), g.at(-0.5, 1.4)},
         255);
    return mask;
}

// GrabCut's starting labels, from the shape of heads alone.
cv::Mat shapeSeeds(const Geometry& g, const cv::Mat& outside)
{
    cv::Mat labels(g.side_px, g.side_px, CV_8U, cv::Scalar::all(cv::GC_BGD));
    // Hair reaches at most this far.
    cv::ellipse(labels, g.at(0, 0.15), {cvRound(1.45 * g.width), cvRound(1.75 * g.height)}, 0, 0,
                360, cv::Scalar::all(cv::GC_PR_BGD), cv::FILLED);
    // The head with ordinary hair.
    cv::ellipse(labels, g.at(0, 0.05), {cvRound(0.68 * g.width), cvRound(1.0 * g.height)}, 0, 0,
                360, cv::Scalar::all(cv::GC_PR_FGD), cv::FILLED);
    labels.setTo(cv::GC_BGD, bodyMask(g));
    labels.setTo(cv::GC_FGD, faceMask(g, 0.36));
    labels.setTo(cv::GC_BGD, outside);
    return labels;
}

cv::Mat foreground(const cv::Mat& labels)
{
    return (labels == cv::GC_FGD) | (labels == cv::GC_PR_FGD);
}

// Neck and clothes are never kept; painted in a colour of the background they do not teach GrabCut
// that skin and dark cloth are background.
cv::Mat withoutBody(const cv::Mat& canvas, const Geometry& g, const cv::Mat& outside)
{
    cv::Mat far = ~outside, painted = canvas.clone();
    cv::ellipse(far, g.at(0, 0.15), {cvRound(0.9 * g.width), cvRound(1.2 * g.height)}, 0, 0, 360,
                cv::Scalar::all(0), cv::FILLED);
    far.setTo(0, bodyMask(g));
    painted.setTo(cv::mean(canvas, far), bodyMask(g));
    return painted;
}

void grabCut(const cv::Mat& canvas, cv::Mat& labels, int rounds)
{
    cv::Mat backgroundModel, foregroundModel;
    cv::setRNGSeed(7); // the same photo gives the same mask
    cv::grabCut(canvas, labels, {}, backgroundModel, foregroundModel, rounds,
                cv::GC_INIT_WITH_MASK);
}

// What hair, skin and the rest look like in this photo, after a first cut.
struct Colours {
    cv::Mat lab;
    ColourHistogram hair, skin, background;

    Colours(const cv::Mat& canvasLab, const cv::Mat& kept, const Geometry& g,
            const cv::Mat& outside)
        : lab(canvasLab), hair(lab, hairSamples(kept, g)), skin(lab, skinSamples(g)),
          background(lab, backgroundSamples(kept, g, outside))
    {
    }

    bool knowsHair() const { return hair.sampleCount() > 200; }

    // The share of one thing among three at every pixel, smoothed over a few pixels: [side, side],
    // 0..1.
    cv::Mat shareOf(const ColourHistogram& thing) const
    {
        cv::Mat share(lab.size(), CV_32F);
        for (int y = 0; y < lab.rows; ++y)
            for (int x = 0; x < lab.cols; ++x) {
                const auto& colour = lab.at<cv::Vec3b>(y, x);
                const float sum =
                    hair.count(colour) + skin.count(colour) + background.count(colour);
                share.at<float>(y, x) = sum > 0.5f ? thing.count(colour) / sum : 1.0f / 3;
            }
        cv::GaussianBlur(share, share, {0, 0}, 2);
        return share;
    }

private:
    static cv::Mat hairSamples(const cv::Mat& kept, const Geometry& g)
    {
        cv::Mat samples = kept & ~faceMask(g, 0.5);
        cv::Mat ears = emptyMask(g);
        fill(ears, {g.at(-0.72, -0.1), g.at(0.72, -0.1), g.at(0.72, 5), g.at(-0.72, 5)}, 255);
        samples.setTo(0, ears);
        samples.rowRange(g.row(0.6), g.side_px).setTo(0); // the neck of a turned head
        return samples;
    }
    static cv::Mat skinSamples(const Geometry& g)
    {
        cv::Mat samples = emptyMask(g);
        fill(samples,
             {g.points[1], g.points[5], g.points[8], g.points[11], g.points[15], g.points[45],
              g.points[42], g.points[27], g.points[39], g.points[36]},
             255);
        fill(samples, {g.points[48], g.points[51], g.points[54], g.points[57]}, 0);
        return samples;
    }
    static cv::Mat backgroundSamples(const cv::Mat& kept, const Geometry& g, const cv::Mat& outside)
    {
        cv::Mat samples = ~kept & ~outside;
        samples.rowRange(g.row(0.5), g.side_px).setTo(0); // long hair may fall there
        return samples;
    }
};

// Ears and neck look like skin: beside and below the face only what looks more like hair stays.
void dropEarsAndNeck(cv::Mat& kept, const Colours& colours, const Geometry& g)
{
    cv::Mat suspects = ~faceMask(g, 0.45);
    suspects.rowRange(0, g.row(-0.1)).setTo(0);
    if (colours.knowsHair())
        suspects &= colours.shareOf(colours.skin) > colours.shareOf(colours.hair);
    kept.setTo(0, suspects);
}

// Of everything that was kept around the face: what hangs together with the hair on top of it.
cv::Mat connectedHair(const cv::Mat& kept, const Geometry& g)
{
    const cv::Mat around = kept & ~faceMask(g, 0.4);
    cv::Mat labels, result = emptyMask(g);
    const int count = cv::connectedComponents(around, labels, 4);
    std::vector<int> onTop(count), size(count);
    for (int y = 0; y < g.side_px; ++y)
        for (int x = 0; x < g.side_px; ++x) {
            const int label = labels.at<int>(y, x);
            ++size[label];
            onTop[label] += y < g.row(-0.15);
        }
    for (int label = 1; label < count; ++label)
        if (onTop[label] > 0.1 * size[label])
            result.setTo(255, labels == label);
    return result;
}

cv::Mat withoutHolesAndSpecks(const cv::Mat& kept, const Geometry& g)
{
    cv::Mat smooth, labels, result = emptyMask(g);
    cv::medianBlur(kept, smooth, 5);
    cv::connectedComponents(smooth, labels, 4);
    const cv::Point nose(cvRound(g.points[30].x), cvRound(g.points[30].y));
    if (!cv::Rect(0, 0, g.side_px, g.side_px).contains(nose))
        return smooth;
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(labels == labels.at<int>(nose), contours, cv::RETR_EXTERNAL,
                     cv::CHAIN_APPROX_NONE);
    cv::drawContours(result, contours, -1, cv::Scalar::all(255), cv::FILLED);
    return result;
}

images::Mask maskOfCrop(const cv::Mat& canvasMask, double canvasScale)
{
    const cv::Rect crop(cvRound(margin_px * canvasScale), cvRound(margin_px * canvasScale),
                        cvRound(crop_px * canvasScale), cvRound(crop_px * canvasScale));
    cv::Mat large;
    cv::resize(canvasMask(crop), large, {crop_px, crop_px}, 0, 0, cv::INTER_CUBIC);
    cv::GaussianBlur(large, large, {0, 0}, 2);
    images::Mask mask{crop_px, crop_px, std::vector<std::uint8_t>(size_t(crop_px) * crop_px)};
    for (int y = 0; y < crop_px; ++y)
        for (int x = 0; x < crop_px; ++x)
            mask.value[size_t(y) * crop_px + x] = large.at<uchar>(y, x) >= 128 ? 255 : 0;
    return mask;
}

} // namespace

images::Mask faceAndHair(const images::Image& photo, const AffineMatrix& matrix,
                         const std::vector<Point>& landmarks, MaskDetail detail)
{
    const double canvasScale = canvasScaleOf(detail);
    const Geometry g = geometryOf(matrix, landmarks, canvasScale);
    const cv::Size canvasSize(g.side_px, g.side_px);
    const cv::Matx23d toCanvas(matrix[0][0] * canvasScale, matrix[0][1] * canvasScale,
                               (matrix[0][2] + margin_px) * canvasScale, matrix[1][0] * canvasScale,
                               matrix[1][1] * canvasScale,
                               (matrix[1][2] + margin_px) * canvasScale);
    cv::Mat canvas, inside, lab;
    cv::warpAffine(viewOf(photo), canvas, toCanvas, canvasSize, cv::INTER_LINEAR,
                   cv::BORDER_REPLICATE);
    cv::warpAffine(cv::Mat(photo.height, photo.width, CV_8U, cv::Scalar::all(255)), inside,
                   toCanvas, canvasSize, cv::INTER_NEAREST, cv::BORDER_CONSTANT,
                   cv::Scalar::all(0));
    cv::cvtColor(canvas, lab, cv::COLOR_RGB2Lab);
    const cv::Mat outside = inside == 0;

    cv::Mat labels = shapeSeeds(g, outside);
    grabCut(withoutBody(canvas, g, outside), labels, 4);
    cv::Mat kept = foreground(labels);
    const Colours colours(lab, kept, g, outside);
    dropEarsAndNeck(kept, colours, g);
    const cv::Mat face = faceMask(g, 0.4) & kept;
    return maskOfCrop(withoutHolesAndSpecks(connectedHair(kept, g) | face, g), canvasScale);
}

} // namespace likeness::faces
