#include "core/portraits/Relief.h"

#include <algorithm>
#include <cmath>

namespace likeness::portraits {

namespace {

const cv::Rect headArea(64, 22, 128, 180);

// Half the width of the head at each row of the area, smoothed.
std::vector<float> halfWidths(const Points& outline)
{
    std::vector<float> width(size_t(headArea.height), 0);
    for (size_t i = 0; i < outline.size(); ++i) {
        const Vec a = outline[i], b = outline[(i + 1) % outline.size()];
        if (a.x < centreX || b.x < centreX)
            continue;
        for (int row = std::max(0, int(std::ceil(std::min(a.y, b.y))) - headArea.y);
             row < headArea.height && float(row + headArea.y) <= std::max(a.y, b.y); ++row) {
            const float t =
                std::abs(b.y - a.y) < 1e-4f ? 0 : (float(row + headArea.y) - a.y) / (b.y - a.y);
            width[size_t(row)] = std::max(width[size_t(row)], a.x + (b.x - a.x) * t - centreX);
        }
    }
    return width;
}

void addBump(cv::Mat1f& height, float x, float y, float sigmaX, float sigmaY, float amount)
{
    const int left = std::max(0, int(x - 3 * sigmaX) - headArea.x),
              right = std::min(height.cols, int(x + 3 * sigmaX) - headArea.x + 2);
    const int top = std::max(0, int(y - 3 * sigmaY) - headArea.y),
              bottom = std::min(height.rows, int(y + 3 * sigmaY) - headArea.y + 2);
    float across[256];
    for (int c = left; c < right; ++c)
        across[c] = std::exp(-.5f * std::pow((float(c + headArea.x) - x) / sigmaX, 2.f));
    for (int r = top; r < bottom; ++r) {
        const float down =
            amount * std::exp(-.5f * std::pow((float(r + headArea.y) - y) / sigmaY, 2.f));
        for (int c = left; c < right; ++c)
            height(r, c) += down * across[c];
    }
}

void addPair(cv::Mat1f& height, float x, float y, float sigmaX, float sigmaY, float amount)
{
    addBump(height, centreX - x, y, sigmaX, sigmaY, amount);
    addBump(height, centreX + x, y, sigmaX, sigmaY, amount);
}

cv::Mat1f shell(const Anatomy& anatomy)
{
    cv::Mat1f height(headArea.size());
    const std::vector<float> width = halfWidths(anatomy.outline);
    for (int r = 0; r < height.rows; ++r) {
        const float y = float(r + headArea.y);
        const float v = (y - 104) / (y < 104 ? 86 : anatomy.chin - 92);
        const float w =
            std::max(width[size_t(r)], 3.f) + 3; // a little outside, so that the rim is not black
        const float crown = std::sqrt(std::max(.02f, 1 - v * v));
        for (int c = 0; c < height.cols; ++c) {
            const float u = std::min(1.f, std::abs(float(c + headArea.x) - centreX) / w);
            height(r, c) =
                46 * std::sqrt(std::max(0.f, 1 - std::pow(u, 2.5f))) * (.45f + .55f * crown) +
                9 * crown;
        }
    }
    return height;
}

void addNose(cv::Mat1f& height, const Nose& nose)
{
    for (int r = 0; r < height.rows; ++r) { // the bridge grows towards the tip and ends there
        const float y = float(r + headArea.y);
        const float t = (y - 96) / (nose.tip.y - 96);
        if (t <= 0 || y > nose.base + 4)
            continue;
        const float rise =
            y < nose.tip.y + 1
                ? 12 * t * t * (1.6f - .6f * t)
                : 12 * std::max(0.f, 1 - (y - nose.tip.y - 1) / (nose.base - nose.tip.y + 1));
        const float sigma = 5.2f + 2.2f * t * t;
        for (int c = 0; c < height.cols; ++c) {
            const float x = (float(c + headArea.x) - centreX) / sigma;
            height(r, c) += rise * std::exp(-.5f * x * x);
        }
    }
    addBump(height, centreX, nose.tip.y, 5, 4.5f, 3.5f);
    addPair(height, nose.wing - 3, nose.tip.y + 4, 3.6f, 3.6f, 4.5f);
}

void addFeatures(cv::Mat1f& height, const Anatomy& anatomy, const Person& person)
{
    const bool man = person.presentation == Presentation::man;
    const float smile = anatomy.smile;
    for (const Eye& eye : anatomy.eyes) {
        addBump(height, eye.centre.x - eye.outward * 2, eye.centre.y - 3, 12, 8, -6.5f);
        addBump(height, eye.centre.x, eye.centre.y, 8.5f, 5.5f, 4.2f);
        addBump(height, eye.centre.x, eye.centre.y - 15, 13, 4.5f, man ? 3.6f : 2);
        addBump(height, eye.centre.x - eye.outward * 15, eye.centre.y - 1, 4, 5,
                -2.5f); // beside the bridge
    }
    addPair(height, 35, 131 - 3 * smile, 13, 9, 4.2f + 4 * smile);
    addPair(height, 37, 158, 9, 12, -2.6f);
    const Mouth& mouth = anatomy.mouth;
    addBump(height, centreX, 157 + mouth.open * .3f, 19, 14 + mouth.open * .3f, 6.5f);
    addBump(height, centreX, anatomy.nose.base + 4, 2, 4, -1.3f);
    addBump(height, centreX, mouth.lowerLipBottom[mouth.lowerLipBottom.size() / 2].y + 4, 11, 3,
            -2.8f);
    addBump(height, centreX, anatomy.chin - 9, 11, 6.5f, 5);
    addPair(height, mouth.halfWidth + 3.5f, mouth.centre.y, 3.5f, 5, -1.8f - 1.6f * smile);
    addBump(height, centreX, 68, 34, 16, 3);
}

} // namespace

Relief reliefOf(const Anatomy& anatomy, const Person& person)
{
    cv::Mat1f height = shell(anatomy);
    addNose(height, anatomy.nose);
    addFeatures(height, anatomy, person);

    Relief relief{headArea, cv::Mat1b(headArea.size()), cv::Mat1b(headArea.size())};
    const cv::Vec3f lamp = cv::normalize(cv::Vec3f(-.42f, -.55f, .95f));
    const cv::Vec3f half = cv::normalize(lamp + cv::Vec3f(0, 0, 1));
    for (int r = 0; r < height.rows; ++r) {
        const float* above = height.ptr<float>(std::max(r - 1, 0));
        const float* here = height.ptr<float>(r);
        const float* below = height.ptr<float>(std::min(r + 1, height.rows - 1));
        for (int c = 0; c < height.cols; ++c) {
            const float dx =
                .5f * (here[std::min(c + 1, height.cols - 1)] - here[std::max(c - 1, 0)]);
            const float dy = .5f * (below[c] - above[c]);
            const float inverse = 1 / std::sqrt(dx * dx + dy * dy + 1);
            const float lambert = std::max(0.f, (-dx * lamp[0] - dy * lamp[1] + lamp[2]) * inverse);
            const float rim = inverse; // n.z: falls towards the outline
            const float shine = std::max(0.f, (-dx * half[0] - dy * half[1] + half[2]) * inverse);
            const float shine4 = shine * shine * shine * shine,
                        shine16 = shine4 * shine4 * shine4 * shine4;
            relief.light(r, c) =
                cv::saturate_cast<uchar>(255 * (.06f + .70f * lambert + .24f * rim));
            relief.gloss(r, c) = cv::saturate_cast<uchar>(255 * shine16 * shine16);
        }
    }
    return relief;
}

} // namespace likeness::portraits
