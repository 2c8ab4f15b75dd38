// Hair that ends above the shoulders or is tied up.
#include "core/portraits/HairBrush.h"
#include "core/base/Random.h"

#include <algorithm>
#include <cmath>

namespace likeness::portraits {

namespace {

const Points shortOuter =
    right({{0, 16.5f}, {17, 17.5f}, {37, 25}, {52, 41}, {59, 62}, {60, 84}, {58, 109}});
const Points shortInner =
    right({{0, 55}, {20, 56}, {36, 61}, {45, 70}, {50, 82}, {52.5f, 95}, {54, 109}});

std::vector<Points> between(const Points& inner, const Points& outer, float lean)
{
    std::vector<Points> guides;
    const Points from =
        mirroredX(Points(inner.rbegin(), inner.rend())) + Points(inner.begin() + 1, inner.end());
    const Points to =
        mirroredX(Points(outer.rbegin(), outer.rend())) + Points(outer.begin() + 1, outer.end());
    for (size_t i = 0; i < from.size(); ++i) {
        const Vec a = from[i], b = to[i];
        const float upright =
            std::max(0.f, 1 - std::abs(a.x - centreX) / 50); // at the sides hair lies close
        const Vec bulge(lean * upright, -2 * upright);
        guides.push_back({a, a * .66f + b * .34f + bulge * .6f, a * .3f + b * .7f + bulge, b});
    }
    return guides;
}

} // namespace

void shortCut(const HairBrush& brush)
{
    const Stamp body = brush.mass(arch(shortOuter, shortInner), 8);
    brush.strands(between(shortInner, shortOuter, 6), 420, 3, 1.3f, 1.4f, &body);
    brush.gloss(right({{-40, 46}, {-20, 33}, {4, 30}, {26, 36}}), 7, body, .26);
}

void buzzCut(const HairBrush& brush)
{
    const Points outline =
        arch(right({{0, 26.5f}, {23, 29.5f}, {42, 42}, {53, 62}, {57, 86}, {57.5f, 108}}),
             right({{0, 56}, {24, 57.5f}, {41, 65}, {48, 76}, {52, 90}, {54, 108}}));
    const Stamp body = brush.canvas.shape(outline, 1.6f);
    brush.canvas.paint(body, brush.tone(.72), .86, Keep::in);
    brush.canvas.paint(clipped(brush.canvas.shape(ellipse({108, 44}, 24, 11), 7), body),
                       brush.light(.22), .4);
    base::Random random(9);
    for (int i = 0; i < 700; ++i) {
        const Vec p(float(random.uniform(68, 188)), float(random.uniform(26, 108)));
        brush.canvas.paint(clipped(brush.canvas.shape(ellipse(p, .6f, .6f, 6)), body),
                           brush.tone(i % 3 ? .5 : 1.05), .5);
    }
}

void sidePart(const HairBrush& brush)
{
    const Points outer = right({{-58, 108},
                                {-61, 80},
                                {-59, 50},
                                {-42, 23},
                                {-12, 10},
                                {18, 12.5f},
                                {40, 23},
                                {55, 45},
                                {60, 76},
                                {58, 108}});
    const Points inner = right({{54, 108},
                                {52, 88},
                                {48, 72},
                                {39, 61},
                                {25, 53},
                                {6, 56},
                                {-16, 62},
                                {-34, 66},
                                {-46, 76},
                                {-51.5f, 90},
                                {-54, 108}});
    const Stamp body = brush.mass(spline(outer) + spline(inner), 8);
    brush.strands({right({{25, 54}, {4, 52}, {-28, 62}, {-50, 78}}),
                   right({{25, 47}, {0, 40}, {-34, 52}, {-55, 84}}),
                   right({{25, 36}, {-2, 24}, {-40, 40}, {-58, 84}}),
                   right({{24, 16}, {-4, 11}, {-44, 24}, {-61, 72}})},
                  330, 5, 1.4f, 1.6f);
    brush.strands({right({{27, 52}, {38, 56}, {48, 74}, {54, 104}}),
                   right({{27, 44}, {44, 46}, {54, 70}, {57, 104}}),
                   right({{27, 20}, {46, 32}, {58, 60}, {59, 100}})},
                  130, 6, 1.3f, 1.2f);
    brush.canvas.paint(clipped(brush.canvas.stroke(spline(right({{26, 53}, {26.5f, 40}, {25, 26}})),
                                                   2, 1.6f, .2f, .6f),
                               body),
                       brush.tone(.36), .75);
    brush.gloss(right({{-48, 52}, {-34, 32}, {-10, 24}, {16, 27}}), 8, body, .3);
}

void bunCap(const HairBrush& brush)
{
    const Points outer = right({{0, 22}, {24, 25}, {43, 37}, {54, 57}, {58.5f, 84}, {57.5f, 106}});
    const Points inner = right({{0, 52}, {22, 54}, {38, 61}, {47, 73}, {52, 88}, {54.5f, 106}});
    const Stamp body = brush.mass(arch(outer, inner), 8);
    std::vector<Points> guides;
    for (const Points& side : {mirroredX(Points(inner.rbegin(), inner.rend())), inner})
        for (const Vec& root : side) {
            const Vec knot(centreX + (root.x - centreX) * .12f, 24);
            const Vec away((root.x - centreX) * .22f, 0);
            guides.push_back({root, root * .68f + knot * .32f + away * .6f,
                              root * .34f + knot * .66f + away, knot});
        }
    brush.strands(guides, 330, 7, 1.1f, .8f, &body);
    brush.gloss(right({{-42, 58}, {-26, 44}, {-4, 39}, {20, 42}}), 7, body, .34);
}

void bunKnot(const HairBrush& brush)
{
    const Stamp knot = brush.mass(ellipse({centreX, 17.5f}, 25, 15.5f, 40), 6);
    std::vector<Points> guides;
    for (int i = 0; i < 6; ++i) {
        const float r = .3f + .13f * float(i);
        guides.push_back(right({{-24 * r, 22 + 6 * r},
                                {-14 * r, 18 - 13 * r},
                                {14 * r, 18 - 13 * r},
                                {24 * r, 22 + 6 * r}}));
    }
    brush.strands(guides, 110, 8, 1.2f, 1.4f, &knot);
    brush.gloss(right({{-15, 14}, {-5, 8}, {8, 8}}), 5, knot, .35);
}

void ponytailTail(const HairBrush& brush)
{
    const Points path =
        spline(right({{4, 20}, {34, 8}, {62, 22}, {78, 62}, {80, 116}, {74, 172}, {66, 222}}), 8);
    const Stamp tail = brush.canvas.stroke(path, 12, 36, 5, .4f);
    brush.canvas.paint(tail, brush.tone(.9), 1, Keep::in);
    std::vector<Points> guides;
    for (const float across : {-13.f, -6.f, 0.f, 6.f, 13.f}) {
        Points guide;
        for (size_t i = 0; i < path.size(); i += 4) {
            const float narrow = 1 - .8f * std::abs(float(i) / float(path.size()) - .45f);
            guide.push_back(path[i] + Vec(across * narrow, across * narrow * .3f));
        }
        guides.push_back(guide);
    }
    brush.strands(guides, 200, 27, 1.4f, 1.4f, &tail);
    brush.gloss(right({{58, 24}, {72, 50}, {76, 84}}), 8, tail, .34);
    brush.canvas.paint(brush.canvas.shape(ellipse({centreX + 14, 17}, 7, 8), .4f), {60, 48, 60}, 1,
                       Keep::in); // the band
}

void mohawk(const HairBrush& brush)
{
    const Points sides =
        arch(right({{0, 26.5f}, {23, 29.5f}, {42, 42}, {53, 62}, {57, 86}, {57.5f, 104}}),
             right({{0, 54}, {24, 57.5f}, {41, 65}, {48, 76}, {52, 90}, {54, 104}}));
    const Stamp shaved = brush.canvas.shape(sides, 1.8f);
    brush.canvas.paint(shaved, brush.tone(.8), .42, Keep::in);
    Points crest = right({{-22, 60}, {-29, 42}, {-29, 24}});
    for (int spike = 0; spike < 7; ++spike) { // the tips, from the left to the right
        const float x = -27 + 54 * float(spike) / 6;
        const float top = 3 + 6 * std::abs(float(spike) - 3) / 3;
        crest.push_back({centreX + x * 1.15f, top});
        if (spike < 6)
            crest.push_back({centreX + (x + 4.5f) * 1.05f, top + 9});
    }
    for (const Vec& p : right({{29, 24}, {29, 42}, {22, 60}, {9, 65}, {-9, 65}}))
        crest.push_back(p);
    const Stamp body = brush.mass(crest, 7);
    std::vector<Points> guides;
    for (const float x : {-24.f, -12.f, 0.f, 12.f, 24.f})
        guides.push_back(right({{x * .9f, 60}, {x, 44}, {x * 1.1f, 26}, {x * 1.2f, 5}}));
    brush.strands(guides, 200, 29, 1.5f, 1.6f, &body);
    brush.gloss(right({{-15, 36}, {-4, 30}, {10, 32}}), 7, body, .3);
}

} // namespace likeness::portraits
