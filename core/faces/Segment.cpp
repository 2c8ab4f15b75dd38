#include "core/faces/Segment.h"

#include "core/faces/ColourHistogram.h"
#include "core/faces/CvImage.h"
#include "core/faces/HeadShape.h"

#include <opencv2/imgproc.hpp>

namespace likeness::faces {

namespace {

// The canvas shows the crop and half as much again around each side, at a part of the crop's
// resolution.
constexpr int crop_px = 512;
constexpr double margin_px = 256; // of the crop, on each side

// What a mask is cut from, at one resolution.
struct Canvas {
    double scale; // pixels per pixel of the crop
    cv::Matx23d fromPhoto;
    HeadShape head;
    cv::Mat rgb, lab;
    cv::Mat outside; // where the photo is not

    Canvas(const images::Image& photo, const AffineMatrix& toCrop,
           const std::vector<Point>& landmarks, double scale_)
        : scale(scale_), fromPhoto(matrixOf(toCrop, scale_)),
          head(landmarks, fromPhoto, cvRound((crop_px + 2 * margin_px) * scale_))
    {
        const cv::Size size(head.side_px, head.side_px);
        cv::warpAffine(viewOf(photo), rgb, fromPhoto, size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
        cv::warpAffine(cv::Mat(photo.height, photo.width, CV_8U, cv::Scalar::all(0)), outside,
                       fromPhoto, size, cv::INTER_NEAREST, cv::BORDER_CONSTANT,
                       cv::Scalar::all(255));
        cv::cvtColor(rgb, lab, cv::COLOR_RGB2Lab);
    }

private:
    static cv::Matx23d matrixOf(const AffineMatrix& m, double scale)
    {
        return {m[0][0] * scale, m[0][1] * scale, (m[0][2] + margin_px) * scale,
                m[1][0] * scale, m[1][1] * scale, (m[1][2] + margin_px) * scale};
    }
};

// --- GrabCut ---

cv::Mat foreground(const cv::Mat& labels)
{
    return (labels == cv::GC_FGD) | (labels == cv::GC_PR_FGD);
}

// What needs no guess: the face is kept; neck, clothes, and what is out of hair's reach or of the
// photo, are not.
void setCertain(cv::Mat& labels, const Canvas& canvas)
{
    labels.setTo(cv::GC_BGD, ~canvas.head.reach());
    labels.setTo(cv::GC_BGD, canvas.head.body());
    labels.setTo(cv::GC_FGD, canvas.head.face(0.36));
    labels.setTo(cv::GC_BGD, canvas.outside);
}

// Neck and clothes are never kept; painted in a colour of the background they do not teach GrabCut
// that skin and dark cloth are background.
cv::Mat withoutBody(const Canvas& canvas)
{
    const cv::Mat body = canvas.head.body();
    cv::Mat far = ~canvas.outside & ~canvas.head.ellipse(0.15, 0.9, 1.2) & ~body,
            painted = canvas.rgb.clone();
    painted.setTo(cv::mean(canvas.rgb, far), body);
    return painted;
}

cv::Mat grabCut(const cv::Mat& rgb, cv::Mat labels, int rounds)
{
    cv::Mat backgroundModel, foregroundModel;
    cv::setRNGSeed(7); // the same photo gives the same mask
    cv::grabCut(rgb, labels, {}, backgroundModel, foregroundModel, rounds, cv::GC_INIT_WITH_MASK);
    return foreground(labels);
}

// From the shape of heads alone.
cv::Mat firstCut(const Canvas& canvas)
{
    cv::Mat labels(canvas.rgb.size(), CV_8U, cv::Scalar::all(cv::GC_PR_BGD));
    labels.setTo(cv::GC_PR_FGD, canvas.head.head());
    setCertain(labels, canvas);
    return grabCut(withoutBody(canvas), labels, 4);
}

// --- the second cut, from colours ---

// The hair on top of the forehead; of bald people the skin there.
cv::Mat crownOf(const cv::Mat& kept, const Canvas& canvas)
{
    cv::Mat crown = canvas.head.ellipse(0.05, 0.42, 0.87) & ~canvas.head.face(0.5) & kept;
    crown.rowRange(canvas.head.row(-0.1), canvas.head.side_px).setTo(0);
    return crown;
}

cv::Mat surroundingsOf(const cv::Mat& kept, const Canvas& canvas)
{
    cv::Mat far =
        ~canvas.outside & ~canvas.head.ellipse(0.15, 0.85, 1.3) & ~canvas.head.body() & ~kept;
    far.rowRange(canvas.head.row(0.5), canvas.head.side_px).setTo(0); // long hair may fall there
    return far;
}

// How much the colour of each pixel is one thing's and not another's: [side, side] fp32, 0..1,
// smoothed over a few pixels.
cv::Mat shareOf(const ColourHistogram& thing, const ColourHistogram& other, const Canvas& canvas)
{
    const double one = 1.0 / thing.sampleCount(), two = 1.0 / other.sampleCount();
    constexpr double unseen = 1e-6; // a colour of neither is as much the one's as the other's
    cv::Mat share(canvas.lab.size(), CV_32F);
    for (int y = 0; y < share.rows; ++y)
        for (int x = 0; x < share.cols; ++x) {
            const auto& colour = canvas.lab.at<cv::Vec3b>(y, x);
            const double first = thing.count(colour) * one + unseen,
                         second = other.count(colour) * two + unseen;
            share.at<float>(y, x) = float(first / (first + second));
        }
    cv::GaussianBlur(share, share, {0, 0}, 4 * canvas.scale);
    return share;
}

// The face in the crown's colours, so that GrabCut learns the hair's and not those of skin, which
// backgrounds share.
void paintFaceOver(cv::Mat& rgb, const cv::Mat& crown, const Canvas& canvas)
{
    std::vector<cv::Vec3b> colours;
    for (int y = 0; y < crown.rows; ++y)
        for (int x = 0; x < crown.cols; ++x)
            if (crown.at<uchar>(y, x))
                colours.push_back(canvas.rgb.at<cv::Vec3b>(y, x));
    const cv::Mat face = canvas.head.face(0.36);
    size_t next = 0;
    for (int y = 0; y < face.rows; ++y)
        for (int x = 0; x < face.cols; ++x)
            if (face.at<uchar>(y, x))
                rgb.at<cv::Vec3b>(y, x) = colours[(next += 7919) % colours.size()]; // in no order
}

// Hair where its colours are, the more readily the more speaks for it: that it was kept before,
// that it was kept on the other side of the face, that it is where ordinary hair is. The shares are
// in the middle of a flat optimum (renders against their true masks; core/faces/README.md).
cv::Mat secondCut(const cv::Mat& kept, const Canvas& canvas)
{
    const cv::Mat crown = crownOf(kept, canvas);
    const ColourHistogram hair(canvas.lab, crown),
        surroundings(canvas.lab, surroundingsOf(kept, canvas));
    const double enough = 200 * canvas.scale * canvas.scale;
    if (hair.sampleCount() < enough || surroundings.sampleCount() < 4 * enough)
        return kept;
    const cv::Mat share = shareOf(hair, surroundings, canvas);
    const cv::Mat mirrored = canvas.head.mirrored(kept),
                  usual = canvas.head.ellipse(0.05, 0.62, 0.95);
    cv::Mat labels(kept.size(), CV_8U);
    for (int y = 0; y < labels.rows; ++y)
        for (int x = 0; x < labels.cols; ++x) {
            const auto at = [&](const cv::Mat& mask) { return mask.at<uchar>(y, x) != 0; };
            constexpr double needed[] = {0.9, 0.6, 0.2, 0.2};
            const float is = share.at<float>(y, x);
            const bool isHair = is > needed[at(kept) + at(mirrored) + at(usual)];
            const bool isNever = is < 0.2 && !at(usual);
            labels.at<uchar>(y, x) = isHair ? cv::GC_PR_FGD : isNever ? cv::GC_BGD : cv::GC_PR_BGD;
        }
    setCertain(labels, canvas);
    cv::Mat painted = withoutBody(canvas);
    paintFaceOver(painted, crown, canvas);
    return grabCut(painted, labels, 2);
}

// A mask of fewer pixels, its border drawn anew.
cv::Mat refined(const cv::Mat& coarse, const Canvas& canvas)
{
    cv::Mat kept, inner, outer;
    cv::resize(coarse, kept, canvas.rgb.size(), 0, 0, cv::INTER_LINEAR);
    kept = kept > 127;
    const int radius = 2 * canvas.rgb.cols / coarse.cols;
    const cv::Mat round =
        cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
    cv::erode(kept, inner, round);
    cv::dilate(kept, outer, round);
    cv::Mat labels(kept.size(), CV_8U, cv::Scalar::all(cv::GC_PR_BGD));
    labels.setTo(cv::GC_PR_FGD, kept);
    labels.setTo(cv::GC_FGD, inner);
    labels.setTo(cv::GC_BGD, ~outer);
    setCertain(labels, canvas);
    return grabCut(withoutBody(canvas), labels, 1);
}

// --- what GrabCut cannot know ---

// Ears and neck look like skin: beside and below the face what is much more skin's than hair's
// goes.
void dropEarsAndNeck(cv::Mat& kept, const Canvas& canvas)
{
    const HeadShape& head = canvas.head;
    cv::Mat hairSamples = kept & ~head.face(0.5) &
                          ~head.polygon({head.at(-0.72, -0.1), head.at(0.72, -0.1),
                                         head.at(0.72, 5), head.at(-0.72, 5)});
    hairSamples.rowRange(head.row(0.6), head.side_px).setTo(0); // the neck of a turned head
    cv::Mat suspects = ~head.face(0.45);
    suspects.rowRange(0, head.row(-0.1)).setTo(0);
    const ColourHistogram hair(canvas.lab, hairSamples);
    if (hair.sampleCount() > 800 * canvas.scale * canvas.scale) {
        const ColourHistogram skin(canvas.lab, head.cheeksAndNose());
        suspects &= shareOf(skin, hair, canvas) > 0.75;
        suspects.colRange(0, head.column(-0.64)).setTo(0);
        suspects.colRange(head.column(0.64), head.side_px).setTo(0);
    }
    kept.setTo(0, suspects);
}

// Of everything that was kept around the face: what hangs together with the hair on top of it.
cv::Mat connectedHair(const cv::Mat& kept, const HeadShape& head)
{
    const cv::Mat around = kept & ~head.face(0.4);
    cv::Mat labels, result = head.nothing();
    const int count = cv::connectedComponents(around, labels, 4);
    std::vector<int> onTop(count), size(count);
    for (int y = 0; y < head.side_px; ++y)
        for (int x = 0; x < head.side_px; ++x) {
            const int label = labels.at<int>(y, x);
            ++size[label];
            onTop[label] += y < head.row(-0.15);
        }
    for (int label = 1; label < count; ++label)
        if (onTop[label] > 0.1 * size[label])
            result.setTo(255, labels == label);
    return result;
}

cv::Mat withoutHolesAndSpecks(const cv::Mat& kept, const HeadShape& head)
{
    cv::Mat smooth, labels, result = head.nothing();
    cv::medianBlur(kept, smooth, 5);
    cv::connectedComponents(smooth, labels, 4);
    const cv::Point nose(cvRound(head.points[30].x), cvRound(head.points[30].y));
    if (!cv::Rect(0, 0, head.side_px, head.side_px).contains(nose))
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

cv::Mat twoCuts(const Canvas& canvas)
{
    return secondCut(firstCut(canvas), canvas);
}

images::Mask finished(cv::Mat kept, const Canvas& canvas)
{
    dropEarsAndNeck(kept, canvas);
    const cv::Mat face = canvas.head.face(0.4) & kept;
    return maskOfCrop(withoutHolesAndSpecks(connectedHair(kept, canvas.head) | face, canvas.head),
                      canvas.scale);
}

} // namespace

images::Mask faceAndHair(const images::Image& photo, const AffineMatrix& matrix,
                         const std::vector<Point>& landmarks, MaskDetail detail)
{
    const auto canvas = [&](double scale) { return Canvas(photo, matrix, landmarks, scale); };
    if (detail == MaskDetail::coarse) {
        const Canvas coarse = canvas(0.125);
        return finished(twoCuts(coarse), coarse);
    }
    const Canvas fine = canvas(0.5);
    return finished(refined(twoCuts(canvas(0.25)), fine), fine);
}

} // namespace likeness::faces
