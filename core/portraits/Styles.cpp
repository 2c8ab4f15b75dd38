// The styles: filters over a finished drawing. Paper, strokes and grain are fixed for a size.
#include "core/portraits/Random.h"
#include "core/portraits/Renderer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

// --- the fixed surfaces ------------------------------------------------------------------------------------

struct Surfaces {
    cv::Mat1f paper;   // around 0, smooth grain
    cv::Mat1f wash;    // around 0, large soft spots: pigment that pooled
    cv::Mat1f sheet;   // 0 outside the painted area of a watercolour .. 1 inside
    cv::Mat1f strokes; // around 0, brush hairs of the oil painting
    cv::Mat1f hatch[2]; // 0..1, pencil lines in two directions
    cv::Mat1f wood;    // around 0, grain of the printing block
    cv::Mat1f frame;   // 0 margin of the print .. 1 inside
};

cv::Mat1f noise(int size, double sigmaX, double sigmaY, std::uint64_t seed)
{
    Random random(seed);
    cv::Mat1f out(size, size);
    for (float& value : out)
        value = float(random.uniform(-1, 1));
    cv::GaussianBlur(out, out, {}, sigmaX, sigmaY, cv::BORDER_REFLECT);
    cv::Scalar mean, deviation;
    cv::meanStdDev(out, mean, deviation);
    return (out - mean[0]) / deviation[0];
}

cv::Mat1f turned(const cv::Mat1f& source, double degrees)
{
    const cv::Mat turn = cv::getRotationMatrix2D({float(source.cols) / 2, float(source.rows) / 2}, degrees, 1);
    cv::Mat1f out;
    cv::warpAffine(source, out, turn, source.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT);
    return out;
}

cv::Mat1f border(int size, double margin, double wobble, double softness, std::uint64_t seed)
{
    const cv::Mat1f wave = noise(size, size / 22.0, size / 22.0, seed);
    cv::Mat1f out(size, size);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const double edge = std::min({x, y, size - 1 - x, size - 1 - y}) * 256.0 / size;
            out(y, x) = float(std::clamp((edge - margin + wobble * wave(y, x)) / softness + .5, 0.0, 1.0));
        }
    return out;
}

Surfaces makeSurfaces(int size)
{
    const double u = size / 256.0; // pixels per unit
    Surfaces s;
    s.paper = noise(size, .8 * u, .8 * u, 1);
    s.wash = noise(size, 9 * u, 9 * u, 2);
    s.sheet = border(size, 7, 1.6, 3, 3);
    s.strokes = turned(noise(size, 5 * u, 1.3 * u, 4), 40);
    s.wood = noise(size, 30 * u, 1.1 * u, 5);
    s.frame = border(size, 8, 0, 1, 6);
    for (int i = 0; i < 2; ++i) {
        cv::Mat1f lines(size, size);
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x)
                lines(y, x) = float(.5 + .5 * std::sin((x * (i ? -1.0 : 1.0) + y * 1.15) / u * 2 * CV_PI / 5.2));
        s.hatch[i] = lines;
    }
    return s;
}

std::shared_ptr<const Surfaces> surfacesFor(int size)
{
    static std::mutex mutex;
    static std::map<int, std::shared_ptr<const Surfaces>> all;
    const std::lock_guard lock(mutex);
    std::shared_ptr<const Surfaces>& surfaces = all[size];
    if (!surfaces)
        surfaces = std::make_shared<const Surfaces>(makeSurfaces(size));
    return surfaces;
}

// --- building blocks (pictures as floats 0..1) -------------------------------------------------------------

cv::Mat1f grey(const cv::Mat3f& picture)
{
    cv::Mat1f out;
    cv::cvtColor(picture, out, cv::COLOR_RGB2GRAY);
    return out;
}

template <typename PerPixel> void forEach(cv::Mat3f& picture, PerPixel&& change)
{
    for (int y = 0; y < picture.rows; ++y) {
        cv::Vec3f* row = picture.ptr<cv::Vec3f>(y);
        for (int x = 0; x < picture.cols; ++x)
            change(row[x], y, x);
    }
}

cv::Vec3f towards(const cv::Vec3f& a, const cv::Vec3f& b, float t) { return a + (b - a) * t; }

cv::Vec3f saturated(const cv::Vec3f& c, float amount)
{
    const float luma = .299f * c[0] + .587f * c[1] + .114f * c[2];
    return cv::Vec3f(luma, luma, luma) + (c - cv::Vec3f(luma, luma, luma)) * amount;
}

