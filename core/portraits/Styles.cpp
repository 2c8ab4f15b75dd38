// The styles: filters over a finished drawing. Paper, strokes and grain are fixed for a size.
#include "core/portraits/Filters.h"
#include "core/portraits/Renderer.h"
#include "core/portraits/Surfaces.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

cv::Mat3f watercolor(const cv::Mat3b& picture, const Surfaces& s)
{
    cv::Mat3f out = smooth(picture, 1, .5);
    cv::Mat1f edges = gradientMagnitude(grey(out));
    cv::GaussianBlur(edges, edges, {}, .7);
    posterise(out, 8, 4);
    cv::GaussianBlur(out, out, {}, .6);
    const cv::Vec3f white(.985f, .97f, .94f);
    forEach(out, [&](cv::Vec3f& c, int y, int x) {
        c = saturated(c, 1.4f);
        c = towards(c, white, .14f + .05f * s.wash(y, x)); // thin paint lets the paper through
        const float pigment = 1 - std::min(.42f, 1.7f * edges(y, x)) + .012f * s.paper(y, x);
        c *= pigment;
        c = towards(white * (1 + .008f * s.paper(y, x)), c, s.sheet(y, x));
    });
    return out;
}

cv::Mat3f oil(const cv::Mat3b& picture, const Surfaces& s)
{
    cv::Mat3f out;
    kuwahara(kuwahara(picture, 2), 2).convertTo(out, CV_32F, 1 / 255.0);
    const cv::Mat1f luma = grey(out);
    forEach(out, [&](cv::Vec3f& c, int y, int x) {
        c = saturated(c, 1.3f);
        c = towards(c,
                    {c[0] * c[0] * (3 - 2 * c[0]), c[1] * c[1] * (3 - 2 * c[1]),
                     c[2] * c[2] * (3 - 2 * c[2])},
                    .35f);
        c *= 1 + .024f * s.strokes(y, x);
        c = towards(c, {.36f, .24f, .10f}, .07f); // varnish
        c += cv::Vec3f(1, 1, 1) * (.008f * s.strokes(y, x) * (1 - luma(y, x)));
    });
    return out;
}

cv::Mat3f pencil(const cv::Mat3b& picture, const Surfaces& s)
{
    cv::Mat3f colour;
    picture.convertTo(colour, CV_32F, 1 / 255.0);
    const cv::Mat1f luma = grey(colour);
    const cv::Mat1f line = lines(luma, .9, .008f, 30);
    cv::Mat1f tone;
    cv::GaussianBlur(luma, tone, {}, 1.2);
    cv::Mat3f out(picture.size());
    forEach(out, [&](cv::Vec3f& c, int y, int x) {
        const float dark = 1 - tone(y, x);
        float ink = .56f * dark * dark + .04f * dark;                // rubbed graphite
        ink += .13f * std::max(0.f, dark - .35f) * s.hatch[0](y, x); // hatching in the shades
        ink += .13f * std::max(0.f, dark - .62f) * s.hatch[1](y, x);
        ink += .75f * (1 - line(y, x));
        const float value = .975f - std::clamp(ink, 0.f, .93f) + .012f * s.paper(y, x);
        c = cv::Vec3f(value, value * .995f, value * .975f);
    });
    return out;
}

cv::Mat3f comic(const cv::Mat3b& picture)
{
    cv::Mat3f out = smooth(picture, 1, .4);
    cv::Mat3f sharp;
    picture.convertTo(sharp, CV_32F, 1 / 255.0);
    const cv::Mat1f line = lines(grey(sharp), 1.0, .010f, 60);
    posterise(out, 5.5f, 8);
    forEach(out, [&](cv::Vec3f& c, int y, int x) {
        c = saturated(c, 1.35f) * 1.10f;
        c *= line(y, x);
    });
    return out;
}

cv::Mat3f ukiyoE(const cv::Mat3b& picture, const Surfaces& s)
{
    cv::Mat3f out = smooth(picture, 2, .3);
    cv::Mat3f sharp;
    picture.convertTo(sharp, CV_32F, 1 / 255.0);
    const cv::Mat1f line = lines(grey(sharp), 1.2, .012f, 40);
    posterise(out, 5, 7);
    const cv::Vec3f parchment(.93f, .86f, .70f), ink(.10f, .13f, .24f);
    forEach(out, [&](cv::Vec3f& c, int y, int x) {
        c = saturated(c, .86f) * 1.12f;
        c = {c[0] * .94f + .05f, c[1] * .90f + .05f, c[2] * .76f + .06f};
        c = towards(c, parchment, .10f);
        c *= 1 + .016f * s.wood(y, x);
        c = towards(ink, c, line(y, x));
        c = towards(parchment * (1 + .01f * s.paper(y, x)), c, s.frame(y, x));
    });
    return out;
}

