#include "core/portraits/Face.h"
#include "core/portraits/Random.h"

#include <algorithm>

namespace likeness::portraits {

namespace {

Points closed(const Points& there, Points back)
{
    std::reverse(back.begin(), back.end());
    return there + back;
}

Points shifted(Points points, float dy)
{
    for (Vec& p : points)
        p.y += dy;
    return points;
}

Rgb lipColour(const Person& person)
{
    const Rgb skin = skinColour(person);
    if (person.presentation == Presentation::woman)
        return mix({skin.r * .88, skin.g * .55, skin.b * .56}, {190, 48, 62}, .42);
    return mix({skin.r * .84, skin.g * .64, skin.b * .62}, {168, 84, 80}, .2);
}

void paintInside(Canvas& canvas, const Mouth& mouth)
{
    const Stamp inside = canvas.shape(closed(mouth.upperLipBottom, mouth.lowerLipTop));
    canvas.paint(inside, {66, 16, 20});
    const bool round = mouth.halfWidth < 18 && mouth.open > 10;
    if (mouth.open > 8)
        canvas.paint(clipped(canvas.shape(ellipse({centreX, mouth.lowerLipTop[mouth.lowerLipTop.size() / 2].y}, mouth.halfWidth * .56f, mouth.open * .34f), .8f), inside),
                     {190, 84, 86}, .95);
    if (!round) {
        const float teeth = std::min(6.4f, mouth.open + 1);
        canvas.paint(clipped(canvas.shape(closed(shifted(mouth.upperLipBottom, -2), shifted(mouth.upperLipBottom, teeth)), .2f), inside), {246, 243, 236});
        for (float x : {-12.f, -7.5f, -3.6f, 0.f, 3.6f, 7.5f, 12.f})
            canvas.paint(clipped(canvas.stroke({{centreX + x, mouth.centre.y - 4}, {centreX + x, mouth.centre.y + 3}, {centreX + x, mouth.centre.y + mouth.lift + teeth}}, .5f, .5f, .5f, .2f), inside),
                         {150, 120, 110}, .3);
    }
    canvas.multiply(clipped(canvas.stroke(mouth.upperLipBottom, 1, 3, 1, .7f), inside), {140, 100, 100}, .7);
}

} // namespace

void paintNose(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    const SkinColours skin = skinColours(person);
    const Nose& nose = anatomy.nose;
    const float y = nose.tip.y;
    canvas.multiply(canvas.shape(ellipse({centreX + 1, nose.base + 1.5f}, nose.wing * .9f, 2, 16), 1.6f), {150, 108, 100}, .75);
    canvas.multiply(canvas.shape(closedSpline({{centreX + 5, 112}, {centreX + 9, 128}, {centreX + nose.wing, y + 2}, {centreX + 5, y - 4}}), 2.6f), {196, 160, 150}, .7);
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float dy) { return Vec(centreX + side * dx, y + dy); };
        canvas.paint(canvas.stroke(spline({at(nose.wing - 2.5f, -2), at(nose.wing, 1.6f), at(nose.wing - .3f, 5.4f), at(nose.wing - 3, 7)}), .4f, 1.5f, .6f, .5f), skin.deep, .75);
        canvas.paint(canvas.shape(closedSpline({at(2.4f, 5.9f), at(5, 4.3f), at(nose.wing - 3.6f, 5), at(nose.wing - 4, 6.8f), at(4.6f, 7)}), .35f), scaled(skin.deep, .42), .88);
    }
    canvas.paint(canvas.stroke(spline({{centreX - 3, nose.base - .4f}, {centreX, nose.base + .5f}, {centreX + 3, nose.base - .4f}}), .5f, 1.2f, .5f, .4f), skin.deep, .6);
    canvas.paint(canvas.shape(ellipse({centreX - 1.4f, y - 1}, 2.4f, 2, 12), 1.1f), mix(skin.lit, {255, 255, 255}, .6), .42);
    canvas.paint(canvas.stroke(spline({{centreX - 1.2f, 106}, {centreX - 1.3f, 116}, {centreX - 1.2f, y - 8}}), .6f, 2.2f, 1, 1), mix(skin.lit, {255, 255, 255}, .5), .25);
}

