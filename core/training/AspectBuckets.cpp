#include "core/training/AspectBuckets.h"

#include "core/images/Resize.h"

#include <algorithm>
#include <cmath>

namespace likeness::training {

namespace {

double aspectOf(PictureSize size) { return std::log(static_cast<double>(size.width) / size.height); }

// Where a cut of `length` begins so that `centre` is in its middle, if `whole` allows.
int cutAt(double centre, int length, int whole)
{
    return std::clamp(static_cast<int>(std::lround(centre - 0.5 * length)), 0, whole - length);
}

} // namespace

std::vector<PictureSize> aspectBuckets(int side)
{
    const int step = std::clamp(side / 8 / 8 * 8, 8, 64);
    const double area = static_cast<double>(side) * side;
    std::vector<PictureSize> buckets;
    for (int width = step; width <= 2 * side; width += step)
        for (int height = step; height <= 2 * side; height += step) {
            const double share = static_cast<double>(width) * height / area;
            if (share >= 0.9 && share <= 1 && width <= 4 * height && height <= 4 * width)
                buckets.push_back({width, height});
        }
    return buckets;
}

faces::Point Framing::framed(faces::Point point) const
{
    return {point.x * resized.width / original.width - cropLeft,
            point.y * resized.height / original.height - cropTop};
}

Framing framingFor(PictureSize original, const std::vector<PictureSize>& buckets, std::optional<faces::Point> centre)
{
    Framing framing{.original = original};
    framing.bucket = *std::ranges::min_element(
        buckets, {}, [&](PictureSize bucket) { return std::abs(aspectOf(bucket) - aspectOf(original)); });
    const PictureSize& bucket = framing.bucket;
    const double scale = std::max(static_cast<double>(bucket.width) / original.width,
                                  static_cast<double>(bucket.height) / original.height);
    framing.resized = {std::max(bucket.width, static_cast<int>(std::lround(original.width * scale))),
                       std::max(bucket.height, static_cast<int>(std::lround(original.height * scale)))};
    const faces::Point middle = framing.framed(centre.value_or(faces::Point{0.5 * original.width, 0.5 * original.height}));
    framing.cropLeft = cutAt(middle.x, bucket.width, framing.resized.width);
    framing.cropTop = cutAt(middle.y, bucket.height, framing.resized.height);
    return framing;
}

images::Image framed(const images::Image& picture, const Framing& framing)
{
    const images::Image resized = images::resized(picture, framing.resized.width, framing.resized.height);
    images::Image cut(framing.bucket.width, framing.bucket.height);
    for (int y = 0; y < cut.height; ++y)
        std::copy_n(resized.pixel(framing.cropLeft, framing.cropTop + y), cut.width * 3, cut.pixel(0, y));
    return cut;
}

} // namespace likeness::training
