#include "core/portraits/Face.h"
#include "core/base/Random.h"
#include "core/portraits/Relief.h"

#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

// The ramp deep .. lit as a table, gloss added.
void shadeSkin(Canvas& canvas, const Stamp& head, const Relief& relief, const SkinColours& skin)
{
    const float scale = canvas.scale();
    const cv::Rect pixels(
        cvRound(float(relief.area.x) * scale), cvRound(float(relief.area.y) * scale),
        cvRound(float(relief.area.width) * scale), cvRound(float(relief.area.height) * scale));
    cv::Mat1b light, gloss;
    cv::resize(relief.light, light, pixels.size(), 0, 0, cv::INTER_LINEAR);
    cv::resize(relief.gloss, gloss, pixels.size(), 0, 0, cv::INTER_LINEAR);
    std::array<cv::Vec3i, 256> ramp;
    for (int i = 0; i < 256; ++i) {
        const Rgb colour = mix(skin.deep, skin.lit, double(i) / 255);
        ramp[size_t(i)] = {cvRound(colour.r), cvRound(colour.g), cvRound(colour.b)};
    }
    const int shine = cvRound(skin.gloss * 256);
    const cv::Rect box = head.box & pixels & canvas.bounds();
    for (int y = box.y; y < box.y + box.height; ++y) {
        const uchar* cover = head.coverage.ptr(y - head.box.y) - head.box.x;
        const uchar* bright = light.ptr(y - pixels.y) - pixels.x;
        const uchar* mirror = gloss.ptr(y - pixels.y) - pixels.x;
        uchar* pixel = canvas.picture.ptr(y) + 3 * box.x;
        uchar* kept = canvas.kept.ptr(y);
        for (int x = box.x; x < box.x + box.width; ++x, pixel += 3) {
            const int a = cover[x];
            if (!a)
                continue;
            const cv::Vec3i& colour = ramp[bright[x]];
            const int add = (mirror[x] * shine) >> 8;
            for (int k = 0; k < 3; ++k) {
                const int above = std::min(255, colour[k] + (add * (255 - colour[k]) >> 8));
                pixel[k] = uchar((pixel[k] * (255 - a) + above * a + 127) / 255);
            }
            kept[x] = uchar(std::max<int>(kept[x], a));
        }
    }
}

void paintEars(Canvas& canvas, const Anatomy& anatomy, const SkinColours& skin)
{
    for (const float side : {-1.f, 1.f}) {
        const float x = centreX + side * (anatomy.cheekHalfWidth + 2.5f);
        const auto at = [&](float dx, float y) { return Vec(x + side * dx, y); };
        const Points outer = closedSpline({at(-6, 101), at(2, 98), at(6.5f, 103), at(6, 114),
                                           at(3, 124), at(0, 130), at(-5, 130)});
        canvas.paint(canvas.shape(outer), mix(skin.deep, skin.lit, side < 0 ? .74 : .58), 1,
                     Keep::out);
        const Points shell = closedSpline(
            {at(-3, 104), at(2, 102), at(4, 106), at(2.4f, 116), at(0, 123), at(-3, 122)});
        canvas.paint(canvas.shape(shell, .8f), skin.deep, .55);
    }
}

} // namespace

SkinColours skinColours(const Person& person)
{
    const Rgb skin = skinColour(person);
    const Rgb deep{skin.r * (.60 + .06 * person.skinTone), skin.g * (.465 + .10 * person.skinTone),
                   skin.b * (.42 + .12 * person.skinTone)};
    return {deep, scaled(skin, 1.06 + .06 * person.skinTone), .15 + .18 * person.skinTone};
}

void paintHead(Canvas& canvas, const Anatomy& anatomy, const Person& person,
               const Stamp& hairShadow)
{
    const SkinColours skin = skinColours(person);
    paintEars(canvas, anatomy, skin);
    const Stamp head = canvas.shape(anatomy.outline);
    shadeSkin(canvas, head, reliefOf(anatomy, person), skin);
    const Rgb blush{255, 190 + 20 * person.skinTone, 186 + 20 * person.skinTone};
    const double rosy =
        (person.presentation == Presentation::woman ? .62 : .42) + .25 * anatomy.smile;
    for (const float side : {-1.f, 1.f})
        canvas.multiply(
            canvas.shape(ellipse({centreX + side * 34, 134 - 2 * anatomy.smile}, 11, 7, 16), 5),
            blush, rosy);
    canvas.multiply(canvas.shape(ellipse({centreX, anatomy.nose.tip.y}, 8, 5, 14), 3), blush,
                    rosy * .6);
    if (person.hairStyle == HairStyle::bald) // the scalp shines
        canvas.paint(clipped(canvas.shape(ellipse({108, 46}, 17, 8), 5), head),
                     mix(skin.lit, {255, 255, 255}, .55), .38);
    if (!hairShadow.box.empty())
        canvas.multiply(clipped(hairShadow, head), {150, 118, 108}, .8);
    if (person.hasFreckles) {
        base::Random random(5);
        for (int i = 0; i < 54; ++i) {
            const float x = 46 * float(random.bell()),
                        y = 127 + 9 * float(random.bell()) - std::abs(x) * .06f;
            const float radius = float(random.uniform(.5, 1.05));
            canvas.paint(canvas.shape(ellipse({centreX + x, y}, radius, radius, 8)),
                         mix(skin.deep, {150, 84, 44}, .3), .75);
        }
    }
}

} // namespace likeness::portraits
