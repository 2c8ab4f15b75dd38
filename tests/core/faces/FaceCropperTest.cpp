#include "core/faces/FaceCropper.h"

#include "core/faces/Align.h"
#include "tests/core/faces/Photos.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace {

using namespace likeness;
using namespace likeness::faces;
using namespace likeness::faces::photos;
using images::Image;
using images::Mask;

FaceCrop cropOf(const Image& photo)
{
    return crop(photo, finder().find(photo).value().front()).value();
}

// Face and hair of the astronaut in the 512 crop, drawn by hand: hair, cheeks, chin; without ears
// and neck.
cv::Mat drawnByHand()
{
    const std::vector<cv::Point> outline{{195, 0},   {155, 21},  {95, 41},   {55, 81},   {35, 136},
                                         {40, 216},  {60, 276},  {95, 306},  {125, 300}, {128, 340},
                                         {140, 396}, {170, 446}, {245, 476}, {325, 446}, {370, 376},
                                         {385, 306}, {405, 320}, {445, 281}, {475, 216}, {483, 156},
                                         {455, 66},  {415, 31},  {355, 4},   {325, 0}};
    cv::Mat mask(512, 512, CV_8U, cv::Scalar::all(0));
    cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{outline}, cv::Scalar::all(255));
    return mask;
}

double intersectionOverUnion(const Mask& a, const cv::Mat& b)
{
    double both = 0, either = 0;
    for (int y = 0; y < a.height; ++y)
        for (int x = 0; x < a.width; ++x) {
            const bool inA = a.value[size_t(y) * a.width + x], inB = b.at<uchar>(y, x);
            both += inA && inB;
            either += inA || inB;
        }
    return both / either;
}

double meanDifference(const Image& a, const Image& b)
{
    double sum = 0;
    for (size_t i = 0; i < a.rgb.size(); ++i)
        sum += std::abs(a.rgb[i] - b.rgb[i]);
    return sum / double(a.rgb.size());
}

TEST(FaceCropper, CutsBothCropsFromOneDetection)
{
    const FaceCrop crop = cropOf(astronaut());
    ASSERT_EQ(crop.aligned512.width, 512);
    ASSERT_EQ(crop.aligned512.height, 512);
    ASSERT_EQ(crop.aligned112.width, 112);
    ASSERT_EQ(crop.encoderView.width, 512);
    EXPECT_EQ(crop.segmentation, "GrabCut");
    // The same face stands where both templates want it.
    const auto inCrop = finder().find(crop.aligned512);
    ASSERT_TRUE(inCrop) << inCrop.error().message;
    const std::array<Point, 5> template512{Point{193, 240}, Point{319, 240}, Point{257, 314},
                                           Point{201, 371}, Point{313, 371}};
    for (int i = 0; i < 5; ++i)
        EXPECT_LT(std::hypot(inCrop->front().points5[i].x - template512[i].x,
                             inCrop->front().points5[i].y - template512[i].y),
                  24) // five points of a laughing face do not fit a template exactly
            << i;
    const auto inSmall = finder().find(crop.aligned112);
    ASSERT_TRUE(inSmall) << inSmall.error().message;
    EXPECT_NEAR(inSmall->front().points5[2].x, 56, 6);
    EXPECT_NEAR(inSmall->front().points5[2].y, 71.7, 6);
}

TEST(FaceCropper, KeepsFaceAndHair)
{
    const FaceCrop crop = cropOf(astronaut());
    EXPECT_GT(intersectionOverUnion(crop.kept512, drawnByHand()), 0.92);
    const auto kept = [&](int x, int y) { return crop.kept512.value[size_t(y) * 512 + x] == 255; };
    EXPECT_TRUE(kept(256, 300)) << "nose";
    EXPECT_TRUE(kept(190, 245)) << "eye";
    EXPECT_TRUE(kept(256, 390)) << "mouth";
    EXPECT_TRUE(kept(256, 90)) << "hair above the forehead";
    EXPECT_TRUE(kept(80, 180)) << "hair at the side";
    EXPECT_TRUE(kept(440, 180)) << "hair at the other side";
    EXPECT_FALSE(kept(20, 60)) << "background";
    EXPECT_FALSE(kept(500, 350)) << "background";
    EXPECT_FALSE(kept(60, 450)) << "collar";
    EXPECT_FALSE(kept(190, 490)) << "neck";
}

