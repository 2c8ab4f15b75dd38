// Hair that falls beside the face.
#include "core/portraits/HairBrush.h"

#include <algorithm>
#include <cmath>

namespace likeness::portraits {

namespace {

Points wavy(const Points& guide, float amplitude, float phase)
{
    Points out = spline(guide, 4);
    for (Vec& p : out) {
        const float grow = std::min(1.f, std::max(0.f, (p.y - 66) / 50));
        p.x += amplitude * grow * std::sin((p.y - phase) * .155f);
    }
    return out;
}

} // namespace

void bobBack(const HairBrush& brush)
{
    brush.canvas.paint(
        brush.canvas.shape(
            mirrored({{0, 40}, {50, 44}, {66, 90}, {67, 150}, {58, 178}, {40, 182}, {0, 182}})),
        brush.tone(.46), 1, Keep::in);
}

void bobFront(const HairBrush& brush)
{
    const Points outer = right({{0, 14.5f},
                                {24, 16.5f},
                                {46, 27},
                                {61, 51},
                                {67, 84},
                                {70.5f, 120},
                                {70, 150},
                                {64, 176},
                                {50, 182}});
    const Points inner = right({{0, 83},
                                {24, 84.5f},
                                {44, 87},
                                {50, 90},
                                {50.5f, 108},
                                {49.5f, 128},
                                {48, 150},
                                {46, 172},
                                {50, 182}});
    const Stamp body = brush.mass(arch(outer, inner), 9);
    for (const bool left : {true, false}) {
        const auto side = [&](const Points& p) { return left ? mirroredX(p) : p; };
        brush.strands({side(right({{14, 20}, {46, 44}, {52, 110}, {48, 178}})),
                       side(right({{14, 18}, {56, 46}, {62, 110}, {58, 179}})),
                       side(right({{12, 16}, {60, 46}, {69, 110}, {66, 168}}))},
                      170, left ? 13 : 14, 1.4f, 1.3f);
    }
    brush.strands({right({{-16, 17}, {-44, 36}, {-47, 62}, {-46, 87}}),
                   right({{-6, 16}, {-22, 34}, {-25, 60}, {-25, 85}}),
                   right({{0, 16}, {0, 34}, {0, 60}, {0, 84}}),
                   right({{6, 16}, {22, 34}, {25, 60}, {25, 85}}),
                   right({{16, 17}, {44, 36}, {47, 62}, {46, 87}})},
                  190, 15, 1.4f, 1.2f);
    brush.gloss(right({{-52, 52}, {-30, 40}, {0, 36}, {30, 40}, {52, 52}}), 9, body, .34);
}

void longBack(const HairBrush& brush)
{
    brush.canvas.paint(
        brush.canvas.shape(
            mirrored({{0, 40}, {50, 44}, {66, 90}, {70, 150}, {72, 200}, {74, 260}, {0, 260}})),
        brush.tone(.44), 1, Keep::in);
}

void longStraight(const HairBrush& brush)
{
    const Points outer = right(
        {{0, 16}, {24, 18.5f}, {46, 30}, {60, 53}, {66, 84}, {70, 130}, {74, 180}, {78, 260}});
    const Points inner =
        right({{0, 42}, {13, 48}, {30, 60}, {43, 78}, {50, 102}, {51, 140}, {49, 180}, {46, 260}});
    const Stamp body = brush.mass(arch(outer, inner), 9);
    for (const bool left : {true, false}) {
        const auto side = [&](const Points& p) { return left ? mirroredX(p) : p; };
        brush.strands({side(right({{1, 42}, {22, 53}, {44, 80}, {51, 124}, {48, 258}})),
                       side(right({{1, 34}, {36, 50}, {56, 84}, {60, 130}, {60, 258}})),
                       side(right({{1, 26}, {44, 42}, {63, 84}, {68, 140}, {74, 258}})),
                       side(right({{1, 17}, {44, 30}, {66, 80}, {71, 140}, {78, 258}}))},
                      270, left ? 17 : 18, 1.4f, 1.2f);
    }
    brush.canvas.paint(clipped(brush.canvas.stroke({{centreX, 22}, {centreX, 32}, {centreX, 43}},
                                                   .2f, 1.2f, 1.6f, .5f),
                               body),
                       brush.tone(.34), .75);
    brush.gloss(right({{-57, 70}, {-38, 48}, {-14, 37}}), 9, body, .34);
    brush.gloss(right({{57, 70}, {38, 48}, {14, 37}}), 9, body, .26);
}

void wavyBack(const HairBrush& brush)
{
    const Points side = wavy({{50, 44}, {72, 90}, {84, 140}, {88, 200}, {88, 260}}, 5, 0);
    brush.canvas.paint(brush.canvas.shape(mirrored(Points{{0, 40}} + side + Points{{0, 260}})),
                       brush.tone(.42), 1, Keep::in);
}

void longWavy(const HairBrush& brush)
{
    const Points outer = wavy(
        right({{0, 14}, {26, 16}, {50, 29}, {66, 54}, {74, 90}, {83, 134}, {88, 182}, {90, 260}}),
        5, 0);
    const Points inner = wavy(
        right({{0, 46}, {10, 49}, {27, 59}, {42, 76}, {51, 102}, {52, 140}, {50, 180}, {50, 260}}),
        3.4f, 6);
    const Stamp body = brush.mass(arch(outer, inner), 9);
    for (const bool left : {true, false}) {
        const auto side = [&](const Points& p) { return left ? mirroredX(p) : p; };
        brush.strands(
            {side(wavy(right({{1, 45}, {22, 54}, {45, 80}, {53, 124}, {52, 258}}), 3.6f, 6)),
             side(wavy(right({{1, 36}, {38, 50}, {59, 84}, {65, 134}, {65, 258}}), 4.4f, 4)),
             side(wavy(right({{1, 26}, {46, 42}, {68, 84}, {77, 140}, {80, 258}}), 5, 2)),
             side(wavy(right({{1, 15}, {48, 28}, {73, 84}, {83, 140}, {89, 258}}), 5, 0))},
            300, left ? 19 : 20, 1.7f, 1.6f);
    }
    for (int band = 0; band < 5; ++band) { // light on the crests of the waves
        const float y = 112 + 40.5f * float(band);
        for (const bool left : {true, false}) {
            const Points crest = right({{55, y + 4}, {66, y - 2}, {78, y - 6}});
            brush.gloss(left ? mirroredX(crest) : crest, 8, body, left ? .3 : .2);
        }
    }
    brush.canvas.paint(clipped(brush.canvas.stroke({{centreX, 21}, {centreX, 33}, {centreX, 46}},
                                                   .2f, 1.2f, 1.6f, .5f),
                               body),
                       brush.tone(.34), .75);
    brush.gloss(right({{-60, 70}, {-40, 47}, {-14, 36}}), 9, body, .3);
}

} // namespace likeness::portraits
