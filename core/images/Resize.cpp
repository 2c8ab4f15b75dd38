#include "core/images/Resize.h"

#include <algorithm>
#include <cmath>

namespace likeness::images {

namespace {

// Which source positions make one target position, and how much of each; the weights sum to 1.
struct Taps {
    int first = 0;
    std::vector<float> weights;
};

// R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -0.5.
double keys(double x)
{
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1)
        return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2)
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
    return 0;
}

// How much of source pixel [i, i+1) lies in the interval of the target pixel.
double overlap(int i, double begin, double end)
{
    return std::max(0.0, std::min(end, i + 1.0) - std::max(begin, double(i)));
}

Taps tapsOf(int target, int sourceSize, int targetSize, Filter filter)
{
    const double scale = double(sourceSize) / targetSize;
    const double stretch = std::max(scale, 1.0);
    const double centre = (target + 0.5) * scale;
    const double reach = filter == Filter::bicubic ? 2 * stretch : scale / 2;
    const int begin = std::clamp(int(std::floor(centre - reach)), 0, sourceSize - 1);
    const int end = std::clamp(int(std::ceil(centre + reach)), begin + 1, sourceSize);
    Taps taps{begin, {}};
    double sum = 0;
    for (int i = begin; i < end; ++i) {
        const double weight = filter == Filter::bicubic
                                  ? keys((i + 0.5 - centre) / stretch)
                                  : overlap(i, centre - reach, centre + reach);
        taps.weights.push_back(static_cast<float>(weight));
        sum += weight;
    }
    for (float& weight : taps.weights)
        weight = static_cast<float>(weight / sum);
    return taps;
}

std::vector<Taps> allTaps(int sourceSize, int targetSize, Filter filter)
{
    std::vector<Taps> taps;
    taps.reserve(targetSize);
    for (int i = 0; i < targetSize; ++i)
        taps.push_back(tapsOf(i, sourceSize, targetSize, filter));
    return taps;
}

std::uint8_t toByte(float value)
{
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

// One source row, squeezed to the target's width: [3 * width] floats.
void squeezeRow(const std::uint8_t* row, const std::vector<Taps>& columns, float* out)
{
    for (const Taps& taps : columns) {
        float sum[3] = {0, 0, 0};
        const std::uint8_t* pixel = row + size_t(taps.first) * 3;
        for (const float weight : taps.weights) {
            for (int c = 0; c < 3; ++c)
                sum[c] += weight * *pixel++;
        }
        out = std::copy_n(sum, 3, out);
    }
}

} // namespace

Image resized(const Image& image, int width, int height, Filter filter)
{
    if (image.isEmpty() || (width == image.width && height == image.height))
        return image;
    Image result(std::max(width, 1), std::max(height, 1));
    const std::vector<Taps> columns = allTaps(image.width, result.width, filter);
    const size_t rowSize = size_t(result.width) * 3;

    // Rows squeezed so far, in a ring as long as the tallest tap: large photos need little memory.
    const std::vector<Taps> rows = allTaps(image.height, result.height, filter);
    size_t ringSize = 1;
    for (const Taps& taps : rows)
        ringSize = std::max(ringSize, taps.weights.size());
    std::vector<float> ring(ringSize * rowSize);
    const auto squeezed = [&](int y) { return ring.data() + (size_t(y) % ringSize) * rowSize; };

    int done = 0; // source rows squeezed so far
    std::vector<float> sum(rowSize);
    for (int y = 0; y < result.height; ++y) {
        const Taps& taps = rows[y];
        const int end = taps.first + static_cast<int>(taps.weights.size());
        for (done = std::max(done, taps.first); done < end; ++done)
            squeezeRow(image.pixel(0, done), columns, squeezed(done));
        std::ranges::fill(sum, 0.0f);
        for (int i = taps.first; i < end; ++i) {
            const float weight = taps.weights[i - taps.first];
            const float* row = squeezed(i);
            for (size_t x = 0; x < rowSize; ++x)
                sum[x] += weight * row[x];
        }
        std::ranges::transform(sum, result.pixel(0, y), toByte);
    }
    return result;
}

Image fitInto(const Image& image, int longest_px)
{
    const int longest = std::max(image.width, image.height);
    if (longest <= longest_px)
        return image;
    const auto scaled = [&](int side) {
        return std::max(1, int(std::lround(double(side) * longest_px / longest)));
    };
    return resized(image, scaled(image.width), scaled(image.height), Filter::area);
}

Image besideEachOther(const Image& left, const Image& right, int gap)
{
    if (left.isEmpty())
        return right;
    if (right.isEmpty())
        return left;
    Image both(left.width + gap + right.width, std::max(left.height, right.height));
    std::ranges::fill(both.rgb, std::uint8_t(255));
    const auto place = [&](const Image& picture, int x) {
        const int top = (both.height - picture.height) / 2;
        for (int y = 0; y < picture.height; ++y)
            std::copy_n(picture.pixel(0, y), size_t(picture.width) * 3, both.pixel(x, top + y));
    };
    place(left, 0);
    place(right, left.width + gap);
    return both;
}

} // namespace likeness::images