TEST(FaceCropper, GivesTheSameMaskEveryTime)
{
    EXPECT_EQ(cropOf(astronaut()).kept512, cropOf(astronaut()).kept512);
}

TEST(FaceCropper, ACoarseMaskIsMostlyTheFineOne)
{
    const auto face = finder().find(astronaut());
    ASSERT_TRUE(face) << face.error().message;
    const auto coarse = crop(astronaut(), face->front(), nullptr, MaskDetail::coarse);
    ASSERT_TRUE(coarse) << coarse.error().message;
    EXPECT_GT(intersectionOverUnion(coarse->kept512, drawnByHand()), 0.85);
    EXPECT_NE(coarse->kept512, cropOf(astronaut()).kept512);
}

TEST(FaceCropper, ShowsTheEncoderGrayOnWhite)
{
    const FaceCrop crop = cropOf(astronaut());
    EXPECT_EQ(crop.encoderView, encoderView(crop.aligned512, crop.kept512));
    Image colours(3, 1);
    colours.rgb = {200, 100, 50, 10, 20, 30, 255, 0, 0};
    const Mask kept{3, 1, {255, 255, 0}};
    // 0.299 R + 0.587 G + 0.114 B: 124.2 and 18.15
    EXPECT_EQ(encoderView(colours, kept).rgb,
              (std::vector<std::uint8_t>{124, 124, 124, 18, 18, 18, 255, 255, 255}));
}

TEST(FaceCropper, DoesNotDependOnThePhotosSize)
{
    const FaceCrop small = cropOf(astronaut()), large = cropOf(scaled(astronaut(), 6));
    EXPECT_LT(meanDifference(small.aligned512, large.aligned512), 5);
    EXPECT_LT(meanDifference(small.aligned112, large.aligned112), 5);
    cv::Mat other(512, 512, CV_8U, const_cast<std::uint8_t*>(large.kept512.value.data()));
    EXPECT_GT(intersectionOverUnion(small.kept512, other), 0.95);
}

TEST(FaceCropper, ShrinksLargeFacesWithoutAliasing)
{
    // Stripes of one pixel over a face 16 times as large as in the crop: their mean is gray, not
    // stripes.
    Image stripes(2048, 2048);
    for (int y = 0; y < stripes.height; ++y)
        for (int x = 1; x < stripes.width; x += 2)
            std::fill_n(stripes.pixel(x, y), 3, std::uint8_t(255));
    Face face;
    face.landmarks.assign(68, {1024, 1024});
    for (int i = 0; i <= 16; ++i) // a plain oval
        face.landmarks[i] = {1024 - 800 * std::cos(i * CV_PI / 16),
                             900 + 900 * std::sin(i * CV_PI / 16)};
    face.points5 = {Point{524, 800}, Point{1524, 800}, Point{1024, 1300}, Point{600, 1700},
                    Point{1450, 1700}};
    const auto crop = faces::crop(stripes, face);
    ASSERT_TRUE(crop) << crop.error().message;
    for (int x = 200; x < 300; ++x)
        EXPECT_NEAR(crop->aligned512.pixel(x, 300)[1], 127.5, 24);
}

TEST(FaceCropper, WorksAtThePhotosEdge)
{
    const Image half = part(astronaut(), 215, 40, 200, 200); // the face is cut by the left edge
    Face face = finder().find(astronaut()).value().front();
    for (Point& point : face.landmarks)
        point = {point.x - 215, point.y - 40};
    for (Point& point : face.points5)
        point = {point.x - 215, point.y - 40};
    const auto crop = faces::crop(half, face);
    ASSERT_TRUE(crop) << crop.error().message;
    EXPECT_EQ(crop->aligned512.pixel(20, 256)[0], 132); // facexlib's border
    EXPECT_EQ(crop->aligned512.pixel(20, 256)[2], 135);
    EXPECT_EQ(crop->aligned112.pixel(2, 56)[0], 0);
    EXPECT_EQ(crop->kept512.value[256 * 512 + 20], 0);
}

TEST(FaceCropper, RefusesAFaceWithoutShape)
{
    Face face;
    face.landmarks.assign(68, {100, 100});
    face.points5.fill({100, 100});
    const auto crop = faces::crop(astronaut(), face);
    ASSERT_FALSE(crop);
    EXPECT_EQ(crop.error().code, base::ErrorCode::invalidInput);
}

} // namespace
