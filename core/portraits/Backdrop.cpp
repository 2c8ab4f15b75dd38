#include "core/portraits/Backdrop.h"

#include "core/base/Random.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

Points rectangle(float left, float top, float right, float bottom)
{
    return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

// Colours at heights (units, top to bottom), blended between.
void gradient(Canvas& canvas, const std::vector<std::pair<float, Rgb>>& stops)
{
    for (int row = 0; row < canvas.picture.rows; ++row) {
        const float y = (float(row) + .5f) / canvas.scale();
        size_t i = 0;
        while (i + 2 < stops.size() && y > stops[i + 1].first)
            ++i;
        const float span = stops[i + 1].first - stops[i].first;
        const double t = std::clamp((y - stops[i].first) / span, 0.f, 1.f);
        const Rgb c = mix(stops[i].second, stops[i + 1].second, t);
        canvas.picture.row(row).setTo(cv::Vec3b(cv::saturate_cast<uchar>(c.r),
                                                cv::saturate_cast<uchar>(c.g),
                                                cv::saturate_cast<uchar>(c.b)));
    }
}

void wall(Canvas& canvas, const Rgb& colour)
{
    const Rgb edge = scaled(colour, .6), middle = mix(colour, {255, 255, 255}, .16);
    for (int row = 0; row < canvas.picture.rows; ++row)
        for (int column = 0; column < canvas.picture.cols; ++column) {
            const double dx = (double(column) / canvas.scale() - 112) / 165,
                         dy = (double(row) / canvas.scale() - 100) / 175;
            const double t = std::min(1.0, dx * dx + dy * dy);
            const Rgb c = mix(middle, edge, t * t * (3 - 2 * t));
            canvas.picture(row, column) =
                cv::Vec3b(cv::saturate_cast<uchar>(c.r), cv::saturate_cast<uchar>(c.g),
                          cv::saturate_cast<uchar>(c.b));
        }
}

void cloud(Canvas& canvas, float x, float y, float size)
{
    for (const auto& [dx, dy, r] :
         {std::tuple{-1.1f, .2f, .6f}, {-.4f, -.2f, .85f}, {.5f, -.1f, .75f}, {1.2f, .25f, .5f}})
        canvas.paint(
            canvas.shape(ellipse({x + dx * size, y + dy * size}, r * size * 1.2f, r * size * .62f),
                         size * .14f),
            {255, 255, 255}, .82);
}

void beach(Canvas& canvas)
{
    gradient(canvas, {{0, {72, 158, 226}},
                      {100, {186, 226, 246}},
                      {128, {214, 238, 246}},
                      {256, {214, 238, 246}}});
    cloud(canvas, 40, 34, 15);
    cloud(canvas, 216, 56, 12);
    canvas.paint(canvas.shape(rectangle(-5, 128, 261, 190)), {28, 126, 176});
    canvas.paint(canvas.shape(rectangle(-5, 146, 261, 190), 8), {44, 176, 196}, .9);
    canvas.paint(
        canvas.shape(
            {{-5, 184}, {60, 178}, {128, 184}, {200, 177}, {261, 183}, {261, 262}, {-5, 262}}, .6f),
        {238, 214, 162});
    canvas.paint(canvas.stroke(spline({{-5, 183}, {60, 177}, {128, 183}, {200, 176}, {261, 182}}),
                               5, 4, 5, .8f),
                 {250, 252, 252}, .9);
    // a palm leaning in from the right
    canvas.paint(
        canvas.stroke(spline({{250, 200}, {243, 160}, {240, 120}, {228, 84}}), 9, 7, 5, .3f),
        {112, 80, 52});
    for (const float angle : {-3.0f, -2.5f, -1.9f, -1.2f, -.5f, .1f})
        canvas.paint(
            canvas.stroke(spline({{228, 84},
                                  {228 + 20 * std::cos(angle), 80 + 16 * std::sin(angle)},
                                  {228 + 42 * std::cos(angle), 92 + 20 * std::sin(angle)}}),
                          3, 9, .5f, .5f),
            {36, 116, 62});
}

void forest(Canvas& canvas)
{
    gradient(
        canvas,
        {{0, {126, 168, 84}}, {90, {196, 214, 122}}, {170, {104, 142, 64}}, {256, {44, 76, 34}}});
    for (const auto& [x, width, tone] : {std::tuple{28.f, 9.f, .95},
                                         {66.f, 8.f, 1.1},
                                         {104.f, 7.f, 1.2},
                                         {170.f, 8.f, 1.15},
                                         {206.f, 10.f, .95},
                                         {14.f, 17.f, .55},
                                         {238.f, 20.f, .5},
                                         {54.f, 12.f, .7},
                                         {192.f, 11.f, .75}})
        canvas.paint(canvas.shape({{x - width * .45f, -4},
                                   {x + width * .45f, -4},
                                   {x + width * .6f, 222},
                                   {x - width * .65f, 222}},
                                  1),
                     scaled({98, 72, 50}, tone), .95);
    base::Random random(41);
    for (int i = 0; i < 150; ++i) {
        const float x = float(random.uniform(-10, 266)),
                    y = float(random.uniform(-8, 60)) * float(random.uniform(.4, 1));
        const float r = float(random.uniform(7, 15));
        canvas.paint(canvas.shape(ellipse({x, y}, r, r * .7f, 16), 1.6f),
                     mix({36, 84, 36}, {122, 170, 62}, random.uniform()), .62);
    }
    for (int i = 0; i < 90; ++i) {
        const float x = float(random.uniform(-10, 266)), y = float(random.uniform(196, 250)),
                    r = float(random.uniform(7, 13));
        canvas.paint(canvas.shape(ellipse({x, y}, r, r * .6f, 16), 1.5f),
                     mix({30, 66, 30}, {84, 130, 50}, random.uniform()), .7);
    }
}

void cityAtNight(Canvas& canvas)
{
    gradient(canvas,
             {{0, {10, 12, 40}}, {140, {40, 36, 92}}, {200, {96, 56, 110}}, {256, {40, 26, 56}}});
    canvas.paint(canvas.shape(ellipse({216, 36}, 13, 13)), {248, 242, 214});
    base::Random random(57);
    const auto block = [&](float left, float top, float width, const Rgb& tone) {
        canvas.paint(canvas.shape(rectangle(left, top, left + width, 262)), tone);
        for (float y = top + 7; y < 240; y += 10)
            for (float x = left + 5; x < left + width - 6; x += 8.5f)
                if (random.chance(.62))
                    canvas.paint(canvas.shape(rectangle(x, y, x + 4.6f, y + 5.4f)),
                                 random.chance(.75) ? Rgb{255, 212, 106} : Rgb{150, 200, 250}, .95);
    };
    for (const auto& [x, top] : {std::pair{-6.f, 92.f},
                                 {30.f, 60.f},
                                 {72.f, 104.f},
                                 {150.f, 96.f},
                                 {190.f, 70.f},
                                 {228.f, 100.f}})
        block(x, top, 38, {26, 26, 62});
    for (const auto& [x, top] :
         {std::pair{-14.f, 140.f}, {24.f, 162.f}, {196.f, 158.f}, {226.f, 134.f}})
        block(x, top, 34, {14, 14, 36});
}

void bookshelf(Canvas& canvas)
{
    canvas.picture.setTo(cv::Vec3b(52, 32, 20));
    base::Random random(73);
    static constexpr std::array<Rgb, 8> covers{{{150, 40, 36},
                                                {34, 74, 128},
                                                {44, 104, 66},
                                                {196, 148, 58},
                                                {112, 60, 118},
                                                {214, 196, 160},
                                                {60, 60, 66},
                                                {186, 92, 40}}};
    for (int shelf = 0; shelf < 5; ++shelf) {
        const float bottom = 46 + 54 * float(shelf);
        for (float x = -2; x < 258;) {
            const float width = float(random.uniform(8, 14)),
                        height = float(random.uniform(34, 44));
            const Rgb cover = covers[size_t(random.below(8))];
            canvas.paint(canvas.shape(rectangle(x, bottom - height, x + width - .8f, bottom)),
                         cover);
            canvas.paint(canvas.shape(rectangle(x, bottom - height, x + width * .3f, bottom), .8f),
                         scaled(cover, 1.25), .5);
            canvas.paint(canvas.shape(rectangle(x + 1, bottom - height + 7, x + width - 2,
                                                bottom - height + 10)),
                         {226, 196, 122}, .75);
            x += width;
        }
        canvas.paint(canvas.shape(rectangle(-4, bottom, 260, bottom + 8)), {122, 78, 44});
        canvas.paint(canvas.shape(rectangle(-4, bottom, 260, bottom + 2.4f)), {164, 112, 66});
    }
    canvas.multiply(canvas.shape(rectangle(-4, -4, 260, 260)), {214, 208, 204});
}

void mountains(Canvas& canvas)
{
    gradient(canvas, {{0, {92, 156, 220}}, {150, {206, 228, 242}}, {256, {206, 228, 242}}});
    cloud(canvas, 206, 30, 13);
    cloud(canvas, 34, 50, 9);
    const auto peak = [&](float x, float top, float half, const Rgb& rock) {
        const float foot = 196;
        canvas.paint(canvas.shape({{x, top}, {x + half, foot}, {x - half, foot}}), rock);
        canvas.paint(
            canvas.shape(
                {{x, top}, {x + half, foot}, {x + half * .1f, foot}, {x - half * .06f, top + 50}}),
            scaled(rock, .74));
        const float snow = (foot - top) * .42f, w = half * .42f;
        canvas.paint(canvas.shape({{x, top},
                                   {x + w, top + snow},
                                   {x + w * .5f, top + snow * .8f},
                                   {x + w * .12f, top + snow * 1.1f},
                                   {x - w * .4f, top + snow * .76f},
                                   {x - w, top + snow}}),
                     {250, 252, 255});
        canvas.paint(canvas.shape({{x, top},
                                   {x + w, top + snow},
                                   {x + w * .5f, top + snow * .8f},
                                   {x + w * .12f, top + snow * 1.1f},
                                   {x + w * .1f, top + snow * .5f}}),
                     {190, 208, 232});
    };
    peak(118, 66, 92, {128, 146, 174});
    peak(30, 58, 84, {104, 122, 152});
    peak(224, 44, 96, {96, 114, 146});
    canvas.paint(
        canvas.shape(Points{{-6, 262}} +
                         spline({{-6, 188}, {50, 178}, {110, 190}, {180, 180}, {262, 190}}) +
                         Points{{262, 262}},
                     .6f),
        {78, 128, 72});
    canvas.paint(canvas.shape(Points{{-6, 262}} +
                                  spline({{-6, 214}, {70, 204}, {150, 216}, {262, 206}}) +
                                  Points{{262, 262}},
                              .6f),
                 {56, 104, 58});
}

} // namespace

cv::Mat3b drawBackdrop(Background background, int pixels)
{
    Canvas canvas(pixels);
    switch (background) {
    case Background::grey:
        wall(canvas, {138, 138, 140});
        break;
    case Background::blue:
        wall(canvas, {52, 104, 190});
        break;
    case Background::red:
        wall(canvas, {184, 44, 44});
        break;
    case Background::green:
        wall(canvas, {52, 140, 78});
        break;
    case Background::yellow:
        wall(canvas, {236, 190, 56});
        break;
    case Background::beach:
        beach(canvas);
        break;
    case Background::forest:
        forest(canvas);
        break;
    case Background::cityAtNight:
        cityAtNight(canvas);
        break;
    case Background::bookshelf:
        bookshelf(canvas);
        break;
    case Background::mountains:
        mountains(canvas);
        break;
    }
    cv::GaussianBlur(canvas.picture, canvas.picture, {}, .9 * canvas.scale());
    return canvas.picture;
}

} // namespace likeness::portraits
