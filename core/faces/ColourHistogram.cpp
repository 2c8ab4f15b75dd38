#include "core/faces/ColourHistogram.h"

#include <algorithm>

namespace likeness::faces {

int ColourHistogram::binOf(const cv::Vec3b& colour)
{
    const auto hueBin = [](int value) {
        return std::clamp((value - 128 + 96) * hueBins / 192, 0, hueBins - 1);
    };
    const int lightness = colour[0] * lightnessBins / 256;
    return (lightness * hueBins + hueBin(colour[1])) * hueBins + hueBin(colour[2]);
}

ColourHistogram::ColourHistogram(const cv::Mat& lab, const cv::Mat& mask)
    : m_counts(size_t(lightnessBins) * hueBins * hueBins)
{
    for (int y = 0; y < lab.rows; ++y)
        for (int x = 0; x < lab.cols; ++x)
            if (mask.at<uchar>(y, x)) {
                m_counts[binOf(lab.at<cv::Vec3b>(y, x))] += 1;
                ++m_samples;
            }
    blur(1, hueBins);
    blur(hueBins, hueBins);
    blur(hueBins * hueBins, lightnessBins);
}

// Along one axis, by 1 2 1 over 4; what would leave the range is lost.
void ColourHistogram::blur(int stride, int length)
{
    const std::vector<float> sharp = m_counts;
    for (size_t i = 0; i < sharp.size(); ++i) {
        const int position = static_cast<int>(i / stride) % length;
        const float before = position > 0 ? sharp[i - stride] : 0;
        const float after = position + 1 < length ? sharp[i + stride] : 0;
        m_counts[i] = 0.25f * before + 0.5f * sharp[i] + 0.25f * after;
    }
}

} // namespace likeness::faces
