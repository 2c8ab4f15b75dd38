#include "core/portraits/Face.h"

namespace likeness::portraits {

void paintGlasses(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    if (person.glasses == Glasses::none)
        return;
    const Rgb frame{28, 26, 30};
    const bool round = person.glasses == Glasses::round;
    for (const Eye& eye : anatomy.eyes) {
        const Vec c(centreX + eye.outward * 25.5f, 108.5f);
        const auto rim = [&](float grow) {
            if (round)
                return ellipse(c, 17.5f + grow, 17 + grow, 36);
            const float x = 19.5f + grow, y = 13 + grow, k = 4.5f;
            return closedSpline({{c.x - x, c.y - y + k},
                                 {c.x - x + k, c.y - y},
                                 {c.x, c.y - y - .4f},
                                 {c.x + x - k, c.y - y},
                                 {c.x + x, c.y - y + k},
                                 {c.x + x - .6f, c.y + y - k},
                                 {c.x + x - k, c.y + y},
                                 {c.x, c.y + y + .4f},
                                 {c.x - x + k, c.y + y},
                                 {c.x - x + .6f, c.y + y - k}},
                                4);
        };
        const Stamp lens = canvas.shape(rim(0));
        canvas.paint(lens, {214, 228, 240}, .07);
        canvas.paint(clipped(canvas.shape({{c.x - 12, c.y - 17},
                                           {c.x - 4, c.y - 17},
                                           {c.x - 14, c.y + 10},
                                           {c.x - 20, c.y + 6}},
                                          .6f),
                             lens),
                     {255, 255, 255}, .13);
        canvas.multiply(
            canvas.stroke(rim(.5f) + Points{rim(.5f).front() + Vec(0, .01f)}, 4, 4, 4, 1.2f),
            {170, 150, 145}, .5);
        const Points edge = rim(0);
        canvas.paint(canvas.stroke(edge + Points{edge[0], edge[1]}, 2.7f, 2.7f, 2.7f), frame, 1,
                     Keep::in);
        const float side = round ? 17.5f : 19.5f;
        canvas.paint(
            canvas.stroke({{c.x + eye.outward * side, c.y - 4},
                           {centreX + eye.outward * (anatomy.cheekHalfWidth + 1), c.y - 5.5f}},
                          2.4f, 2.4f, 2.4f),
            frame, 1, Keep::in);
    }
    const float inner = round ? 8.3f : 6.3f;
    canvas.paint(
        canvas.stroke(
            spline({{centreX - inner, 105.5f}, {centreX, 102.6f}, {centreX + inner, 105.5f}}), 2.5f,
            2.3f, 2.5f),
        frame);
}

} // namespace likeness::portraits
