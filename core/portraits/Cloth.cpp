#include "core/portraits/Cloth.h"

namespace likeness::portraits {

Points garment(const Points& neckline)
{
    const Points half = spline(neckline) +
                        spline({{50, 213}, {76, 219}, {98, 227}, {114, 240}, {122, 262}}) +
                        Points{{0, 262}};
    return mirrored(half);
}

Stamp Cloth::fill(const Points& outline, double tone) const
{
    const Stamp stamp = canvas.shape(outline);
    canvas.paint(stamp, scaled(colour, tone), 1, Keep::in);
    return stamp;
}

void Cloth::model(const Stamp& body) const
{
    canvas.paint(clipped(canvas.shape(ellipse({66, 226}, 40, 10), 8), body),
                 mix(scaled(colour, 1.14), {255, 255, 255}, .06), .55);
    canvas.multiply(clipped(canvas.shape(ellipse({218, 252}, 38, 26), 12), body),
                    {120, 116, 124}, .75);
    canvas.multiply(clipped(canvas.shape(ellipse({34, 262}, 24, 18), 9), body), {130, 126, 134},
                    .6);
    canvas.multiply(clipped(canvas.shape(ellipse({132, 203}, 44, 11), 5), body),
                    {110, 104, 112}, .75);
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        crease(body, {at(96, 238), at(88, 246), at(84, 258)}, 3, .5);
        crease(body, {at(70, 236), at(62, 246), at(60, 258)}, 2.4f, .3);
    }
}

void Cloth::crease(const Stamp& window, const Points& curve, float width, double strength) const
{
    canvas.multiply(
        clipped(canvas.stroke(spline(curve), .5f, width, .5f, width * .35f), window),
        {90, 86, 96}, strength);
}

void Cloth::edge(const Points& curve, float width, double tone) const
{
    canvas.paint(canvas.stroke(spline(curve), width, width, width, .25f), scaled(colour, tone),
                 1, Keep::in);
}

void Cloth::fixed(const Points& outline, const Rgb& rgb, double opacity) const
{
    canvas.paint(canvas.shape(outline), rgb, opacity, Keep::in);
}

} // namespace likeness::portraits
