#include "core/faces/FaceFinder.h"

#include "core/images/Decode.h"
#include "core/images/Encode.h"
#include "core/images/Turn.h"
#include "tests/core/faces/Photos.h"
#include "tests/core/testing/Reference.h"

#include <cmath>
#include <ctime>
#include <thread>

namespace {

using namespace likeness;
using namespace likeness::faces;
using namespace likeness::faces::photos;
using base::ErrorCode;
using images::Image;

// A JPEG file whose EXIF block holds nothing but an orientation.
std::vector<std::byte> jpegWithOrientation(const Image& stored, int orientation)
{
    const auto jpeg = images::encodeJpeg(stored).value();
    using namespace std::string_literals;
    const std::string exif = "Exif\0\0"s + "MM\0*\0\0\0\x08"s + "\0\1"s + "\1\x12\0\3\0\0\0\1\0"s +
                             char(orientation) + "\0\0\0\0\0\0"s;
    const std::string segment = "\xff\xe1\0"s + char(exif.size() + 2) + exif;
    std::vector<std::byte> file(jpeg.begin(), jpeg.begin() + 2);
    const auto inserted = std::as_bytes(std::span(segment));
    file.insert(file.end(), inserted.begin(), inserted.end());
    file.insert(file.end(), jpeg.begin() + 2, jpeg.end());
    return file;
}

TEST(FaceFinder, FindsTheFaceAndItsLandmarks)
{
    const auto found = finder().find(astronaut());
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 1u);
    const Face& face = found->front();
    EXPECT_TRUE(isAstronaut(face, 1, {0, 0}));
    EXPECT_GT(face.confidence, 0.5);
    ASSERT_EQ(face.landmarks.size(), 68u);
    // The jaw from the left over the chin to the right; brows above eyes above the mouth.
    EXPECT_NEAR(face.landmarks[0].x, 180, 5);
    EXPECT_NEAR(face.landmarks[8].y, 178, 6);
    EXPECT_NEAR(face.landmarks[16].x, 272, 5);
    EXPECT_LT(face.landmarks[19].y, face.landmarks[37].y - 5);
    EXPECT_LT(face.landmarks[33].y, face.landmarks[51].y - 2);
}

TEST(FaceFinder, FindsItAtEverySize)
{
    for (const double scale : {0.4, 0.6, 1.7, 3.0, 6.0}) {
        const auto found = finder().find(scaled(astronaut(), scale));
        ASSERT_TRUE(found) << scale << ": " << found.error().message;
        EXPECT_EQ(found->size(), 1u) << scale;
        EXPECT_TRUE(isAstronaut(found->front(), scale, {0, 0})) << scale;
    }
}

TEST(FaceFinder, FindsItInPhotosThatCamerasStoredTurned)
{
    // How each orientation stores the upright photo: the turns are their own inverses but for 6
    // and 8.
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
        const auto file = jpegWithOrientation(images::turned(astronaut(), inverse), orientation);
        const auto photo = images::decodeBytes(file);
        ASSERT_TRUE(photo) << orientation << ": " << photo.error().message;
        const auto found = finder().find(*photo);
        ASSERT_TRUE(found) << orientation << ": " << found.error().message;
        EXPECT_TRUE(isAstronaut(found->front(), 1, {0, 0})) << orientation;
    }
}

TEST(FaceFinder, FindsItInFilesOfOtherPrograms)
{
    const auto webp = images::decodeFile(likeness::testing::testData("faces/orientation6.webp"));
    ASSERT_TRUE(webp) << webp.error().message;
    const auto inWebp = finder().find(*webp);
    ASSERT_TRUE(inWebp) << inWebp.error().message;
    EXPECT_TRUE(isAstronaut(inWebp->front(), 1, {-60, 0}));
    const auto png = images::decodeFile(likeness::testing::testData("faces/orientation3.png"));
    ASSERT_TRUE(png) << png.error().message;
    const auto inPng = finder().find(*png);
    ASSERT_TRUE(inPng) << inPng.error().message;
    EXPECT_TRUE(isAstronaut(inPng->front(), 0.75, {-45, 0}));
}

