// Clothes that are open in front or cross over: suit, leather jacket, kimono.
#include "core/portraits/Cloth.h"

#include <cmath>

namespace likeness::portraits {

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

void leatherJacket(const Cloth& cloth)
{
    // a white t-shirt beneath, then two halves that stand open
    cloth.fixed(mirrored(spline({{0, 221}, {14, 219}, {27, 212}, {36, 204}, {40, 212}, {34, 262}, {0, 262}})),
                {234, 234, 236});
    cloth.canvas.multiply(cloth.canvas.shape(ellipse({131, 208}, 38, 10), 4), {150, 148, 160}, .7);
    cloth.fixed(ribbon(spline({{centreX - 27, 213}, {centreX, 222}, {centreX + 27, 213}}), 2, 2, 2),
                {196, 196, 202});
    for (const float side : {-1.f, 1.f}) {
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        const Points half =
            Points{at(20, 262)} + spline({at(21, 246), at(28, 226), at(38, 204)}) +
            spline({at(52, 210), at(78, 215), at(104, 223), at(120, 238), at(127, 262)});
        const Stamp leather = cloth.fill(half, side < 0 ? .96 : .8);
        cloth.model(leather);
        // leather shines where it folds
        for (const auto& [dx, y] : {std::pair{70.f, 228.f}, {92.f, 238.f}, {60.f, 248.f}})
            cloth.canvas.paint(clipped(cloth.canvas.stroke(spline({at(dx - 9, y + 5), at(dx, y), at(dx + 10, y + 3)}),
                                                           .4f, 4, .4f, 1),
                                       leather),
                               {255, 255, 255}, side < 0 ? .34 : .2);
        const Points lapel{at(20, 262), at(23, 242), at(30, 224), at(38, 203), at(56, 207), at(68, 228), at(50, 240)};
        cloth.fill(lapel, side < 0 ? 1.1 : .92);
        cloth.edge({at(38, 203), at(56, 207), at(68, 228), at(50, 240), at(20, 262)}, 1.5f, .42);
        Points teeth; // of the zip
        for (const Vec& p : spline({at(38, 204), at(28, 225), at(21, 246), at(19.5f, 262)}))
            teeth.push_back(p);
        cloth.fixed(ribbon(teeth, 2.6f, 2.6f, 2.6f), {206, 206, 212});
        cloth.fixed(ribbon(teeth, .8f, .8f, .8f), {90, 90, 96});
        cloth.edge(spline({at(60, 213), at(80, 226), at(100, 226)}), 1.1f, .5); // shoulder seam
    }
}

void kimono(const Cloth& cloth)
{
    const Stamp body = cloth.fill(garment({{0, 246}, {10, 238}, {24, 222}, {36, 205}}));
    cloth.model(body);
    for (const auto& [x, y] : {std::pair{52.f, 236.f}, {36.f, 252.f}, {74.f, 254.f}, {94.f, 246.f}, {-60.f, 238.f},
                               {-84.f, 250.f}, {-44.f, 254.f}, {-104.f, 258.f}, {108.f, 260.f}})
        for (int petal = 0; petal < 5; ++petal) { // blossoms of five petals
            const float angle = float(petal) * 1.2566f;
            cloth.fixed(ellipse({centreX + x + 3.4f * std::cos(angle), y + 3.4f * std::sin(angle)}, 2.4f, 2.4f, 12),
                        {250, 240, 236}, .85);
        }
    // the collar's band crosses: the picture's right side lies over the left one
    const auto band = [&](float side, float low) {
        const auto at = [&](float dx, float y) { return Vec(centreX + side * dx, y); };
        const Points curve = spline({at(34, 192), at(37, 208), at(26, 226), at(6, 246), at(low, 264)});
        cloth.fixed(ribbon(curve, 13, 13, 13), {246, 240, 228});
        const Points outer = spline({at(40, 194), at(43, 209), at(32, 229), at(11, 250), at(low + 5, 266)});
        cloth.fill(ribbon(outer, 9, 9, 9), .62);
        cloth.edge(outer, .8f, .4);
    };
    band(-1, -14);
    band(1, -12);
    cloth.canvas.multiply(clipped(cloth.canvas.shape(ellipse({131, 203}, 40, 9), 4), body), {130, 124, 132}, .6);
}

} // namespace likeness::portraits
