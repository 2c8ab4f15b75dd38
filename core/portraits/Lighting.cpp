#include "core/portraits/Lighting.h"

#include <algorithm>

namespace likeness::portraits {

namespace {

using Gain = cv::Vec3f; // red, green, blue

// A lamp at the picture's left or right: `near` on its side, `far` on the other, blended in the middle.
Gain between(const Gain& near, const Gain& far, double across)
{
    const auto t = float(std::clamp((across - .25) / .5, 0.0, 1.0));
    return near + (far - near) * (t * t * (3 - 2 * t));
}

Gain gainAt(Light light, double x, double y) // 0..1 each
{
    switch (light) {
    case Light::soft:
        break;
    case Light::golden: // a low sun on the left
        return between({1.20f, 1.02f, .74f}, {1.02f, .82f, .62f}, x + .15 * y);
    case Light::blue: // a screen or the moon on the right
        return between({.70f, .86f, 1.16f}, {.52f, .66f, 1.0f}, 1 - x + .1 * y);
    case Light::side:
        return between({1.12f, 1.10f, 1.06f}, {.38f, .38f, .42f}, x);
    }
    return {1, 1, 1};
}

} // namespace

cv::Mat3b lightMap(Light light, int pixels)
{
    if (light == Light::soft)
        return {};
    cv::Mat3b map(pixels, pixels);
    for (int y = 0; y < pixels; ++y)
        for (int x = 0; x < pixels; ++x)
            map(y, x) = gainAt(light, double(x) / pixels, double(y) / pixels) * 128;
    return map;
}

void illuminate(cv::Mat3b& picture, const cv::Mat3b& map)
{
    if (!map.empty())
        cv::multiply(picture, map, picture, 1 / 128.0);
}

} // namespace likeness::portraits
