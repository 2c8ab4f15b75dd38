#include "core/portraits/Face.h"
#include "core/base/Random.h"

#include <algorithm>
#include <cmath>

namespace likeness::portraits {

namespace {

Points reversed(Points points)
{
    std::reverse(points.begin(), points.end());
    return points;
}

Points shifted(Points points, float dx, float dy)
{
    for (Vec& p : points)
        p += Vec(dx, dy);
    return points;
}

void paintBall(Canvas& canvas, const Eye& eye, const Person& person)
{
    const Stamp opening = canvas.shape(eye.upper + reversed(eye.lower));
    canvas.paint(opening, {238, 234, 230});
    const Vec iris(eye.centre.x - eye.outward * .3f, eye.centre.y - .5f);
    const auto disc = [&](Vec centre, float radius, float softness = 0) {
        return clipped(canvas.shape(ellipse(centre, radius, radius), softness), opening);
    };
    const Rgb colour = colourOf(person.eyeColour);
    canvas.multiply(
        clipped(
            canvas.shape(ellipse({eye.centre.x - eye.outward * 12, eye.centre.y + 1}, 3, 3, 12), 1),
            opening),
        {232, 160, 150}, .8);
    canvas.paint(disc(iris, eye.irisRadius), scaled(colour, .42));
    canvas.paint(disc(iris, eye.irisRadius - .9f, .3f), colour);
    canvas.paint(disc({iris.x + .8f, iris.y + 2}, eye.irisRadius * .5f, .9f),
                 mix(colour, {255, 246, 220}, .5), .85);
    canvas.paint(disc(iris, eye.irisRadius * .45f, .15f), {12, 10, 12});
    // the upper lid's shadow on the ball
    canvas.multiply(clipped(canvas.stroke(shifted(eye.upper, 0, 1.2f), 2, 4.4f, 3, .8f), opening),
                    {120, 108, 112}, .9);
    canvas.paint(disc({iris.x - 2, iris.y - 2.2f}, 1.75f, .2f), {255, 255, 255});
    canvas.paint(disc({iris.x + 2.1f, iris.y + 2.4f}, 1, .3f), {255, 255, 255}, .55);
}

void paintLids(Canvas& canvas, const Eye& eye, const Person& person, const SkinColours& skin)
{
    const bool woman = person.presentation == Presentation::woman;
    const Rgb crease = scaled(skin.deep, .8), lash = mix(scaled(skin.deep, .3), {20, 14, 14}, .75);
    Points fold = shifted(eye.upper, 0, -3.6f);
    fold.erase(fold.begin(), fold.begin() + 3);
    canvas.paint(canvas.stroke(fold, .4f, 1.5f, .4f, .45f), crease, .8);
    canvas.paint(canvas.stroke(shifted(eye.lower, 0, 3.4f), .5f, 2, .6f, 1.1f), crease, .38);
    canvas.paint(canvas.stroke(shifted(eye.lower, 0, .5f), .5f, 1.1f, .9f, .2f), lash,
                 woman ? .6 : .45);
    Points line = shifted(eye.upper, 0, -.3f);
    if (woman) {
        const Vec end = line.back();
        line.push_back({end.x + eye.outward * 2.6f, end.y - 1.8f});
        canvas.paint(canvas.stroke(line, .9f, 2.9f, .5f, .15f), lash);
        for (int i = 0; i < 5; ++i) { // lashes at the outer half
            const Vec root = eye.upper[eye.upper.size() * size_t(5 + i) / 10];
            const float away = .25f + .2f * float(i);
            canvas.paint(canvas.stroke({root,
                                        {root.x + eye.outward * away * 1.6f, root.y - 2},
                                        {root.x + eye.outward * away * 4, root.y - 3.3f}},
                                       1.1f, .8f, .3f),
                         lash, .85);
        }
    } else {
        canvas.paint(canvas.stroke(line, .7f, 2.1f, .8f, .2f), lash);
    }
}

void paintBrow(Canvas& canvas, const Eye& eye, const Person& person, const SkinColours& skin)
{
    Rgb colour = scaled(colourOf(person.hairColour), .72);
    if (person.hairColour == HairColour::white || person.hairColour == HairColour::grey)
        colour = scaled(colourOf(person.hairColour), .78);
    else if (person.hairColour == HairColour::blond)
        colour = {150, 108, 58};
    const double contrast = std::abs(colour.g - skin.lit.g);
    if (contrast < 30) // brows must stay visible on skin of their own colour
        colour = scaled(colour, .62);
    canvas.paint(canvas.stroke(eye.brow, eye.browWidth * .75f, eye.browWidth, .6f, .75f), colour,
                 .74);
    base::Random random(11);
    for (int i = 0; i < 16; ++i) {
        const size_t at = size_t(double(eye.brow.size() - 2) * i / 16);
        const Vec root = eye.brow[at] + Vec(0, eye.browWidth * float(random.uniform(.1, .45)));
        const float t = float(i) / 16;
        const Vec tip =
            root + Vec(eye.outward * (1.6f + 4 * t), -eye.browWidth * (.95f - .75f * t));
        canvas.paint(canvas.stroke({root, (root + tip) * .5f, tip}, .9f, .8f, .2f),
                     scaled(colour, i % 3 ? .7 : 1.15), .7);
    }
}

} // namespace

void paintEyes(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    const SkinColours skin = skinColours(person);
    for (const Eye& eye : anatomy.eyes) {
        const Points socket =
            ellipse({eye.centre.x - eye.outward * 1.5f, eye.centre.y - 3.5f}, 14, 7.5f, 18);
        canvas.multiply(canvas.shape(socket, 3), {206, 172, 166}, .75);
        paintBall(canvas, eye, person);
        paintLids(canvas, eye, person, skin);
        paintBrow(canvas, eye, person, skin);
    }
}

} // namespace likeness::portraits
