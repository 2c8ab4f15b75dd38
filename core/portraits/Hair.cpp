#include "core/portraits/Hair.h"

#include "core/portraits/Random.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

Points right(std::initializer_list<Vec> offsets) // offsets from the centre line
{
    Points out(offsets);
    for (Vec& p : out)
        p.x += centreX;
    return out;
}

// The outer and the inner edge of hair that frames a face evenly.
Points arch(const Points& outerRight, const Points& innerRight)
{
    const auto over = [](const Points& half) { // from the left end over the centre line to the right end
        const Points left = mirroredX(half);
        return spline(Points(left.rbegin(), left.rend() - 1) + half);
    };
    const Points outer = over(outerRight), inner = over(innerRight);
    return inner + Points(outer.rbegin(), outer.rend());
}

struct Brush {
    Canvas& canvas;
    Rgb colour;

    Rgb tone(double factor) const { return scaled(colour, factor); }
    Rgb light(double white) const { return mix(colour, {255, 255, 255}, white); }

    // A body of hair: dark at its edges, light where it bulges towards the lamp.
    Stamp mass(const Points& outline, float roundness, float edge = .35f) const
    {
        const Stamp body = canvas.shape(outline, edge);
        canvas.paint(body, tone(.62), 1, Keep::in);
        Points lit = outline;
        for (Vec& p : lit)
            p += Vec(-roundness * .45f, -roundness * .35f);
        canvas.paint(clipped(canvas.shape(lit, roundness), body), tone(1.06));
        return body;
    }

    // Hairs between neighbouring guides, all with the same number of points.
    void strands(const std::vector<Points>& guides, int count, std::uint64_t seed, float width = 1.1f, float stray = 1.2f,
                 const Stamp* window = nullptr) const
    {
        Random random(seed);
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
                canvas.paint(hair, mix(tone(1.25), {255, 255, 255}, .06 + .1 * (shade - .55)), .42, Keep::in);
        }
    }

    void gloss(const Points& curve, float width, const Stamp& window, double strength = .3) const
    {
        canvas.paint(clipped(canvas.stroke(spline(curve), width * .3f, width, width * .3f, width * .3f), window), light(.4), strength);
    }
};

// --- short hair --------------------------------------------------------------------------------------------

const Points shortOuter = right({{0, 16.5f}, {17, 17.5f}, {37, 25}, {52, 41}, {59, 62}, {60, 84}, {58, 109}});
const Points shortInner = right({{0, 55}, {20, 56}, {36, 61}, {45, 70}, {50, 82}, {52.5f, 95}, {54, 109}});

std::vector<Points> between(const Points& inner, const Points& outer, float lean)
{
    std::vector<Points> guides;
    const Points from = mirroredX(Points(inner.rbegin(), inner.rend())) + Points(inner.begin() + 1, inner.end());
    const Points to = mirroredX(Points(outer.rbegin(), outer.rend())) + Points(outer.begin() + 1, outer.end());
    for (size_t i = 0; i < from.size(); ++i) {
        const Vec a = from[i], b = to[i];
        const float upright = std::max(0.f, 1 - std::abs(a.x - centreX) / 50); // at the sides hair lies close
        const Vec bulge(lean * upright, -2 * upright);
        guides.push_back({a, a * .66f + b * .34f + bulge * .6f, a * .3f + b * .7f + bulge, b});
    }
    return guides;
}

void shortCut(const Brush& brush)
{
    const Stamp body = brush.mass(arch(shortOuter, shortInner), 8);
    brush.strands(between(shortInner, shortOuter, 6), 420, 3, 1.3f, 1.4f, &body);
    brush.gloss(right({{-40, 46}, {-20, 33}, {4, 30}, {26, 36}}), 7, body, .26);
}

void buzzCut(const Brush& brush)
{
    const Points outline = arch(right({{0, 26.5f}, {23, 29.5f}, {42, 42}, {53, 62}, {57, 86}, {57.5f, 108}}),
                                right({{0, 56}, {24, 57.5f}, {41, 65}, {48, 76}, {52, 90}, {54, 108}}));
    const Stamp body = brush.canvas.shape(outline, 1.6f);
    brush.canvas.paint(body, brush.tone(.72), .86, Keep::in);
    brush.canvas.paint(clipped(brush.canvas.shape(ellipse({108, 44}, 24, 11), 7), body), brush.light(.22), .4);
    Random random(9);
    for (int i = 0; i < 700; ++i) {
        const Vec p(float(random.uniform(68, 188)), float(random.uniform(26, 108)));
        brush.canvas.paint(clipped(brush.canvas.shape(ellipse(p, .6f, .6f, 6)), body), brush.tone(i % 3 ? .5 : 1.05), .5);
    }
}

