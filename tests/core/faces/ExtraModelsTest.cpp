// Detectors and parsers that are handed in.
#include "core/faces/FaceCropper.h"
#include "core/faces/Landmarks.h"
#include "tests/core/faces/Photos.h"

#include <gmock/gmock.h>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <limits>

namespace likeness::faces {
namespace {

using namespace photos;

class GivenFaces final : public ExtraDetector {
public:
    explicit GivenFaces(std::vector<DetectedFace> faces) : m_faces(std::move(faces)) {}
    std::string name() const override { return "Given"; }
    std::vector<DetectedFace> detect(const images::Image&, const std::stop_token&) const override
    {
        return m_faces;
    }

private:
    std::vector<DetectedFace> m_faces;
};

FaceFinder finderWith(std::vector<DetectedFace> faces)
{
    return *FaceFinder::open(landmarksFile, std::make_shared<GivenFaces>(std::move(faces)));
}

DetectedFace astronautFace()
{
    return {{180, 70, 80, 95}, 0.9, astronautPoints};
}

TEST(ExtraDetector, ItsPointsAreTheFacesAndLandmarksLieAroundThem)
{
    const auto found = finderWith({astronautFace()}).find(astronaut());
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 1u);
    const Face& face = found->front();
    EXPECT_EQ(face.detector, "Given");
    EXPECT_EQ(face.box.height, 95);
    for (size_t i = 0; i < 5; ++i)
        EXPECT_EQ(face.points5[i].x, astronautPoints[i].x);
    const auto own = finder().find(astronaut());
    ASSERT_TRUE(own);
    EXPECT_EQ(own->front().detector, "dlib");
    for (size_t i = 0; i < landmarkCount; ++i)
        EXPECT_LT(std::hypot(face.landmarks[i].x - own->front().landmarks[i].x,
                             face.landmarks[i].y - own->front().landmarks[i].y),
                  5)
            << i;
}

TEST(ExtraDetector, LandmarksOfATurnedFaceAreFound)
{
    // The photo a quarter turn clockwise: (x, y) → (511 - y, x).
    images::Image turned(512, 512);
    for (int y = 0; y < 512; ++y)
        for (int x = 0; x < 512; ++x)
            std::copy_n(astronaut().pixel(x, y), 3, turned.pixel(511 - y, x));
    DetectedFace face = astronautFace();
    face.box = {511 - 165, 180, 95, 80};
    for (Point& point : *face.points5)
        point = {511 - point.y, point.x};
    const auto found = finderWith({face}).find(turned);
    ASSERT_TRUE(found) << found.error().message;
    const auto own = finder().find(astronaut());
    for (size_t i = 0; i < landmarkCount; ++i) {
        const Point expected{511 - own->front().landmarks[i].y, own->front().landmarks[i].x};
        EXPECT_LT(std::hypot(found->front().landmarks[i].x - expected.x,
                             found->front().landmarks[i].y - expected.y),
                  6)
            << i;
    }
}

TEST(ExtraDetector, OfACrowdTheLargestStay)
{
    std::vector<DetectedFace> crowd;
    for (int i = 0; i < 40; ++i)
        crowd.push_back({{i % 8 * 64.0, i / 8 * 64.0, 20.0 + i, 20.0 + i}, 0.9, {}});
    const auto found = finderWith(crowd).find(astronaut());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), 32u);
    EXPECT_EQ(found->front().box.width, 59);
    EXPECT_EQ(found->back().box.width, 28);
}

TEST(ExtraDetector, WithoutPointsTheLandmarksGiveThem)
{
    const auto found = finderWith({{{176, 77, 90, 90}, 0.9, {}}}).find(astronaut());
    ASSERT_TRUE(found);
    EXPECT_TRUE(isAstronaut(found->front(), 1, {0, 0}));
}

TEST(ExtraDetector, WhereItFindsNothingUsableDlibLooks)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    DetectedFace far = astronautFace();
    far.points5->at(2).x = 1e12;
    for (const auto& faces : std::vector<std::vector<DetectedFace>>{{},
                                                                    {{{0, 0, nan, 10}, 1, {}}},
                                                                    {{{0, 0, 10, 10}, nan, {}}},
                                                                    {{{1e9, 0, 10, 10}, 1, {}}},
                                                                    {far}}) {
        const auto found = finderWith(faces).find(astronaut());
        ASSERT_TRUE(found);
        EXPECT_EQ(found->front().detector, "dlib");
    }
}

class LeftHalf final : public FaceParser {
public:
    std::string name() const override { return "LeftHalf"; }
    images::Mask faceAndHair(const images::Image& aligned) const override
    {
        images::Mask mask{aligned.width, aligned.height, {}};
        for (int y = 0; y < mask.height; ++y)
            for (int x = 0; x < mask.width; ++x)
                mask.value.push_back(x < mask.width / 2 ? 255 : 0);
        return mask;
    }
};

TEST(FaceParser, DecidesWhatIsKeptWhereOneIsHandedIn)
{
    const auto found = finder().find(astronaut());
    ASSERT_TRUE(found);
    const LeftHalf parser;
    const auto crop = faces::crop(astronaut(), found->front(), &parser);
    ASSERT_TRUE(crop) << crop.error().message;
    EXPECT_EQ(crop->segmentation, "LeftHalf");
    EXPECT_EQ(crop->encoderView.pixel(400, 256)[0], 255) << "white where it is not kept";
    EXPECT_EQ(crop->kept512, parser.faceAndHair(crop->aligned512));
    EXPECT_EQ(faces::crop(astronaut(), found->front())->segmentation, "GrabCut");
}

} // namespace
} // namespace likeness::faces