// Loud flat colours under a grid of dots, as cheap offset printing made them. The grid is that of a
// VAE's cells (8 units), so that it costs a small model nothing.
cv::Mat3f popArt(const cv::Mat3b& picture)
{
    cv::Mat3f out = smooth(picture, 2, .35);
    cv::Mat3f sharp;
    picture.convertTo(sharp, CV_32F, 1 / 255.0);
    const cv::Mat1f line = lines(grey(sharp), 1.1, .012f, 50);
    const cv::Mat1f tone = grey(out);
    posterise(out, 3.5f, 8);
    const float cell = 8 * float(picture.cols) / 256;
    const cv::Vec3f ink(.20f, .05f, .34f);
    forEach(out, [&](cv::Vec3f& c, int y, int x) {
        c = saturated(c, 2.1f) * 1.16f;
        const float dx = std::fmod(float(x) + .5f, cell) / cell - .5f, dy = std::fmod(float(y) + .5f, cell) / cell - .5f;
        const float radius = .50f * std::sqrt(std::clamp(.80f - 1.15f * tone(y, x), 0.f, 1.f));
        const float dot = std::clamp((radius - std::sqrt(dx * dx + dy * dy)) * cell * .8f + .5f, 0.f, 1.f);
        c = towards(c, {c[0] * .72f + .10f, c[1] * .34f, c[2] * .66f + .14f}, radius > .02f ? .6f * dot : 0.f);
        c = towards(ink, c, line(y, x));
    });
    return out;
}

// A faded print: brown shades, yellowed lights, dark corners, a white border.
cv::Mat3f vintage(const cv::Mat3b& picture, const Surfaces& s)
{
    cv::Mat3f out;
    picture.convertTo(out, CV_32F, 1 / 255.0);
    cv::GaussianBlur(out, out, {}, .8);
    const int side = picture.cols;
    const cv::Vec3f shade(.10f, .06f, .04f), light(1.0f, .93f, .76f);
    forEach(out, [&](cv::Vec3f& c, int y, int x) {
        const cv::Vec3f pale = saturated(c, .45f);
        for (int k = 0; k < 3; ++k) {
            const float v = std::clamp(pale[k] * 1.12f, 0.f, 1.f);
            c[k] = shade[k] + (light[k] - shade[k]) * v * v * (3 - 2 * v);
        }
        const float dx = float(x) / float(side) - .5f, dy = float(y) / float(side) - .5f;
        c *= 1.06f - .9f * std::max(0.f, dx * dx + dy * dy - .10f);
        c += cv::Vec3f(1, 1, 1) * (.014f * s.paper(y, x));
        c = towards({.96f, .94f, .88f}, c, s.frame(y, x));
    });
    return out;
}

} // namespace

images::Image stylise(const Render& drawn, Style style)
{
    if (style == Style::photo || drawn.picture.isEmpty())
        return drawn.picture;
    const int size = drawn.picture.width;
    images::Image source = drawn.picture;
    const cv::Mat3b picture(size, size, reinterpret_cast<cv::Vec3b*>(source.rgb.data()));
    const std::shared_ptr<const Surfaces> surfaces = surfacesFor(size);
    cv::Mat3f painted;
    switch (style) {
    case Style::watercolor:
        painted = watercolor(picture, *surfaces);
        break;
    case Style::oil:
        painted = oil(picture, *surfaces);
        break;
    case Style::pencil:
        painted = pencil(picture, *surfaces);
        break;
    case Style::comic:
        painted = comic(picture);
        break;
    case Style::ukiyoE:
        painted = ukiyoE(picture, *surfaces);
        break;
    case Style::popArt:
        painted = popArt(picture);
        break;
    case Style::vintage:
        painted = vintage(picture, *surfaces);
        break;
    case Style::photo:
        break;
    }
    images::Image out(size, size);
    cv::Mat3b target(size, size, reinterpret_cast<cv::Vec3b*>(out.rgb.data()));
    painted.convertTo(target, CV_8U, 255);
    return out;
}

} // namespace likeness::portraits
