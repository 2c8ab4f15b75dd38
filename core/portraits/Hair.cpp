#include "core/portraits/Hair.h"

#include "core/portraits/HairBrush.h"

#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

void drawFront(const HairBrush& brush, HairStyle style)
{
    switch (style) {
    case HairStyle::shortCut:
        return shortCut(brush);
    case HairStyle::buzzCut:
        return buzzCut(brush);
    case HairStyle::bald:
        return;
    case HairStyle::bob:
        return bobFront(brush);
    case HairStyle::longStraight:
        return longStraight(brush);
    case HairStyle::longWavy:
        return longWavy(brush);
    case HairStyle::curly:
        return curly(brush);
    case HairStyle::bun:
    case HairStyle::ponytail:
        return bunCap(brush);
    case HairStyle::sidePart:
        return sidePart(brush);
    case HairStyle::afro:
        return afro(brush);
    case HairStyle::longCurly:
        return longCurly(brush);
    case HairStyle::mohawk:
        return mohawk(brush);
    }
}

void drawBack(const HairBrush& brush, HairStyle style)
{
    switch (style) {
    case HairStyle::bob:
        return bobBack(brush);
    case HairStyle::longStraight:
        return longBack(brush);
    case HairStyle::longWavy:
        return wavyBack(brush);
    case HairStyle::bun:
        return bunKnot(brush);
    case HairStyle::ponytail:
        return ponytailTail(brush);
    case HairStyle::longCurly:
        return longCurlyBack(brush);
    default:
        return;
    }
}

Stamp shadowOf(const Layer& front, int pixels)
{
    if (front.box.empty())
        return {};
    const double scale = pixels / double(worldSize);
    cv::Mat1b all(pixels, pixels, uchar(0));
    const cv::Rect whole(0, 0, pixels, pixels);
    const cv::Rect moved =
        (front.box + cv::Point(cvRound(2 * scale), cvRound(4.5 * scale))) & whole;
    front.alpha(cv::Rect(0, 0, moved.width, moved.height)).copyTo(all(moved));
    cv::GaussianBlur(all, all, {}, 3 * scale);
    const cv::Rect box = cv::boundingRect(all);
    return {box, all(box).clone()};
}

} // namespace

HairLayers drawHair(HairStyle style, int pixels)
{
    HairLayers layers;
    layers.back = makeLayer(pixels, [&](Canvas& canvas, const Rgb& colour) {
        drawBack({canvas, colour}, style);
    });
    layers.front = makeLayer(pixels, [&](Canvas& canvas, const Rgb& colour) {
        drawFront({canvas, colour}, style);
    });
    layers.shadow = shadowOf(layers.front, pixels);
    return layers;
}

} // namespace likeness::portraits
