#include "core/portraits/Accessories.h"

namespace likeness::portraits {

namespace {

constexpr Rgb white{255, 255, 255};

void scarf(Canvas& canvas)
{
    const Rgb wool{222, 118, 34};
    const auto at = [](float dx, float y) { return Vec(centreX + dx, y); };
    const Points end{at(18, 222), at(42, 218), at(50, 262), at(20, 262)}; // hangs down on the right
    canvas.paint(canvas.shape(end), scaled(wool, .86), 1, Keep::in);
    const Points roll = closedSpline({at(-48, 196), at(-36, 187), at(-14, 196), at(14, 197), at(36, 188), at(48, 196),
                                      at(52, 212), at(36, 228), at(0, 234), at(-36, 228), at(-52, 212)});
    const Stamp body = canvas.shape(roll);
    canvas.paint(body, wool, 1, Keep::in);
    for (const float shift : {0.f, 11.f, 21.f}) // folds that go round the neck
        canvas.multiply(clipped(canvas.stroke(spline({at(-52, 200 + shift), at(-20, 212 + shift), at(18, 210 + shift),
                                                      at(52, 196 + shift)}),
                                              1, 4, 1, 1.2f),
                                body),
                        {140, 108, 96}, .8);
    canvas.paint(clipped(canvas.stroke(spline({at(-46, 203), at(-18, 214), at(14, 213)}), .5f, 5, .5f, 1.6f), body),
                 mix(wool, white, .5), .55);
    for (const float y : {252.f, 258.f}) // stripes at the end
        canvas.paint(canvas.stroke({at(21, y), at(49, y)}, 2.4f, 2.4f, 2.4f), {250, 226, 170}, .9, Keep::in);
}

void hat(Canvas& canvas)
{
    const Rgb felt{44, 42, 50};
    const Points crown = mirrored(spline({{0, 3}, {30, 4}, {49, 12}, {56, 34}, {58, 58}, {0, 64}}));
    const Stamp top = canvas.shape(crown);
    canvas.paint(top, felt, 1, Keep::in);
    canvas.paint(clipped(canvas.shape(ellipse({106, 22}, 22, 12), 6), top), white, .2);
    canvas.paint(clipped(canvas.stroke(spline({{68, 50}, {98, 57}, {128, 59}, {158, 57}, {188, 50}}), 13, 13, 13), top),
                 {172, 34, 44}, 1); // the ribbon
    const Points brim = closedSpline(
        {{34, 62}, {60, 58}, {94, 63}, {128, 64}, {162, 63}, {196, 58}, {222, 62}, {196, 72}, {160, 75}, {128, 76}, {96, 75}, {60, 72}});
    const Stamp rim = canvas.shape(brim);
    canvas.paint(rim, scaled(felt, 1.25), 1, Keep::in);
    canvas.paint(clipped(canvas.stroke(spline({{44, 63}, {90, 67}, {128, 68}}), .5f, 3, .5f, 1), rim), white, .28);
}

void headphones(Canvas& canvas)
{
    const Rgb shell{236, 236, 240};
    const Points arc = spline({{62, 106}, {62, 66}, {84, 26}, {128, 10}, {172, 26}, {194, 66}, {194, 106}});
    canvas.paint(canvas.stroke(arc, 9, 10, 9, .3f), scaled(shell, .8), 1, Keep::in);
    canvas.paint(canvas.stroke(arc, 2, 4, 2, .6f), white, .9);
    for (const float side : {-1.f, 1.f}) {
        const Vec ear(centreX + side * 66, 114);
        canvas.paint(canvas.shape(ellipse(ear - Vec(side * 5, 0), 9, 24)), {52, 52, 58}, 1, Keep::in);
        const Stamp cup = canvas.shape(ellipse(ear, 10, 23));
        canvas.paint(cup, side < 0 ? shell : scaled(shell, .84), 1, Keep::in);
        canvas.paint(clipped(canvas.shape(ellipse(ear + Vec(-3, -9), 4, 9), 2), cup), white, .8);
    }
}

void earrings(Canvas& canvas)
{
    for (const float side : {-1.f, 1.f}) {
        const Vec ring(centreX + side * 58, 144);
        Points hoop = ellipse(ring, 9, 12, 36);
        hoop.push_back(hoop.front());
        canvas.paint(canvas.stroke(hoop, 4.2f, 4.2f, 4.2f), {176, 122, 24}, 1, Keep::in);
        canvas.paint(canvas.stroke(hoop, 1.6f, 1.6f, 1.6f), {255, 222, 110}, 1);
    }
}

} // namespace

Layer drawAccessory(Accessory accessory, int pixels)
{
    return makeLayer(pixels, [&](Canvas& canvas, const Rgb&) {
        switch (accessory) {
        case Accessory::none:
            return;
        case Accessory::scarf:
            return scarf(canvas);
        case Accessory::hat:
            return hat(canvas);
        case Accessory::headphones:
            return headphones(canvas);
        case Accessory::earrings:
            return earrings(canvas);
        }
    });
}

} // namespace likeness::portraits
