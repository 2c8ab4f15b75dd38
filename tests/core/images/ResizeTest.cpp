#include "core/images/Resize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace {

using namespace likeness::images;

// A smooth picture, exactly known at every size.
Image waves(int width, int height)
{
    Image image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double u = (x + 0.5) / width, v = (y + 0.5) / height;
            image.pixel(x, y)[0] =
                static_cast<std::uint8_t>(std::lround(127 + 100 * std::sin(6 * u)));
            image.pixel(x, y)[1] =
                static_cast<std::uint8_t>(std::lround(127 + 100 * std::cos(5 * v)));
            image.pixel(x, y)[2] = static_cast<std::uint8_t>(std::lround(200 * u * v));
        }
    return image;
}

int largestDifference(const Image& a, const Image& b)
{
    int largest = a.rgb.size() == b.rgb.size() ? 0 : 1000;
    for (size_t i = 0; largest < 1000 && i < a.rgb.size(); ++i)
        largest = std::max(largest, std::abs(a.rgb[i] - b.rgb[i]));
    return largest;
}

TEST(Resize, SmoothPicturesStaySmooth)
{
    const Image large = waves(240, 180), small = waves(60, 45);
    for (const Filter filter : {Filter::area, Filter::bicubic})
        EXPECT_LE(largestDifference(resized(large, 60, 45, filter), small), 2);
    EXPECT_LE(largestDifference(resized(small, 240, 180, Filter::bicubic), large), 4);
    EXPECT_EQ(resized(small, 60, 45), small);
}

TEST(Resize, NothingAliases)
{
    Image stripes(256, 16); // columns black and white in turn
    for (int y = 0; y < 16; ++y)
        for (int x = 1; x < 256; x += 2)
            std::fill_n(stripes.pixel(x, y), 3, std::uint8_t(255));
    for (const Filter filter : {Filter::area, Filter::bicubic}) {
        const Image small = resized(stripes, 64, 4, filter);
        for (int x = 2; x < 62; ++x)
            EXPECT_NEAR(small.pixel(x, 2)[0], 127.5, 3);
    }
}

TEST(Resize, AreaIsTheMean)
{
    Image two(2, 1);
    two.rgb = {10, 20, 30, 20, 40, 60};
    EXPECT_EQ(resized(two, 1, 1, Filter::area).rgb, (std::vector<std::uint8_t>{15, 30, 45}));
}

TEST(Resize, FitsIntoASquare)
{
    const Image image = waves(300, 100);
    EXPECT_EQ(fitInto(image, 150).width, 150);
    EXPECT_EQ(fitInto(image, 150).height, 50);
    EXPECT_EQ(fitInto(image, 300), image);
    EXPECT_EQ(fitInto(waves(1000, 1), 10).height, 1);
}

TEST(Resize, PutsTwoBesideEachOther)
{
    const Image left = waves(20, 30), right = waves(10, 10);
    const Image both = besideEachOther(left, right, 4);
    ASSERT_EQ(both.width, 34);
    ASSERT_EQ(both.height, 30);
    EXPECT_EQ(both.pixel(3, 29)[1], left.pixel(3, 29)[1]);
    EXPECT_EQ(both.pixel(24, 10)[2], right.pixel(0, 0)[2]);
    EXPECT_EQ(both.pixel(33, 19)[0], right.pixel(9, 9)[0]);
    EXPECT_EQ(both.pixel(21, 15)[0], 255); // the gap
    EXPECT_EQ(both.pixel(30, 0)[0], 255);  // beside the lower one
    EXPECT_EQ(besideEachOther(Image(), right, 4), right);
}

} // namespace