void sidePart(const Brush& brush)
{
    const Points outer = right({{-58, 108}, {-61, 80}, {-59, 50}, {-42, 23}, {-12, 10}, {18, 12.5f}, {40, 23}, {55, 45}, {60, 76}, {58, 108}});
    const Points inner = right({{54, 108}, {52, 88}, {48, 72}, {39, 61}, {25, 53}, {6, 56}, {-16, 62}, {-34, 66}, {-46, 76}, {-51.5f, 90}, {-54, 108}});
    const Stamp body = brush.mass(spline(outer) + spline(inner), 8);
    brush.strands({right({{25, 54}, {4, 52}, {-28, 62}, {-50, 78}}), right({{25, 47}, {0, 40}, {-34, 52}, {-55, 84}}),
                   right({{25, 36}, {-2, 24}, {-40, 40}, {-58, 84}}), right({{24, 16}, {-4, 11}, {-44, 24}, {-61, 72}})},
                  330, 5, 1.4f, 1.6f);
    brush.strands({right({{27, 52}, {38, 56}, {48, 74}, {54, 104}}), right({{27, 44}, {44, 46}, {54, 70}, {57, 104}}),
                   right({{27, 20}, {46, 32}, {58, 60}, {59, 100}})},
                  130, 6, 1.3f, 1.2f);
    brush.canvas.paint(clipped(brush.canvas.stroke(spline(right({{26, 53}, {26.5f, 40}, {25, 26}})), 2, 1.6f, .2f, .6f), body), brush.tone(.36), .75);
    brush.gloss(right({{-48, 52}, {-34, 32}, {-10, 24}, {16, 27}}), 8, body, .3);
}

// --- curly and tied hair -----------------------------------------------------------------------------------

void curly(const Brush& brush)
{
    Points outer;
    for (int i = 0; i <= 46; ++i) { // a cloud, from the lower left over the top to the lower right
        const float angle = float(CV_PI) * (1.24f - 1.48f * float(i) / 46);
        const float wave = i % 2 ? 1.f : .962f;
        outer.emplace_back(centreX + 80 * wave * std::cos(angle), 82 - 70 * wave * std::sin(angle));
    }
    const Points inner = right({{55, 122}, {53, 100}, {50, 82}, {43, 68}, {34, 64}, {26, 57}, {14, 59}, {2, 55}, {-10, 58}, {-22, 56}, {-34, 64}, {-43, 68}, {-50, 82}, {-53, 100}, {-55, 122}});
    const Stamp body = brush.mass(spline(outer, 4) + spline(inner), 13, .6f);
    Random random(31);
    for (int i = 0; i < 520; ++i) {
        const float angle = float(random.uniform(0, 2 * CV_PI)), far = std::sqrt(float(random.uniform()));
        const Vec p(centreX + 78 * far * std::cos(angle), 82 + 68 * far * std::sin(angle));
        const float radius = float(random.uniform(1.8, 4)), turn = float(random.uniform(0, 2 * CV_PI));
        Points curl;
        for (int k = 0; k <= 8; ++k)
            curl.emplace_back(p.x + radius * std::cos(turn + .5f * float(k)), p.y + radius * std::sin(turn + .5f * float(k)));
        const Stamp stamp = clipped(brush.canvas.stroke(curl, .4f, 1.5f, .4f), body);
        if (i % 2)
            brush.canvas.paint(stamp, brush.tone(.5), .6);
        else
            brush.canvas.paint(stamp, mix(brush.tone(1.25), {255, 255, 255}, .09), .5);
    }
}

void bunCap(const Brush& brush)
{
    const Points outer = right({{0, 22}, {24, 25}, {43, 37}, {54, 57}, {58.5f, 84}, {57.5f, 106}});
    const Points inner = right({{0, 52}, {22, 54}, {38, 61}, {47, 73}, {52, 88}, {54.5f, 106}});
    const Stamp body = brush.mass(arch(outer, inner), 8);
    std::vector<Points> guides;
    for (const Points& side : {mirroredX(Points(inner.rbegin(), inner.rend())), inner})
        for (const Vec& root : side) {
            const Vec knot(centreX + (root.x - centreX) * .12f, 24);
            const Vec away((root.x - centreX) * .22f, 0);
            guides.push_back({root, root * .68f + knot * .32f + away * .6f, root * .34f + knot * .66f + away, knot});
        }
    brush.strands(guides, 330, 7, 1.1f, .8f, &body);
    brush.gloss(right({{-42, 58}, {-26, 44}, {-4, 39}, {20, 42}}), 7, body, .34);
}

