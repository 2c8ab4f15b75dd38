#include "core/portraits/Face.h"

namespace likeness::portraits {

void paintNose(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    const SkinColours skin = skinColours(person);
    const Nose& nose = anatomy.nose;
    const float y = nose.tip.y;
    canvas.multiply(
        canvas.shape(ellipse({centreX + 1, nose.base + 1.5f}, nose.wing * .9f, 2, 16), 1.6f),
        {150, 108, 100}, .75);
    canvas.multiply(canvas.shape(closedSpline({{centreX + 5, 112},
                                               {centreX + 9, 128},
                                               {centreX + nose.wing, y + 2},
                                               {centreX + 5, y - 4}}),
                                 2.6f),
                    {196, 160, 150}, .7);
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float dy) { return Vec(centreX + side * dx, y + dy); };
        canvas.paint(canvas.stroke(spline({at(nose.wing - 2.5f, -2), at(nose.wing, 1.6f),
                                           at(nose.wing - .3f, 5.4f), at(nose.wing - 3, 7)}),
                                   .4f, 1.5f, .6f, .5f),
                     skin.deep, .75);
        canvas.paint(
            canvas.shape(closedSpline({at(2.4f, 5.9f), at(5, 4.3f), at(nose.wing - 3.6f, 5),
                                       at(nose.wing - 4, 6.8f), at(4.6f, 7)}),
                         .35f),
            scaled(skin.deep, .42), .88);
    }
    canvas.paint(canvas.stroke(spline({{centreX - 3, nose.base - .4f},
                                       {centreX, nose.base + .5f},
                                       {centreX + 3, nose.base - .4f}}),
                               .5f, 1.2f, .5f, .4f),
                 skin.deep, .6);
    canvas.paint(canvas.shape(ellipse({centreX - 1.4f, y - 1}, 2.4f, 2, 12), 1.1f),
                 mix(skin.lit, {255, 255, 255}, .6), .42);
    canvas.paint(
        canvas.stroke(
            spline({{centreX - 1.2f, 106}, {centreX - 1.3f, 116}, {centreX - 1.2f, y - 8}}), .6f,
            2.2f, 1, 1),
        mix(skin.lit, {255, 255, 255}, .5), .25);
}

} // namespace likeness::portraits
