#include "core/portraits/Filters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

cv::Mat1f grey(const cv::Mat3f& picture)
{
    cv::Mat1f out;
    cv::cvtColor(picture, out, cv::COLOR_RGB2GRAY);
    return out;
}

cv::Vec3f saturated(const cv::Vec3f& c, float amount)
{
    const float luma = .299f * c[0] + .587f * c[1] + .114f * c[2];
    return cv::Vec3f(luma, luma, luma) + (c - cv::Vec3f(luma, luma, luma)) * amount;
}

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
    for (const cv::Point anchor :
         {cv::Point(0, 0), cv::Point(radius, 0), cv::Point(0, radius), cv::Point(radius, radius)}) {
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

void posterise(cv::Mat3f& picture, float levels, float softness)
{
    std::array<float, 513> factor; // by luma
    for (size_t i = 0; i < factor.size(); ++i) {
        const float root = std::sqrt(std::max(.004f, float(i) / 512));
        const float place = root * levels, floor = std::floor(place), within = place - floor;
        const float stepped =
            (floor + .5f + .5f * std::tanh((within - .5f) * softness) / std::tanh(.5f * softness)) /
            levels;
        factor[i] = std::clamp(stepped * stepped / (root * root), .5f, 1.8f);
    }
    forEach(picture, [&](cv::Vec3f& c, int, int) {
        const float luma = std::clamp(.299f * c[0] + .587f * c[1] + .114f * c[2], 0.f, 1.f);
        c *= factor[size_t(luma * 512)];
    });
}

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

} // namespace likeness::portraits