void bunKnot(const Brush& brush)
{
    const Stamp knot = brush.mass(ellipse({centreX, 17.5f}, 25, 15.5f, 40), 6);
    std::vector<Points> guides;
    for (int i = 0; i < 6; ++i) {
        const float r = .3f + .13f * float(i);
        guides.push_back(right({{-24 * r, 22 + 6 * r}, {-14 * r, 18 - 13 * r}, {14 * r, 18 - 13 * r}, {24 * r, 22 + 6 * r}}));
    }
    brush.strands(guides, 110, 8, 1.2f, 1.4f, &knot);
    brush.gloss(right({{-15, 14}, {-5, 8}, {8, 8}}), 5, knot, .35);
}

// --- long hair ---------------------------------------------------------------------------------------------

void bobBack(const Brush& brush)
{
    brush.canvas.paint(brush.canvas.shape(mirrored({{0, 40}, {50, 44}, {66, 90}, {67, 150}, {58, 178}, {40, 182}, {0, 182}})), brush.tone(.46), 1, Keep::in);
}

void bobFront(const Brush& brush)
{
    const Points outer = right({{0, 14.5f}, {24, 16.5f}, {46, 27}, {61, 51}, {67, 84}, {70.5f, 120}, {70, 150}, {64, 176}, {50, 182}});
    const Points inner = right({{0, 83}, {24, 84.5f}, {44, 87}, {50, 90}, {50.5f, 108}, {49.5f, 128}, {48, 150}, {46, 172}, {50, 182}});
    const Stamp body = brush.mass(arch(outer, inner), 9);
    for (const bool left : {true, false}) {
        const auto side = [&](const Points& p) { return left ? mirroredX(p) : p; };
        brush.strands({side(right({{14, 20}, {46, 44}, {52, 110}, {48, 178}})), side(right({{14, 18}, {56, 46}, {62, 110}, {58, 179}})),
                       side(right({{12, 16}, {60, 46}, {69, 110}, {66, 168}}))}, 170, left ? 13 : 14, 1.4f, 1.3f);
    }
    brush.strands({right({{-16, 17}, {-44, 36}, {-47, 62}, {-46, 87}}), right({{-6, 16}, {-22, 34}, {-25, 60}, {-25, 85}}), right({{0, 16}, {0, 34}, {0, 60}, {0, 84}}),
                   right({{6, 16}, {22, 34}, {25, 60}, {25, 85}}), right({{16, 17}, {44, 36}, {47, 62}, {46, 87}})}, 190, 15, 1.4f, 1.2f);
    brush.gloss(right({{-52, 52}, {-30, 40}, {0, 36}, {30, 40}, {52, 52}}), 9, body, .34);
}

void longBack(const Brush& brush)
{
    brush.canvas.paint(brush.canvas.shape(mirrored({{0, 40}, {50, 44}, {66, 90}, {70, 150}, {72, 200}, {74, 260}, {0, 260}})), brush.tone(.44), 1, Keep::in);
}

void longStraight(const Brush& brush)
{
    const Points outer = right({{0, 16}, {24, 18.5f}, {46, 30}, {60, 53}, {66, 84}, {70, 130}, {74, 180}, {78, 260}});
    const Points inner = right({{0, 42}, {13, 48}, {30, 60}, {43, 78}, {50, 102}, {51, 140}, {49, 180}, {46, 260}});
    const Stamp body = brush.mass(arch(outer, inner), 9);
    for (const bool left : {true, false}) {
        const auto side = [&](const Points& p) { return left ? mirroredX(p) : p; };
        brush.strands({side(right({{1, 42}, {22, 53}, {44, 80}, {51, 124}, {48, 258}})), side(right({{1, 34}, {36, 50}, {56, 84}, {60, 130}, {60, 258}})),
                       side(right({{1, 26}, {44, 42}, {63, 84}, {68, 140}, {74, 258}})), side(right({{1, 17}, {44, 30}, {66, 80}, {71, 140}, {78, 258}}))},
                      270, left ? 17 : 18, 1.4f, 1.2f);
    }
    brush.canvas.paint(clipped(brush.canvas.stroke({{centreX, 22}, {centreX, 32}, {centreX, 43}}, .2f, 1.2f, 1.6f, .5f), body), brush.tone(.34), .75);
    brush.gloss(right({{-57, 70}, {-38, 48}, {-14, 37}}), 9, body, .34);
    brush.gloss(right({{57, 70}, {38, 48}, {14, 37}}), 9, body, .26);
}