void paintMouth(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    const SkinColours skin = skinColours(person);
    const Mouth& mouth = anatomy.mouth;
    const Rgb lip = lipColour(person);
    const float low = mouth.lowerLipBottom[mouth.lowerLipBottom.size() / 2].y;
    canvas.multiply(canvas.shape(ellipse({centreX, low + 2.6f}, mouth.halfWidth * .5f, 1.8f, 16), 1.5f), {164, 120, 112}, .75);
    const Stamp upper = canvas.shape(closed(mouth.upperLipTop, mouth.upperLipBottom), .25f);
    const Stamp lower = canvas.shape(closed(mouth.lowerLipTop, mouth.lowerLipBottom), .25f);
    canvas.paint(upper, scaled(lip, .84));
    canvas.paint(lower, lip);
    canvas.multiply(clipped(canvas.stroke(mouth.lowerLipBottom, 1, 3.4f, 1, 1), lower), {190, 150, 150}, .8);
    canvas.paint(clipped(canvas.shape(ellipse({centreX - 3, low - 3.4f}, mouth.halfWidth * .34f, 1.3f, 16), .9f), lower), mix(lip, {255, 240, 238}, .75),
                 person.presentation == Presentation::woman ? .62 : .34);
    if (mouth.open > 0)
        paintInside(canvas, mouth);
    else
        canvas.paint(canvas.stroke(mouth.upperLipBottom, .8f, 1.7f, .8f, .2f), mix(scaled(lip, .3), scaled(skin.deep, .4), .5), .95);
    for (const float side : {-1.f, 1.f})
        canvas.multiply(canvas.shape(ellipse({centreX + side * (mouth.halfWidth + .4f), mouth.centre.y + .2f}, 1.3f, 1.2f, 10), .7f), {110, 70, 66}, .8);
}

void paintAge(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    const double years = person.age == Age::old ? 1 : person.age == Age::middleAged ? .5 : 0;
    const SkinColours skin = skinColours(person);
    const Rgb line = scaled(skin.deep, .85);
    const float folds = float(std::max(years * .95, double(anatomy.smile) * .55));
    const Nose& nose = anatomy.nose;
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        const float mouthSide = anatomy.mouth.halfWidth + 5.5f;
        if (folds > 0)
            canvas.paint(canvas.stroke(spline({at(nose.wing + 1.5f, nose.tip.y + 1), at(mouthSide - 4, nose.base + 4), at(mouthSide, anatomy.mouth.centre.y - 1), at(mouthSide - .5f, anatomy.mouth.centre.y + 6)}),
                                       .8f, 2.1f, .5f, .8f), line, .72 * folds);
        if (years <= 0)
            continue;
        const Eye& eye = anatomy.eyes[side < 0 ? 0 : 1];
        canvas.paint(canvas.stroke(spline({{eye.centre.x - side * 10, eye.centre.y + 6}, {eye.centre.x, eye.centre.y + 10}, {eye.centre.x + side * 10, eye.centre.y + 7.5f}}), .5f, 1.8f, .5f, .7f), line, .66 * years);
        for (const float slope : {-4.f, 0.f, 4.f})
            canvas.paint(canvas.stroke({{eye.centre.x + side * 15.5f, eye.centre.y + slope * .4f}, {eye.centre.x + side * 19, eye.centre.y + slope * .8f}, {eye.centre.x + side * 22.5f, eye.centre.y + slope * 1.3f}}, .7f, 1.1f, .3f, .4f),
                         line, .66 * years);
        if (years > .7)
            canvas.paint(canvas.stroke(spline({at(mouthSide - 3, anatomy.mouth.centre.y + 9), at(mouthSide - 3.5f, anatomy.mouth.centre.y + 15), at(mouthSide - 6, anatomy.mouth.centre.y + 20)}), .5f, 1.5f, .4f, .7f), line, .45);
    }
    if (years > 0)
        for (int i = 0; i < (years > .7 ? 3 : 2); ++i) {
            const float y = 66 + 7.5f * float(i), half = 23 - 2 * float(i);
            canvas.paint(canvas.stroke(spline({{centreX - half, y + 1.5f}, {centreX - half * .4f, y - .5f}, {centreX, y + .6f}, {centreX + half * .4f, y - .5f}, {centreX + half, y + 1.5f}}), .4f, 1.3f, .4f, .5f), line, .7 * years);
        }
}