// Dark lines where the picture gets darker than its surroundings: an extended difference of Gaussians (Winnemöller).
// 1: no line.
cv::Mat1f lines(const cv::Mat1f& luma, double sigma, float threshold, float steepness)
{
    cv::Mat1f fine, coarse;
    cv::GaussianBlur(luma, fine, {}, sigma);
    cv::GaussianBlur(luma, coarse, {}, sigma * 1.6);
    cv::Mat1f out(luma.size());
    for (int y = 0; y < out.rows; ++y)
        for (int x = 0; x < out.cols; ++x) {
            const float d = fine(y, x) - .98f * coarse(y, x) + threshold;
            out(y, x) = d > 0 ? 1 : std::max(0.f, 1 + steepness * d);
        }
    return out;
}

cv::Mat1f gradientMagnitude(const cv::Mat1f& luma)
{
    cv::Mat1f dx, dy, out;
    cv::Sobel(luma, dx, CV_32F, 1, 0, 3, .25);
    cv::Sobel(luma, dy, CV_32F, 0, 1, 3, .25);
    cv::magnitude(dx, dy, out);
    return out;
}

// Kuwahara: every pixel takes the mean of the calmest of four windows around it.
cv::Mat3b kuwahara(const cv::Mat3b& picture, int radius)
{
    const int width = radius + 1;
    cv::Mat1b luma;
    cv::cvtColor(picture, luma, cv::COLOR_RGB2GRAY);
    cv::Mat1f level, squared;
    luma.convertTo(level, CV_32F);
    squared = level.mul(level);
    cv::Mat3b out(picture.size()), mean;
    cv::Mat1f best(picture.size(), 1e9f), meanLevel, meanSquared;
    for (const cv::Point anchor : {cv::Point(0, 0), cv::Point(radius, 0), cv::Point(0, radius), cv::Point(radius, radius)}) {
        cv::blur(picture, mean, {width, width}, anchor);
        cv::blur(level, meanLevel, {width, width}, anchor);
        cv::blur(squared, meanSquared, {width, width}, anchor);
        for (int y = 0; y < out.rows; ++y)
            for (int x = 0; x < out.cols; ++x) {
                const float variance = meanSquared(y, x) - meanLevel(y, x) * meanLevel(y, x);
                if (variance < best(y, x)) {
                    best(y, x) = variance;
                    out(y, x) = mean(y, x);
                }
            }
    }
    return out;
}

// Flat regions with soft steps, as many in the shades as in the lights (steps of the root of brightness).
void posterise(cv::Mat3f& picture, float levels, float softness)
{
    std::array<float, 513> factor; // by luma
    for (size_t i = 0; i < factor.size(); ++i) {
        const float root = std::sqrt(std::max(.004f, float(i) / 512));
        const float place = root * levels, floor = std::floor(place), within = place - floor;
        const float stepped = (floor + .5f + .5f * std::tanh((within - .5f) * softness) / std::tanh(.5f * softness)) / levels;
        factor[i] = std::clamp(stepped * stepped / (root * root), .5f, 1.8f);
    }
    forEach(picture, [&](cv::Vec3f& c, int, int) {
        const float luma = std::clamp(.299f * c[0] + .587f * c[1] + .114f * c[2], 0.f, 1.f);
        c *= factor[size_t(luma * 512)];
    });
}

// Small forms levelled by a median filter; `detail` of the original is kept, so that eyes do not drown.
cv::Mat3f smooth(const cv::Mat3b& picture, int passes, double detail)
{
    cv::Mat3b calm = picture.clone();
    for (int i = 0; i < passes; ++i)
        cv::medianBlur(calm, calm, 5);
    cv::addWeighted(calm, 1 - detail, picture, detail, 0, calm);
    cv::Mat3f out;
    calm.convertTo(out, CV_32F, 1 / 255.0);
    return out;
}

// --- the styles --------------------------------------------------------------------------------------------

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
        c = towards(c, white, .14f + .05f * s.wash(y, x));           // thin paint lets the paper through
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
        c = towards(c, {c[0] * c[0] * (3 - 2 * c[0]), c[1] * c[1] * (3 - 2 * c[1]), c[2] * c[2] * (3 - 2 * c[2])}, .35f);
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
        float ink = .56f * dark * dark + .04f * dark;                        // rubbed graphite
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
    case Style::watercolor: painted = watercolor(picture, *surfaces); break;
    case Style::oil: painted = oil(picture, *surfaces); break;
    case Style::pencil: painted = pencil(picture, *surfaces); break;
    case Style::comic: painted = comic(picture); break;
    case Style::ukiyoE: painted = ukiyoE(picture, *surfaces); break;
    case Style::photo: break;
    }
    images::Image out(size, size);
    cv::Mat3b target(size, size, reinterpret_cast<cv::Vec3b*>(out.rgb.data()));
    painted.convertTo(target, CV_8U, 255);
    return out;
}

} // namespace likeness::portraits
