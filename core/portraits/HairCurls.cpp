// Curled hair: a body whose outline and inside are curls.
#include "core/portraits/HairBrush.h"
#include "core/base/Random.h"

#include <algorithm>
#include <cmath>

namespace likeness::portraits {

namespace {

const Points curledHairline = right({{55, 122},
                                     {53, 100},
                                     {50, 82},
                                     {43, 68},
                                     {34, 64},
                                     {26, 57},
                                     {14, 59},
                                     {2, 55},
                                     {-10, 58},
                                     {-22, 56},
                                     {-34, 64},
                                     {-43, 68},
                                     {-50, 82},
                                     {-53, 100},
                                     {-55, 122}});

// Part of an ellipse from the lower left over the top to the lower right, with lobes.
Points cloud(Vec centre, float radiusX, float radiusY, float turns, int lobes, float depth)
{
    Points outer;
    for (int i = 0; i <= lobes; ++i) {
        const float angle = float(CV_PI) * (.5f + turns * (.5f - float(i) / float(lobes)));
        const float wave = i % 2 ? 1.f : 1 - depth;
        outer.emplace_back(centre.x + radiusX * wave * std::cos(angle),
                           centre.y - radiusY * wave * std::sin(angle));
    }
    return outer;
}

struct Curls {
    int count;
    float least, most; // radius
    std::uint64_t seed;
};

void curls(const HairBrush& brush, const Stamp& body, const cv::Rect2f& area, const Curls& how)
{
    base::Random random(how.seed);
    for (int i = 0; i < how.count; ++i) {
        const Vec p(area.x + area.width * float(random.uniform()),
                    area.y + area.height * float(random.uniform()));
        const float radius = float(random.uniform(how.least, how.most)),
                    turn = float(random.uniform(0, 2 * CV_PI));
        Points curl;
        for (int k = 0; k <= 8; ++k)
            curl.emplace_back(p.x + radius * std::cos(turn + .5f * float(k)),
                              p.y + radius * std::sin(turn + .5f * float(k)));
        const Stamp stamp = clipped(brush.canvas.stroke(curl, .4f, 1.5f, .4f), body);
        if (i % 2)
            brush.canvas.paint(stamp, brush.tone(.5), .6);
        else
            brush.canvas.paint(stamp, mix(brush.tone(1.25), {255, 255, 255}, .09), .5);
    }
}

} // namespace

void curly(const HairBrush& brush)
{
    const Points outer = cloud({centreX, 82}, 80, 70, 1.48f, 46, .038f);
    const Stamp body = brush.mass(spline(outer, 4) + spline(curledHairline), 13, .6f);
    curls(brush, body, {48, 12, 160, 120}, {560, 1.8f, 4, 31});
}

void afro(const HairBrush& brush)
{
    const Points outer = cloud({centreX, 90}, 100, 86, 1.5f, 96, .014f);
    const Stamp body = brush.mass(spline(outer, 3) + spline(curledHairline), 20, .55f);
    curls(brush, body, {26, 2, 204, 140}, {1500, .9f, 1.9f, 33});
}

void longCurlyBack(const HairBrush& brush)
{
    const Points side = spline({{50, 40}, {76, 80}, {90, 130}, {94, 190}, {84, 236}, {60, 250}});
    brush.canvas.paint(brush.canvas.shape(mirrored(Points{{0, 36}} + side + Points{{0, 250}})),
                       brush.tone(.42), 1, Keep::in);
}

void longCurly(const HairBrush& brush)
{
    const auto lobed = [](Points guide, float depth) {
        Points out = spline(guide, 4);
        for (size_t i = 0; i < out.size(); ++i)
            out[i].x += (i % 2 ? depth : -depth) * (out[i].x > centreX ? 1.f : -1.f);
        return out;
    };
    const Points outer = lobed(right({{0, 11},
                                      {28, 13},
                                      {56, 30},
                                      {72, 60},
                                      {82, 96},
                                      {90, 136},
                                      {94, 180},
                                      {88, 222},
                                      {70, 246}}),
                               2.2f);
    const Points inner = lobed(right({{0, 56},
                                      {16, 56},
                                      {30, 62},
                                      {44, 76},
                                      {51, 100},
                                      {52, 136},
                                      {50, 172},
                                      {50, 214},
                                      {58, 246}}),
                               1.6f);
    const Stamp body = brush.mass(arch(outer, inner), 11, .5f);
    curls(brush, body, {30, 10, 196, 240}, {1300, 2.4f, 5, 37});
}

} // namespace likeness::portraits
