#include "core/portraits/Body.h"

namespace likeness::portraits {

namespace {

Points offsets(std::initializer_list<Vec> points)
{
    Points out(points);
    for (Vec& p : out)
        p.x += centreX;
    return out;
}

// A garment from its neckline (right half, from the centre outwards) to the shoulders and the
// bottom edge.
Points garment(const Points& neckline)
{
    const Points half = spline(neckline) +
                        spline({{50, 213}, {76, 219}, {98, 227}, {114, 240}, {122, 262}}) +
                        Points{{0, 262}};
    return mirrored(half);
}

struct Cloth {
    Canvas& canvas;
    Rgb colour;

    Stamp fill(const Points& outline, double tone = .96) const
    {
        const Stamp stamp = canvas.shape(outline);
        canvas.paint(stamp, scaled(colour, tone), 1, Keep::in);
        return stamp;
    }
    // Light from the left above, the far shoulder in shade, folds under the arms.
    void model(const Stamp& body) const
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
    void crease(const Stamp& window, const Points& curve, float width, double strength) const
    {
        canvas.multiply(
            clipped(canvas.stroke(spline(curve), .5f, width, .5f, width * .35f), window),
            {90, 86, 96}, strength);
    }
    void edge(const Points& curve, float width, double tone) const
    {
        canvas.paint(canvas.stroke(spline(curve), width, width, width, .25f), scaled(colour, tone),
                     1, Keep::in);
    }
    void fixed(const Points& outline, const Rgb& rgb, double opacity = 1) const
    {
        canvas.paint(canvas.shape(outline), rgb, opacity, Keep::in);
    }
};

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

void suit(const Cloth& cloth)
{
    cloth.fixed(mirrored(spline({{0, 224}, {20, 214}, {34, 204}, {42, 212}, {38, 262}, {0, 262}})),
                {236, 237, 240});
    cloth.canvas.multiply(cloth.canvas.shape(ellipse({131, 208}, 36, 9), 4), {150, 148, 160}, .7);
    const Rgb tie{150, 28, 42};
    cloth.fixed(
        {{centreX - 6, 223}, {centreX + 6, 223}, {centreX + 4.5f, 233}, {centreX - 4.5f, 233}},
        tie);
    cloth.fixed(
        {{centreX - 4.5f, 233}, {centreX + 4.5f, 233}, {centreX + 9, 262}, {centreX - 9, 262}},
        scaled(tie, .86));
    cloth.fixed({{centreX - 6, 223}, {centreX - 2, 223}, {centreX - 3, 233}, {centreX - 4.5f, 233}},
                scaled(tie, 1.25), .6);
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        cloth.fixed({at(34, 203), at(20, 212), at(5, 223), at(17, 235), at(30, 222), at(40, 212)},
                    side < 0 ? Rgb{252, 252, 253} : Rgb{226, 227, 232});
        cloth.fixed(ribbon({at(5, 223), at(17, 235), at(30, 222)}, .8f, .8f, .8f), {150, 152, 162});
        const Points half =
            Points{at(13, 262)} + spline({at(20, 246), at(30, 228), at(40, 209)}) +
            spline({at(52, 213), at(76, 218), at(100, 226), at(116, 240), at(122, 262)});
        const Stamp jacket = cloth.fill(half, side < 0 ? 1 : .86);
        cloth.model(jacket);
        const Points lapel{at(14, 262), at(23, 243), at(32, 226), at(40, 209), at(51, 215),
                           at(55, 230), at(46, 233), at(49, 240), at(30, 262)};
        cloth.fill(lapel, side < 0 ? 1.2 : 1.02);
        cloth.edge({at(40, 209), at(51, 215), at(55, 230)}, .9f, .5);
        cloth.edge({at(46, 233), at(49, 240), at(30, 262)}, 1, .5);
        cloth.edge({at(40, 209), at(31, 228), at(14, 262)}, 1, .45);
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

} // namespace

Layer drawBody(Presentation presentation, int pixels)
{
    return makeLayer(pixels, [&](Canvas& canvas, const Rgb& skin) {
        const float neck = presentation == Presentation::man ? 34.f : 28.f;
        const Points outline = mirrored(spline({{0, 140},
                                                {neck, 140},
                                                {neck - 1, 176},
                                                {neck, 196},
                                                {neck + 8, 208},
                                                {60, 219},
                                                {88, 228},
                                                {104, 240},
                                                {110, 264},
                                                {0, 264}}));
        const Stamp body = canvas.shape(outline);
        canvas.paint(body, scaled(skin, .93), 1, Keep::in);
        const auto shade = [&](const Stamp& stamp, double strength) {
            canvas.multiply(clipped(stamp, body), {146, 108, 98}, strength);
        };
        shade(canvas.shape(ellipse({centreX + 5, 184}, 46, 21), 7), .95);
        shade(
            canvas.stroke(
                {{centreX + neck - 2, 176}, {centreX + neck + 1, 196}, {centreX + neck + 12, 212}},
                4, 11, 4, 4),
            .7);
        shade(canvas.stroke(
                  {{centreX - neck + 1, 176}, {centreX - neck, 196}, {centreX - neck - 8, 210}}, 2,
                  5, 2, 2),
              .5);
        shade(canvas.shape(ellipse({220, 250}, 26, 24), 9), .6);
        for (const float side : {-1.f, 1.f}) {
            const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
            shade(canvas.stroke(spline({at(neck - 6, 196), at(14, 214), at(6, 224)}), .5f, 3, 1,
                                1.2f),
                  .5);
            shade(canvas.stroke(spline({at(7, 226), at(30, 225), at(56, 222), at(76, 225)}), 1,
                                2.6f, .5f, 1),
                  .55);
        }
        shade(canvas.shape(ellipse({centreX, 226}, 4, 3), 1.5f), .6);
        canvas.paint(clipped(canvas.shape(ellipse({70, 226}, 20, 6), 5), body), scaled(skin, 1.12),
                     .6);
    });
}

Layer drawClothing(Clothing clothing, int pixels)
{
    return makeLayer(pixels, [&](Canvas& canvas, const Rgb& colour) {
        const Cloth cloth{canvas, colour};
        switch (clothing) {
        case Clothing::tShirt:
            return tShirt(cloth);
        case Clothing::hoodie:
            return hoodie(cloth);
        case Clothing::suit:
            return suit(cloth);
        case Clothing::turtleneck:
            return turtleneck(cloth);
        case Clothing::shirt:
            return shirt(cloth);
        case Clothing::dress:
            return dress(cloth);
        }
    });
}

} // namespace likeness::portraits
