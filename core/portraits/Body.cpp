#include "core/portraits/Body.h"

#include "core/portraits/Cloth.h"

namespace likeness::portraits {

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
        case Clothing::leatherJacket:
            return leatherJacket(cloth);
        case Clothing::kimono:
            return kimono(cloth);
        }
    });
}

} // namespace likeness::portraits
