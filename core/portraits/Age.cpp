#include "core/portraits/Face.h"

#include <algorithm>

namespace likeness::portraits {

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
            canvas.paint(canvas.stroke(spline({at(nose.wing + 1.5f, nose.tip.y + 1),
                                               at(mouthSide - 4, nose.base + 4),
                                               at(mouthSide, anatomy.mouth.centre.y - 1),
                                               at(mouthSide - .5f, anatomy.mouth.centre.y + 6)}),
                                       .8f, 2.1f, .5f, .8f),
                         line, .72 * folds);
        if (years <= 0)
            continue;
        const Eye& eye = anatomy.eyes[side < 0 ? 0 : 1];
        canvas.paint(canvas.stroke(spline({{eye.centre.x - side * 10, eye.centre.y + 6},
                                           {eye.centre.x, eye.centre.y + 10},
                                           {eye.centre.x + side * 10, eye.centre.y + 7.5f}}),
                                   .5f, 1.8f, .5f, .7f),
                     line, .66 * years);
        for (const float slope : {-4.f, 0.f, 4.f})
            canvas.paint(canvas.stroke({{eye.centre.x + side * 15.5f, eye.centre.y + slope * .4f},
                                        {eye.centre.x + side * 19, eye.centre.y + slope * .8f},
                                        {eye.centre.x + side * 22.5f, eye.centre.y + slope * 1.3f}},
                                       .7f, 1.1f, .3f, .4f),
                         line, .66 * years);
        if (years > .7)
            canvas.paint(canvas.stroke(spline({at(mouthSide - 3, anatomy.mouth.centre.y + 9),
                                               at(mouthSide - 3.5f, anatomy.mouth.centre.y + 15),
                                               at(mouthSide - 6, anatomy.mouth.centre.y + 20)}),
                                       .5f, 1.5f, .4f, .7f),
                         line, .45);
    }
    if (years > 0)
        for (int i = 0; i < (years > .7 ? 3 : 2); ++i) {
            const float y = 66 + 7.5f * float(i), half = 23 - 2 * float(i);
            canvas.paint(canvas.stroke(spline({{centreX - half, y + 1.5f},
                                               {centreX - half * .4f, y - .5f},
                                               {centreX, y + .6f},
                                               {centreX + half * .4f, y - .5f},
                                               {centreX + half, y + 1.5f}}),
                                       .4f, 1.3f, .4f, .5f),
                         line, .7 * years);
        }
}

} // namespace likeness::portraits
