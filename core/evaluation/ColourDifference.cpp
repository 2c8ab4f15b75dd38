#include "core/evaluation/ColourDifference.h"

#include <cmath>
#include <numbers>

namespace likeness::evaluation {

namespace {

constexpr double degree = std::numbers::pi / 180;

double linear(double value) // sRGB 0..255 → light 0..1
{
    const double v = value / 255;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

double f(double t)
{
    constexpr double delta = 6.0 / 29;
    return t > delta * delta * delta ? std::cbrt(t) : t / (3 * delta * delta) + 4.0 / 29;
}

double hueOf(double a, double b) // degrees, 0 … 360; 0 where there is no hue
{
    if (a == 0 && b == 0)
        return 0;
    const double angle = std::atan2(b, a) / degree;
    return angle < 0 ? angle + 360 : angle;
}

double pow7(double x) { return std::pow(x, 7); }

// 25^7 stands in the formula as the chroma at which it changes its mind.
double halfway(double chroma) { return std::sqrt(pow7(chroma) / (pow7(chroma) + pow7(25))); }

// The hue between two, on the shorter way round (equation 14).
double meanHue(double h1, double h2, bool isGrey)
{
    if (isGrey)
        return h1 + h2;
    if (std::abs(h1 - h2) <= 180)
        return (h1 + h2) / 2;
    return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

double hueStep(double h1, double h2, bool isGrey) // equation 10
{
    if (isGrey)
        return 0;
    const double step = h2 - h1;
    return step > 180 ? step - 360 : step < -180 ? step + 360 : step;
}

} // namespace

Lab labOf(double red, double green, double blue)
{
    const double r = linear(red), g = linear(green), b = linear(blue);
    const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double deltaE2000(const Lab& first, const Lab& second)
{
    const double meanChroma = (std::hypot(first.a, first.b) + std::hypot(second.a, second.b)) / 2;
    const double g = 0.5 * (1 - halfway(meanChroma));
    const double a1 = (1 + g) * first.a, a2 = (1 + g) * second.a;
    const double c1 = std::hypot(a1, first.b), c2 = std::hypot(a2, second.b);
    const double h1 = hueOf(a1, first.b), h2 = hueOf(a2, second.b);
    const bool isGrey = c1 * c2 == 0;

    const double dL = second.l - first.l, dC = c2 - c1;
    const double dH = 2 * std::sqrt(c1 * c2) * std::sin(hueStep(h1, h2, isGrey) / 2 * degree);

    const double l = (first.l + second.l) / 2, c = (c1 + c2) / 2, h = meanHue(h1, h2, isGrey);
    const double t = 1 - 0.17 * std::cos((h - 30) * degree) + 0.24 * std::cos(2 * h * degree) +
                     0.32 * std::cos((3 * h + 6) * degree) - 0.20 * std::cos((4 * h - 63) * degree);
    const double turn = 30 * std::exp(-std::pow((h - 275) / 25, 2));
    const double sL = 1 + 0.015 * std::pow(l - 50, 2) / std::sqrt(20 + std::pow(l - 50, 2));
    const double sC = 1 + 0.045 * c, sH = 1 + 0.015 * c * t;
    const double rT = -std::sin(2 * turn * degree) * 2 * halfway(c);
    const double x = dL / sL, y = dC / sC, z = dH / sH;
    return std::sqrt(x * x + y * y + z * z + rT * y * z);
}

} // namespace likeness::evaluation
