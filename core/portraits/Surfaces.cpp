#include "core/portraits/Surfaces.h"

#include "core/base/Random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

cv::Mat1f noise(int size, double sigmaX, double sigmaY, std::uint64_t seed)
{
    base::Random random(seed);
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
    const cv::Mat turn =
        cv::getRotationMatrix2D({float(source.cols) / 2, float(source.rows) / 2}, degrees, 1);
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
            out(y, x) =
                float(std::clamp((edge - margin + wobble * wave(y, x)) / softness + .5, 0.0, 1.0));
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
                lines(y, x) = float(
                    .5 + .5 * std::sin((x * (i ? -1.0 : 1.0) + y * 1.15) / u * 2 * CV_PI / 5.2));
        s.hatch[i] = lines;
    }
    return s;
}

} // namespace

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

} // namespace likeness::portraits