void paintFacialHair(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    if (person.facialHair == FacialHair::none)
        return;
    const SkinColours skin = skinColours(person);
    const Rgb hair = mix(colourOf(person.hairColour), scaled(skin.deep, .6), .12);
    const Mouth& mouth = anatomy.mouth;
    const float my = mouth.centre.y, mh = mouth.halfWidth, nb = anatomy.nose.base, chin = anatomy.chin, cheek = anatomy.cheekHalfWidth, jaw = anatomy.jawHalfWidth;
    const float low = mouth.lowerLipBottom[mouth.lowerLipBottom.size() / 2].y, top = mouth.upperLipTop[mouth.upperLipTop.size() / 2].y;
    const bool beard = person.facialHair == FacialHair::beard;
    const float out = beard ? 2.5f : -.5f, down = beard ? 6 : -.5f;
    const Points whiskers = mirrored(spline({{0, nb + 2}, {mh * .5f, nb + 3}, {mh + 3, my - 4}, {mh + 8, my + 1}, {cheek - 14, 142}, {cheek - 6, 126}, {cheek - 2.5f, 112}, {cheek + 1, 112},
                                             {cheek - 1.5f + out, 134}, {jaw + out, 157}, {(jaw + 20) / 2 + 3 + out, (156 + chin) / 2 + 5 + out}, {20, chin - 3 + down}, {0, chin + down}}));
    const Points hole = mirrored(spline({{0, top - .8f}, {mh * .5f, top - .4f}, {mh + 1.6f, my}, {mh * .66f, (my + low) / 2 + 2.8f}, {0, low + 1.2f}}));
    if (person.facialHair == FacialHair::stubble) {
        Stamp shade = canvas.shape(whiskers, 2.6f);
        const Stamp lips = canvas.shape(hole, .8f);
        const cv::Rect common = shade.box & lips.box;
        cv::subtract(shade.coverage(common - shade.box.tl()), lips.coverage(common - lips.box.tl()), shade.coverage(common - shade.box.tl()));
        canvas.paint(shade, mix(scaled(hair, .6), skin.deep, .35), .42);
        return;
    }
    Stamp mass = canvas.shape(beard ? whiskers : Points(), beard ? 1.2f : 0);
    const Points moustache = mirrored(spline({{0, nb + 2.2f}, {7, nb + 1.8f}, {mh * .75f, my - 5.5f}, {mh + 4.5f, my - .5f}, {mh + 5.5f, my + 4}, {mh + .5f, my + .6f}, {mh * .5f, top + 1}, {0, top + .6f}}));
    const Stamp lipHair = canvas.shape(moustache, .6f);
    Random random(23);
    const auto hairs = [&](const Stamp& window, int count, float x0, float x1, float y0, float y1, float flare) {
        for (int i = 0; i < count; ++i) {
            const float x = float(random.uniform(x0, x1)), y = float(random.uniform(y0, y1));
            const Vec root(x, y), tip(x + (x - centreX) * flare + float(random.uniform(-1, 1)), y + 5);
            canvas.paint(clipped(canvas.stroke({root, (root + tip) * .5f, tip}, .8f, .8f, .3f), window), i % 2 ? scaled(hair, .66) : mix(hair, {255, 255, 255}, .14), .55);
        }
    };
    if (beard) {
        const Stamp lips = canvas.shape(hole, .5f);
        const cv::Rect common = mass.box & lips.box;
        cv::subtract(mass.coverage(common - mass.box.tl()), lips.coverage(common - lips.box.tl()), mass.coverage(common - mass.box.tl()));
        canvas.paint(mass, scaled(hair, .92), .96, Keep::in);
        canvas.multiply(clipped(canvas.shape(ellipse({centreX + 12, chin}, 46, 9, 20), 6), mass), {150, 150, 150}, .8);
        hairs(mass, 150, centreX - cheek, centreX + cheek, 118, chin + 2, .05f);
    }
    canvas.paint(lipHair, scaled(hair, .9), .97, Keep::in);
    hairs(lipHair, 44, centreX - mh, centreX + mh, nb, my - 2, .22f);
}

} // namespace likeness::portraits
