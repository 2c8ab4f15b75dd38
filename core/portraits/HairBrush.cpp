#include "core/portraits/HairBrush.h"

#include "core/base/Random.h"

#include <algorithm>

namespace likeness::portraits {

Points right(std::initializer_list<Vec> offsets) // offsets from the centre line
{
    Points out(offsets);
    for (Vec& p : out)
        p.x += centreX;
    return out;
}

Points arch(const Points& outerRight, const Points& innerRight)
{
    const auto over =
        [](const Points& half) { // from the left end over the centre line to the right end
            const Points left = mirroredX(half);
            return spline(Points(left.rbegin(), left.rend() - 1) + half);
        };
    const Points outer = over(outerRight), inner = over(innerRight);
    return inner + Points(outer.rbegin(), outer.rend());
}

Stamp HairBrush::mass(const Points& outline, float roundness, float edge) const
{
    const Stamp body = canvas.shape(outline, edge);
    canvas.paint(body, tone(.62), 1, Keep::in);
    Points lit = outline;
    for (Vec& p : lit)
        p += Vec(-roundness * .45f, -roundness * .35f);
    canvas.paint(clipped(canvas.shape(lit, roundness), body), tone(1.06));
    return body;
}

void HairBrush::strands(const std::vector<Points>& guides, int count, std::uint64_t seed,
                        float width, float stray, const Stamp* window) const
{
    base::Random random(seed);
    for (int i = 0; i < count; ++i) {
        const double place = random.uniform() * double(guides.size() - 1);
        const size_t g = std::min(size_t(place), guides.size() - 2);
        const float t = float(place - double(g));
        Points path;
        for (size_t k = 0; k < guides[g].size(); ++k)
            path.push_back(guides[g][k] * (1 - t) + guides[g + 1][k] * t +
                           Vec(stray * float(random.bell()), stray * float(random.bell())));
        Points curve = spline(path, 7);
        const size_t first = size_t(random.uniform(0, .35) * double(curve.size()));
        const size_t last = curve.size() - size_t(random.uniform(0, .3) * double(curve.size()));
        curve = Points(curve.begin() + long(first), curve.begin() + long(last));
        const double shade = random.uniform();
        Stamp hair = canvas.stroke(curve, .3f, width, .3f);
        if (window)
            hair = clipped(std::move(hair), *window);
        if (shade < .55)
            canvas.paint(hair, tone(.5 + .5 * shade), .55, Keep::in);
        else
            canvas.paint(hair, mix(tone(1.25), {255, 255, 255}, .06 + .1 * (shade - .55)), .42,
                         Keep::in);
    }
}

void HairBrush::gloss(const Points& curve, float width, const Stamp& window, double strength) const
{
    canvas.paint(
        clipped(canvas.stroke(spline(curve), width * .3f, width, width * .3f, width * .3f), window),
        light(.4), strength);
}

} // namespace likeness::portraits
