// Clothes that are closed: t-shirt, hoodie, turtleneck, shirt, dress.
#include "core/portraits/Cloth.h"

namespace likeness::portraits {

namespace {

Points offsets(std::initializer_list<Vec> points)
{
    Points out(points);
    for (Vec& p : out)
        p.x += centreX;
    return out;
}

} // namespace

void tShirt(const Cloth& cloth)
{
    const Points neck{{0, 224}, {14, 222}, {27, 215}, {35, 206}};
    const Stamp body = cloth.fill(garment(neck));
    cloth.model(body);
    for (const float grow : {0.f, 4.6f}) {
        Points band;
        for (const Vec& p : neck)
            band.push_back({centreX + p.x * (1 + grow * .012f), p.y + grow});
        Points all =
            mirroredX(Points(band.rbegin(), band.rend())) + Points(band.begin() + 1, band.end());
        cloth.edge(all, grow > 0 ? 1.1f : 2.6f, grow > 0 ? .55 : .72);
    }
}

void hoodie(const Cloth& cloth)
{
    const Stamp body = cloth.fill(garment({{0, 238}, {10, 234}, {24, 222}, {36, 208}}), .92);
    cloth.model(body);
    for (const float side : {-1.f, 1.f}) { // the rolls of the hood
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        const Points roll =
            spline({at(36, 190), at(50, 189), at(60, 201), at(57, 216), at(41, 231), at(16, 245),
                    at(0, 246), at(0, 236), at(12, 231), at(25, 218), at(34, 203)});
        const Stamp stamp = cloth.fill(roll, side < 0 ? 1.08 : .86);
        cloth.canvas.multiply(
            clipped(cloth.canvas.stroke(
                        spline({at(37, 190), at(35, 203), at(25, 218), at(12, 231), at(0, 236)}), 3,
                        9, 4, 2),
                    stamp),
            {110, 106, 116}, .8);
        cloth.edge({at(60, 202), at(57, 217), at(41, 232), at(16, 245.5f)}, 1.1f, .5);
        cloth.fixed(ribbon(spline({at(14, 240), at(15, 248), at(13.5f, 262)}), 2.6f, 2.6f, 2.6f),
                    {244, 242, 236});
        cloth.fixed(ellipse(at(14, 239), 2.2f, 2.2f, 12), {120, 120, 124});
    }
}

void turtleneck(const Cloth& cloth)
{
    const Stamp body = cloth.fill(garment({{0, 206}, {20, 206}, {38, 208}}));
    cloth.model(body);
    const Points collar = mirrored(spline({{0, 199},
                                           {18, 197.5f},
                                           {33, 192},
                                           {37, 196},
                                           {38.5f, 206},
                                           {40, 216},
                                           {30, 222},
                                           {0, 225}}));
    const Stamp roll = cloth.fill(collar, 1.04);
    for (float x = -33; x <= 33; x += 5.5f)
        cloth.crease(
            roll, offsets({{x, 190 + 9 - std::abs(x) * .12f}, {x * 1.06f, 210}, {x * 1.1f, 225}}),
            1.7f, .42);
    cloth.canvas.multiply(clipped(cloth.canvas.shape(ellipse({centreX + 4, 197}, 40, 6), 3), roll),
                          {110, 104, 112}, .8);
    cloth.canvas.multiply(clipped(cloth.canvas.shape(ellipse({centreX + 36, 210}, 9, 16), 4), roll),
                          {130, 124, 132}, .7);
    cloth.edge(offsets({{-39, 217}, {-30, 222.5f}, {0, 225.5f}, {30, 222.5f}, {39, 217}}), 1.3f,
               .5);
    for (float x = -90; x <= 90; x += 9) // knit
        if (std::abs(x) > 8)
            cloth.crease(body, offsets({{x * .72f, 228}, {x * .86f, 242}, {x, 258}}), 1.6f, .16);
}

void shirt(const Cloth& cloth)
{
    const Stamp body = cloth.fill(garment({{0, 240}, {8, 232}, {24, 216}, {38, 206}}));
    cloth.model(body);
    cloth.edge(offsets({{0, 238}, {0, 250}, {0, 262}}), 1.1f, .55);
    for (const float y : {246.f, 258.f}) {
        cloth.fixed(ellipse({centreX + 3.5f, y}, 2, 2, 14), {250, 250, 248});
        cloth.fixed(ellipse({centreX + 3.5f, y}, .8f, .8f, 8), {120, 120, 124});
    }
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        const Points wing{at(35, 198), at(22, 212), at(3, 232), at(16, 250),
                          at(34, 233), at(45, 214), at(42, 203)};
        cloth.canvas.multiply(
            clipped(cloth.canvas.shape({at(3, 236), at(17, 254), at(36, 236), at(47, 216)}, 2),
                    body),
            {110, 106, 116}, .7);
        const Stamp stamp = cloth.fill(wing, side < 0 ? 1.14 : .98);
        cloth.crease(stamp, {at(35, 198), at(22, 212), at(3, 232)}, 4, .5);
        cloth.edge({at(3, 232), at(9.5f, 241), at(16, 250)}, 1, .5);
        cloth.edge({at(16, 250), at(34, 233), at(45, 214)}, 1, .5);
    }
}

void dress(const Cloth& cloth)
{
    const Points half =
        spline({{0, 244}, {10, 238}, {28, 233}, {48, 233}, {66, 238}, {78, 248}, {84, 262}});
    const Stamp body = cloth.fill(mirrored(half + Points{{0, 262}}));
    cloth.canvas.paint(clipped(cloth.canvas.shape(ellipse({96, 246}, 24, 10), 5), body),
                       scaled(cloth.colour, 1.18), .6);
    cloth.canvas.multiply(clipped(cloth.canvas.shape(ellipse({196, 256}, 22, 18), 7), body),
                          {120, 114, 122}, .7);
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        cloth.fill(ribbon(spline({at(44, 236), at(50, 224), at(53, 214.5f)}), 7, 7, 7),
                   side < 0 ? 1.05 : .86);
    }
    Points hem;
    for (const Vec& p : spline({{0, 244}, {10, 238}, {28, 233}, {48, 233}, {66, 238}, {78, 248}}))
        hem.emplace_back(centreX + p.x, p.y + .5f);
    cloth.edge(hem, 1.8f, .64);
    cloth.edge(mirroredX(hem), 1.8f, .7);
    cloth.crease(body, offsets({{0, 245}, {1, 252}, {0, 262}}), 3, .5);
}

} // namespace likeness::portraits