Points wavy(const Points& guide, float amplitude, float phase)
{
    Points out = spline(guide, 4);
    for (Vec& p : out) {
        const float grow = std::min(1.f, std::max(0.f, (p.y - 66) / 50));
        p.x += amplitude * grow * std::sin((p.y - phase) * .155f);
    }
    return out;
}

void wavyBack(const Brush& brush)
{
    const Points side = wavy({{50, 44}, {72, 90}, {84, 140}, {88, 200}, {88, 260}}, 5, 0);
    brush.canvas.paint(brush.canvas.shape(mirrored(Points{{0, 40}} + side + Points{{0, 260}})), brush.tone(.42), 1, Keep::in);
}

void longWavy(const Brush& brush)
{
    const Points outer = wavy(right({{0, 14}, {26, 16}, {50, 29}, {66, 54}, {74, 90}, {83, 134}, {88, 182}, {90, 260}}), 5, 0);
    const Points inner = wavy(right({{0, 46}, {10, 49}, {27, 59}, {42, 76}, {51, 102}, {52, 140}, {50, 180}, {50, 260}}), 3.4f, 6);
    const Stamp body = brush.mass(arch(outer, inner), 9);
    for (const bool left : {true, false}) {
        const auto side = [&](const Points& p) { return left ? mirroredX(p) : p; };
        brush.strands({side(wavy(right({{1, 45}, {22, 54}, {45, 80}, {53, 124}, {52, 258}}), 3.6f, 6)), side(wavy(right({{1, 36}, {38, 50}, {59, 84}, {65, 134}, {65, 258}}), 4.4f, 4)),
                       side(wavy(right({{1, 26}, {46, 42}, {68, 84}, {77, 140}, {80, 258}}), 5, 2)), side(wavy(right({{1, 15}, {48, 28}, {73, 84}, {83, 140}, {89, 258}}), 5, 0))},
                      300, left ? 19 : 20, 1.7f, 1.6f);
    }
    for (int band = 0; band < 5; ++band) { // light on the crests of the waves
        const float y = 112 + 40.5f * float(band);
        for (const bool left : {true, false}) {
            const Points crest = right({{55, y + 4}, {66, y - 2}, {78, y - 6}});
            brush.gloss(left ? mirroredX(crest) : crest, 8, body, left ? .3 : .2);
        }
    }
    brush.canvas.paint(clipped(brush.canvas.stroke({{centreX, 21}, {centreX, 33}, {centreX, 46}}, .2f, 1.2f, 1.6f, .5f), body), brush.tone(.34), .75);
    brush.gloss(right({{-60, 70}, {-40, 47}, {-14, 36}}), 9, body, .3);
}

void drawFront(const Brush& brush, HairStyle style)
{
    switch (style) {
    case HairStyle::shortCut: return shortCut(brush);
    case HairStyle::buzzCut: return buzzCut(brush);
    case HairStyle::bald: return;
    case HairStyle::bob: return bobFront(brush);
    case HairStyle::longStraight: return longStraight(brush);
    case HairStyle::longWavy: return longWavy(brush);
    case HairStyle::curly: return curly(brush);
    case HairStyle::bun: return bunCap(brush);
    case HairStyle::sidePart: return sidePart(brush);
    }
}

void drawBack(const Brush& brush, HairStyle style)
{
    switch (style) {
    case HairStyle::bob: return bobBack(brush);
    case HairStyle::longStraight: return longBack(brush);
    case HairStyle::longWavy: return wavyBack(brush);
    case HairStyle::bun: return bunKnot(brush);
    default: return;
    }
}

Stamp shadowOf(const Layer& front, int pixels)
{
    if (front.box.empty())
        return {};
    const double scale = pixels / double(worldSize);
    cv::Mat1b all(pixels, pixels, uchar(0));
    const cv::Rect whole(0, 0, pixels, pixels);
    const cv::Rect moved = (front.box + cv::Point(cvRound(2 * scale), cvRound(4.5 * scale))) & whole;
    front.alpha(cv::Rect(0, 0, moved.width, moved.height)).copyTo(all(moved));
    cv::GaussianBlur(all, all, {}, 3 * scale);
    const cv::Rect box = cv::boundingRect(all);
    return {box, all(box).clone()};
}

} // namespace

HairLayers drawHair(HairStyle style, int pixels)
{
    HairLayers layers;
    layers.back = makeLayer(pixels, [&](Canvas& canvas, const Rgb& colour) { drawBack({canvas, colour}, style); });
    layers.front = makeLayer(pixels, [&](Canvas& canvas, const Rgb& colour) { drawFront({canvas, colour}, style); });
    layers.shadow = shadowOf(layers.front, pixels);
    return layers;
}

} // namespace likeness::portraits
