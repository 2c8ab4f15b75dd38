#include "core/portraits/Camera.h"

#include "core/base/Random.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

// Light that is stronger on one side, and soft uneven spots (reflections, shade of the
// surroundings): a factor per pixel.
cv::Mat1f lightField(cv::Size size, base::Random& random)
{
    const double angle = random.uniform(0, 2 * CV_PI), slope = random.uniform(0, .34);
    cv::Mat1f coarse(7, 7), spots;
    for (float& value : coarse)
        value = float(random.bell());
    cv::resize(coarse, spots, size, 0, 0, cv::INTER_CUBIC);
    const float uneven = float(random.uniform(.02, .14));
    cv::Mat1f out(size);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const double u = 2.0 * x / size.width - 1, v = 2.0 * y / size.height - 1;
            out(y, x) = float(1 + slope * (u * std::cos(angle) + v * std::sin(angle))) *
                        (1 + uneven * spots(y, x));
        }
    return out;
}

struct Exposure {
    std::array<float, 3> gain;
    float gamma, contrast, saturation;
};

Exposure randomExposure(base::Random& random)
{
    const double gain = std::exp(random.uniform(-.20, .20)), warmth = random.uniform(-.08, .08),
                 tint = random.uniform(-.03, .03);
    Exposure e;
    e.gain = {float(gain * (1 + warmth)), float(gain * (1 + tint)), float(gain * (1 - warmth))};
    e.gamma = float(std::exp(random.uniform(-.18, .18)));
    e.contrast = float(random.uniform(.82, 1.16));
    e.saturation = float(random.uniform(.72, 1.15));
    return e;
}

void expose(cv::Mat3f& picture, const cv::Mat1f& light, const Exposure& e)
{
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x) {
            cv::Vec3f& c = picture(y, x);
            for (int k = 0; k < 3; ++k)
                c[k] = std::min(1.2f, c[k] * e.gain[size_t(k)] * light(y, x));
            const float luma = .299f * c[0] + .587f * c[1] + .114f * c[2];
            const float lifted = std::pow(std::max(luma, 1e-3f), e.gamma) / std::max(luma, 1e-3f);
            for (int k = 0; k < 3; ++k) {
                const float v = (luma + (c[k] - luma) * e.saturation) * lifted;
                c[k] = .5f + (v - .5f) * e.contrast;
            }
        }
}

void addNoise(cv::Mat3f& picture, base::Random& random)
{
    const float amount = float(random.uniform(.002, .026));
    std::uint64_t bits = 0;
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x) {
            bits = random.next();
            for (int k = 0; k < 3; ++k, bits >>= 20) { // the sum of two uniform numbers of ten bits
                const float value = float(bits & 1023) + float((bits >> 10) & 1023) - 1023;
                picture(y, x)[k] += amount * value * (2.45f / 1023);
            }
        }
}

// What JPEG does: 8 x 8 cosine blocks whose high frequencies are rounded away.
void compress(cv::Mat3f& picture, double strength)
{
    cv::Mat1f block(8, 8), frequencies;
    std::vector<cv::Mat1f> planes;
    cv::split(picture, planes);
    for (cv::Mat1f& plane : planes)
        for (int y = 0; y + 8 <= plane.rows; y += 8)
            for (int x = 0; x + 8 <= plane.cols; x += 8) {
                cv::Mat1f part = plane(cv::Rect(x, y, 8, 8));
                cv::dct(part, frequencies);
                for (int v = 0; v < 8; ++v)
                    for (int u = 0; u < 8; ++u) {
                        if (u + v == 0)
                            continue;
                        const float step = float(strength * (1 + .8 * (u + v)));
                        frequencies(v, u) = step * std::round(frequencies(v, u) / step);
                    }
                cv::idct(frequencies, part);
            }
    cv::merge(planes, picture);
}

} // namespace

images::Image photograph(const images::Image& picture, std::uint64_t seed)
{
    if (picture.isEmpty())
        return picture;
    base::Random random(seed ^ 0x63'616d'6572'61ull);
    images::Image copy = picture;
    cv::Mat3f work;
    cv::Mat3b(picture.height, picture.width, reinterpret_cast<cv::Vec3b*>(copy.rgb.data()))
        .convertTo(work, CV_32F, 1 / 255.0);
    const cv::Mat1f light = lightField(work.size(), random);
    expose(work, light, randomExposure(random));
    const double blur = random.uniform(0, 1.3) * picture.width / 256.0;
    if (blur > .3)
        cv::GaussianBlur(work, work, {}, blur);
    addNoise(work, random);
    if (random.chance(.6))
        compress(work, random.uniform(.01, .05));
    cv::Mat3b target(picture.height, picture.width, reinterpret_cast<cv::Vec3b*>(copy.rgb.data()));
    work.convertTo(target, CV_8U, 255);
    return copy;
}

} // namespace likeness::portraits
