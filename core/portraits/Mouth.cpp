#include "core/portraits/Face.h"

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
        canvas.paint(
            clipped(
                canvas.shape(ellipse({centreX, mouth.lowerLipTop[mouth.lowerLipTop.size() / 2].y},
                                     mouth.halfWidth * .56f, mouth.open * .34f),
                             .8f),
                inside),
            {190, 84, 86}, .95);
    if (!round) {
        const float teeth = std::min(6.4f, mouth.open + 1);
        canvas.paint(clipped(canvas.shape(closed(shifted(mouth.upperLipBottom, -2),
                                                 shifted(mouth.upperLipBottom, teeth)),
                                          .2f),
                             inside),
                     {246, 243, 236});
        for (float x : {-12.f, -7.5f, -3.6f, 0.f, 3.6f, 7.5f, 12.f})
            canvas.paint(clipped(canvas.stroke({{centreX + x, mouth.centre.y - 4},
                                                {centreX + x, mouth.centre.y + 3},
                                                {centreX + x, mouth.centre.y + mouth.lift + teeth}},
                                               .5f, .5f, .5f, .2f),
                                 inside),
                         {150, 120, 110}, .3);
    }
    canvas.multiply(clipped(canvas.stroke(mouth.upperLipBottom, 1, 3, 1, .7f), inside),
                    {140, 100, 100}, .7);
}

} // namespace

void paintMouth(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    const SkinColours skin = skinColours(person);
    const Mouth& mouth = anatomy.mouth;
    const Rgb lip = lipColour(person);
    const float low = mouth.lowerLipBottom[mouth.lowerLipBottom.size() / 2].y;
    canvas.multiply(
        canvas.shape(ellipse({centreX, low + 2.6f}, mouth.halfWidth * .5f, 1.8f, 16), 1.5f),
        {164, 120, 112}, .75);
    const Stamp upper = canvas.shape(closed(mouth.upperLipTop, mouth.upperLipBottom), .25f);
    const Stamp lower = canvas.shape(closed(mouth.lowerLipTop, mouth.lowerLipBottom), .25f);
    canvas.paint(upper, scaled(lip, .84));
    canvas.paint(lower, lip);
    canvas.multiply(clipped(canvas.stroke(mouth.lowerLipBottom, 1, 3.4f, 1, 1), lower),
                    {190, 150, 150}, .8);
    canvas.paint(
        clipped(
            canvas.shape(ellipse({centreX - 3, low - 3.4f}, mouth.halfWidth * .34f, 1.3f, 16), .9f),
            lower),
        mix(lip, {255, 240, 238}, .75), person.presentation == Presentation::woman ? .62 : .34);
    if (mouth.open > 0)
        paintInside(canvas, mouth);
    else
        canvas.paint(canvas.stroke(mouth.upperLipBottom, .8f, 1.7f, .8f, .2f),
                     mix(scaled(lip, .3), scaled(skin.deep, .4), .5), .95);
    for (const float side : {-1.f, 1.f})
        canvas.multiply(
            canvas.shape(ellipse({centreX + side * (mouth.halfWidth + .4f), mouth.centre.y + .2f},
                                 1.3f, 1.2f, 10),
                         .7f),
            {110, 70, 66}, .8);
}

} // namespace likeness::portraits
