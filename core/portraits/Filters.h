// Building blocks of the styles. Pictures are RGB floats 0..1 unless they are 8-bit.
#pragma once

#include <opencv2/core.hpp>

namespace likeness::portraits {

// change(pixel, y, x)
template <typename PerPixel> void forEach(cv::Mat3f& picture, PerPixel&& change)
{
    for (int y = 0; y < picture.rows; ++y) {
        cv::Vec3f* row = picture.ptr<cv::Vec3f>(y);
        for (int x = 0; x < picture.cols; ++x)
            change(row[x], y, x);
    }
}

inline cv::Vec3f towards(const cv::Vec3f& a, const cv::Vec3f& b, float t)
{
    return a + (b - a) * t;
}

cv::Vec3f saturated(const cv::Vec3f& c, float amount);
cv::Mat1f grey(const cv::Mat3f& picture);
cv::Mat1f gradientMagnitude(const cv::Mat1f& luma);

// Dark lines where the picture gets darker than its surroundings: an extended difference of
// Gaussians (Winnemöller). 1: no line.
cv::Mat1f lines(const cv::Mat1f& luma, double sigma, float threshold, float steepness);

// Kuwahara: every pixel takes the mean of the calmest of four windows around it.
cv::Mat3b kuwahara(const cv::Mat3b& picture, int radius);

// Flat regions with soft steps, as many in the shades as in the lights (steps of the root of
// brightness).
void posterise(cv::Mat3f& picture, float levels, float softness);

// Small forms levelled by a median filter; `detail` of the original is kept, so that eyes do not
// drown.
cv::Mat3f smooth(const cv::Mat3b& picture, int passes, double detail);

} // namespace likeness::portraits
