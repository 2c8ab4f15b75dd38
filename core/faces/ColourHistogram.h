// How often each colour occurs under a mask: the simplest model of what hair, skin or a background
// look like. For core/faces' own sources only.
#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace likeness::faces {

class ColourHistogram {
public:
    // `lab`: 8-bit CIE Lab; `mask`: 8 bit, not 0 where the thing is.
    ColourHistogram(const cv::Mat& lab, const cv::Mat& mask);

    int sampleCount() const { return m_samples; }
    // Pixels of this colour; blurred a little, so that colours close to seen ones count as well.
    float count(const cv::Vec3b& colour) const { return m_counts[binOf(colour)]; }

private:
    static constexpr int lightnessBins = 24,
                         hueBins = 40; // hues: a and b, 96 of their 256 values either way
    static int binOf(const cv::Vec3b& colour);
    void blur(int stride, int length);

    int m_samples = 0;
    std::vector<float> m_counts; // [lightness, a, b]
};

} // namespace likeness::faces
