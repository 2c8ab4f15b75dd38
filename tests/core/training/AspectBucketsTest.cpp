#include "core/training/AspectBuckets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace likeness::training {
namespace {

bool contains(const std::vector<PictureSize>& buckets, PictureSize size)
{
    return std::ranges::find(buckets, size) != buckets.end();
}

TEST(AspectBuckets, AreThoseOfSdxl) // sizes of the paper's table, and some that are not in it
{
    const auto buckets = aspectBuckets(1024);
    for (const PictureSize size : {PictureSize{2048, 512}, {1856, 512}, {1664, 576}, {1536, 640}, {1408, 704}, {1344, 768},
                                   {1216, 832}, {1152, 896}, {1088, 960}, {1024, 1024}, {960, 1024}, {512, 1984}})
        EXPECT_TRUE(contains(buckets, size)) << size.width << "x" << size.height;
    for (const PictureSize size : {PictureSize{1088, 1024}, {1024, 512}, {2112, 448}, {1000, 1000}, {960, 960}})
        EXPECT_FALSE(contains(buckets, size)) << size.width << "x" << size.height;
    EXPECT_EQ(buckets.size(), 41u);
}

TEST(AspectBuckets, FitSmallModels)
{
    for (const int side : {64, 128, 256, 512}) {
        const auto buckets = aspectBuckets(side);
        EXPECT_TRUE(contains(buckets, {side, side}));
        EXPECT_GE(buckets.size(), 5u) << side;
        for (const auto& bucket : buckets) {
            EXPECT_EQ(bucket.width % 8, 0);
            EXPECT_EQ(bucket.height % 8, 0);
            EXPECT_LE(bucket.width * bucket.height, side * side);
        }
    }
}

TEST(Framing, CoversTheNearestBucket)
{
    const auto buckets = aspectBuckets(256);
    for (const PictureSize original : {PictureSize{4000, 3000}, {300, 400}, {1, 1}, {20, 3000}, {3000, 20}, {257, 255}}) {
        const Framing f = framingFor(original, buckets);
        EXPECT_GE(f.resized.width, f.bucket.width);
        EXPECT_GE(f.resized.height, f.bucket.height);
        EXPECT_TRUE(f.resized.width == f.bucket.width || f.resized.height == f.bucket.height);
        EXPECT_NEAR(f.cropLeft, (f.resized.width - f.bucket.width) / 2.0, 1);
        EXPECT_NEAR(f.cropTop, (f.resized.height - f.bucket.height) / 2.0, 1);
    }
    EXPECT_EQ(framingFor({1000, 1000}, buckets).bucket, (PictureSize{256, 256}));
    EXPECT_GT(framingFor({1500, 1000}, buckets).bucket.width, framingFor({1500, 1000}, buckets).bucket.height);
}

TEST(Framing, KeepsTheFaceInTheMiddleAsFarAsThePictureReaches)
{
    const std::vector<PictureSize> square = {{256, 256}};
    const Framing left = framingFor({1024, 512}, square, faces::Point{200, 250});
    EXPECT_EQ(left.cropLeft, 0);
    const Framing right = framingFor({1024, 512}, square, faces::Point{700, 250});
    EXPECT_EQ(right.cropLeft, 700 / 2 - 128);
    EXPECT_NEAR(right.framed({700, 250}).x, 128, 1e-9);
    EXPECT_NEAR(right.framed({700, 250}).y, 125, 1e-9);
}

TEST(Framing, CutsWhatItSays)
{
    images::Image picture(64, 32);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 64; ++x)
            std::fill_n(picture.pixel(x, y), 3, static_cast<std::uint8_t>(4 * x));
    Framing f = framingFor({64, 32}, {{32, 32}}, faces::Point{40, 16});
    EXPECT_EQ(f.cropLeft, 24);
    const images::Image cut = framed(picture, f);
    ASSERT_EQ(cut.width, 32);
    EXPECT_EQ(*cut.pixel(0, 5), 96);
    EXPECT_EQ(*cut.pixel(31, 31), 220);
}

} // namespace
} // namespace likeness::training