TEST(FaceFinder, FindsTurnedFacesWithoutAHint)
{
    const double last = astronaut().width - 1;
    // orientation → where an upright pixel (x, y) is in the turned photo
    const std::map<int, std::function<Point(Point)>> turns{
        {3,
         [=](Point p) {
             return Point{last - p.x, last - p.y};
         }},
        {6,
         [=](Point p) {
             return Point{last - p.y, p.x};
         }},
        {8, [=](Point p) {
             return Point{p.y, last - p.x};
         }}};
    for (const auto& [orientation, turned] : turns) {
        const auto found = finder().find(images::turned(astronaut(), orientation));
        ASSERT_TRUE(found) << orientation << ": " << found.error().message;
        for (size_t i = 0; i < 5; ++i) {
            const Point expected = turned(astronautPoints[i]), point = found->front().points5[i];
            EXPECT_NEAR(point.x, expected.x, 5) << orientation << ", point " << i;
            EXPECT_NEAR(point.y, expected.y, 5) << orientation << ", point " << i;
        }
    }
}

TEST(FaceFinder, FindsASmallFaceInALargePhoto)
{
    Image photo = canvas(3000, 2000);
    paste(photo, scaled(astronaut(), 0.5), 2200, 300); // a face of 44 pixels
    const auto found = finder().find(photo);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_TRUE(isAstronaut(found->front(), 0.5, {2200, 300}, 0.2));
}

TEST(FaceFinder, FindsAFaceThatFillsThePhoto)
{
    const auto found = finder().find(part(astronaut(), 165, 50, 120, 140));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_TRUE(isAstronaut(found->front(), 1, {-165, -50}, 0.2));
}

TEST(FaceFinder, GivesSeveralFacesTheLargestFirst)
{
    Image photo = canvas(1400, 800);
    paste(photo, astronaut(), 20, 150);
    paste(photo, scaled(astronaut(), 1.4), 600, 40);
    const auto found = finder().find(photo);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 2u);
    EXPECT_TRUE(isAstronaut(found->at(0), 1.4, {600, 40}));
    EXPECT_TRUE(isAstronaut(found->at(1), 1, {20, 150}));
}

TEST(FaceFinder, SaysSoWhenThereIsNoFace)
{
    const Image suit = part(astronaut(), 0, 200, 512, 312); // the same photo below the chin
    for (const Image& photo : {suit, canvas(900, 600), Image(1, 1), Image()}) {
        const auto found = finder().find(photo, {}, "'holiday.jpg'");
        ASSERT_FALSE(found) << found->size();
        EXPECT_EQ(found.error().code, ErrorCode::invalidInput);
        EXPECT_EQ(found.error().message, "No face was found in 'holiday.jpg'. Choose a photo in "
                                         "which the face is visible from the front "
                                         "and at least about 40 pixels wide.");
    }
}

TEST(FaceFinder, IsQuickOnPhotosOf24Megapixels)
{
    Image photo = canvas(6000, 4000);
    paste(photo, scaled(astronaut(), 6), 1500, 500);
    finder();
    const std::clock_t start = std::clock(); // processor time: other programs may be running
    const auto found = finder().find(photo);
    const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_LT(seconds, 1.5);
}

TEST(FaceFinder, StopsWhenAsked)
{
    std::stop_source stop;
    stop.request_stop();
    const auto found = finder().find(astronaut(), stop.get_token());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::cancelled);
}

TEST(FaceFinder, GivesTheSameInEveryThread)
{
    const auto alone = finder().find(astronaut()).value();
    std::vector<std::vector<Face>> results(4);
    {
        std::vector<std::jthread> threads;
        for (auto& result : results)
            threads.emplace_back([&result] { result = finder().find(astronaut()).value(); });
    }
    for (const auto& result : results) {
        ASSERT_EQ(result.size(), 1u);
        for (size_t i = 0; i < 68; ++i) {
            EXPECT_EQ(result[0].landmarks[i].x, alone[0].landmarks[i].x);
            EXPECT_EQ(result[0].landmarks[i].y, alone[0].landmarks[i].y);
        }
    }
}

} // namespace
