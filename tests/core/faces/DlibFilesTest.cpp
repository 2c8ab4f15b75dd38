// dlib's network files: dlib's own answers, and what is refused.
#include "core/faces/DlibFile.h"
#include "core/faces/DlibNumbers.h"
#include "core/faces/FaceDescriber.h"
#include "core/faces/MmodDetector.h"
#include "tests/core/testing/DlibNets.h"
#include "tests/core/faces/Photos.h"
#include "tests/core/weights/TemporaryFile.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace likeness::faces {
namespace {

using namespace photos;
using dlibnets::Normalised;
using ::testing::HasSubstr;
using testing::TemporaryFile;

// As many pixels as the detector looks at: it leaves them as they are.
images::Image fullSizedPhoto()
{
    images::Image photo = canvas(1000, 800);
    paste(photo, astronaut(), 300, 200);
    return photo;
}

const std::string& detectorBytes()
{
    static const std::string bytes = dlibnets::detectorFile(fullSizedPhoto());
    return bytes;
}

const std::string& recogniserBytes()
{
    static const std::string bytes = dlibnets::recogniserFile();
    return bytes;
}

long peakOfMemory_kB()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stol(line.substr(6));
    return 0;
}

void expectBoxes(const std::vector<DetectedFace>& found, const std::vector<dlibnets::Found>& expected,
                 double factor)
{
    ASSERT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < found.size(); ++i) {
        EXPECT_NEAR(found[i].box.x, factor * expected[i].box.x, 1e-6);
        EXPECT_NEAR(found[i].box.y, factor * expected[i].box.y, 1e-6);
        EXPECT_NEAR(found[i].box.width, factor * expected[i].box.width, 1e-6);
        EXPECT_NEAR(found[i].confidence, expected[i].confidence, 1e-4);
    }
}

TEST(MmodDetector, FindsWhatDlibFindsAndMapsBoxesBack)
{
    const TemporaryFile file(detectorBytes());
    ASSERT_EQ(dlibNetworkIn(file.path()), DlibNetwork::faceDetector);
    const auto detector = openMmodDetector(file.path());
    ASSERT_TRUE(detector) << detector.error().message << detector.error().context;
    const images::Image photo = fullSizedPhoto();
    const auto expected = dlibnets::dlibFinds(detectorBytes(), photo);
    ASSERT_GT(expected.size(), 3u);
    expectBoxes((*detector)->detect(photo, {}), expected, 1);

    images::Image twice(2000, 1600); // every pixel doubled: looked at half as large
    for (int y = 0; y < twice.height; ++y)
        for (int x = 0; x < twice.width; ++x)
            std::copy_n(photo.pixel(x / 2, y / 2), 3, twice.pixel(x, y));
    expectBoxes((*detector)->detect(twice, {}), expected, 2);
}

TEST(MmodDetector, AFileAsItWasTrainedLoadsToo)
{
    const std::string bytes = dlibnets::detectorFile(fullSizedPhoto(), Normalised::batches);
    const TemporaryFile file(bytes);
    const auto detector = openMmodDetector(file.path());
    ASSERT_TRUE(detector) << detector.error().message << detector.error().context;
    const images::Image photo = fullSizedPhoto();
    expectBoxes((*detector)->detect(photo, {}), dlibnets::dlibFinds(bytes, photo), 1);
}

TEST(MmodDetector, LooksAtPhotosOfAnyShape)
{
    const TemporaryFile file(detectorBytes());
    const auto detector = openMmodDetector(file.path());
    ASSERT_TRUE(detector) << detector.error().context;
    EXPECT_TRUE((*detector)->detect({}, {}).empty());
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 700}, {3000, 2}, {90, 60}})
        EXPECT_NO_THROW((*detector)->detect(canvas(width, height), {})) << width << "x" << height;
}

TEST(MmodDetector, StandsBeforeDlibsOther)
{
    const TemporaryFile file(detectorBytes());
    const auto detector = openMmodDetector(file.path());
    ASSERT_TRUE(detector) << detector.error().context;
    const auto finder = FaceFinder::open(landmarksFile, *detector);
    ASSERT_TRUE(finder);
    const auto found = finder->find(astronaut()); // random weights find anything
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->front().detector, "dlib's network");
    EXPECT_EQ(found->front().landmarks.size(), 68u);
}

TEST(FaceDescriber, SaysWhatDlibSays)
{
    const TemporaryFile file(recogniserBytes());
    ASSERT_EQ(dlibNetworkIn(file.path()), DlibNetwork::faceRecogniser);
    const auto describer = FaceDescriber::open(file.path());
    ASSERT_TRUE(describer) << describer.error().message << describer.error().context;
    const auto faces = finder().find(astronaut());
    ASSERT_TRUE(faces);
    const auto description = describer->describe(astronaut(), faces->front());
    ASSERT_TRUE(description) << description.error().message;
    const auto expected = dlibnets::dlibDescribes(recogniserBytes(), astronaut(), faces->front());
    EXPECT_LT(distanceOf(*description, expected), 1e-5);
    EXPECT_EQ(distanceOf(*description, *description), 0);
    Face other = faces->front();
    for (Point& point : other.landmarks)
        point.y += 60;
    EXPECT_GT(distanceOf(*description, *describer->describe(astronaut(), other)), 1e-3);
    other.landmarks.clear();
    EXPECT_FALSE(describer->describe(astronaut(), other));
    other.landmarks.assign(68, {NAN, NAN});
    EXPECT_FALSE(describer->describe(astronaut(), other));
}

// The recogniser as dlib wrote it when it was published: three kinds of layers with one truth value less.
std::string olderVersions(std::string bytes)
{
    const auto drop = [&](const std::string& name, const std::string& older, const auto& skip) {
        for (size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) {
            bytes.replace(at - 1, name.size() + 1, char(older.size()) + older);
            const size_t after = at + older.size();
            DlibNumbers numbers(std::string_view(bytes).substr(after));
            skip(numbers);
            bytes.erase(after + numbers.at(), 1);
        }
    };
    const auto integers = [](DlibNumbers& numbers, int count) {
        for (int i = 0; i < count; ++i)
            numbers.integer(INT32_MIN, INT32_MAX);
    };
    const auto reals = [](DlibNumbers& numbers) {
        for (int i = 0; i < 4; ++i)
            numbers.real(-1e9, 1e9);
    };
    drop("con_5", "con_4", [&](DlibNumbers& numbers) {
        numbers.tensor(DlibNumbers::Values::any);
        integers(numbers, 7);
        numbers.alias();
        numbers.alias();
        reals(numbers);
    });
    drop("affine_2", "affine_", [&](DlibNumbers& numbers) {
        numbers.tensor(DlibNumbers::Values::any);
        numbers.alias();
        numbers.alias();
        integers(numbers, 1);
    });
    drop("fc_3", "fc_2", [&](DlibNumbers& numbers) {
        integers(numbers, 2);
        numbers.tensor(DlibNumbers::Values::any);
        numbers.alias();
        numbers.alias();
        integers(numbers, 1);
        reals(numbers);
    });
    return bytes;
}

TEST(FaceDescriber, ReadsThePublishedFilesVersions)
{
    const std::string older = olderVersions(recogniserBytes());
    EXPECT_EQ(older.size(), 22'466'066u) << "the published file's, to the byte";
    const TemporaryFile file(older), newer(recogniserBytes());
    const auto describer = FaceDescriber::open(file.path());
    ASSERT_TRUE(describer) << describer.error().message << describer.error().context;
    const auto faces = finder().find(astronaut());
    ASSERT_TRUE(faces);
    EXPECT_EQ(describer->describe(astronaut(), faces->front()).value(),
              FaceDescriber::open(newer.path())->describe(astronaut(), faces->front()).value());
}

TEST(DlibFile, ForeignAndCutFilesAreOneSentence)
{
    for (const std::string& bytes :
         {std::string(), std::string("just words"), std::string("\x89PNG\r\n\x1a\n"),
          std::string("\1\1\1\12loss_other"), recogniserBytes().substr(40)}) {
        const TemporaryFile file(bytes);
        EXPECT_FALSE(dlibNetworkIn(file.path()));
        const auto read = readDlibFile(file.path());
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, base::ErrorCode::wrongFormat);
        EXPECT_THAT(read.error().message, HasSubstr("is neither dlib's face detector nor"));
    }
    EXPECT_EQ(readDlibFile("/nowhere").error().code, base::ErrorCode::notFound);
    const TemporaryFile recogniser(recogniserBytes());
    EXPECT_THAT(openMmodDetector(recogniser.path()).error().message,
                HasSubstr("is dlib's face recogniser"));
    EXPECT_EQ(readDlibFile(landmarksFile).error().code, base::ErrorCode::wrongFormat);
    std::mt19937 random(2);
    for (const std::string* whole : {&detectorBytes(), &recogniserBytes()})
        for (int i = 0; i < 60; ++i) {
            const size_t length = 20 + random() % (whole->size() - 20);
            const TemporaryFile file(whole->substr(0, length));
            const auto read = readDlibFile(file.path());
            ASSERT_FALSE(read) << length;
            EXPECT_THAT(read.error().message, HasSubstr("is damaged or another network"));
        }
    EXPECT_FALSE(readDlibFile(TemporaryFile(detectorBytes() + "x").path()));
}

TEST(DlibFile, LengthsThatLieAllocateNothing)
{
    const std::string start("\1\1\1\12loss_mmod_", 14);
    const std::string huge("\6\0\0\0\0\0\1", 7); // 2^40
    const long before = peakOfMemory_kB();
    for (const std::string& bytes :
         {start + std::string("\1\4", 2) + huge,                                 // windows
          start + std::string("\1\4\1\1\1\2\1\120\1\120", 10) + huge,            // a window's label
          start + std::string("\1\4\1\1\1\2\1\120\1\120", 10) + std::string("\x48\xff", 2)}) {
        const TemporaryFile file(bytes);
        EXPECT_FALSE(openMmodDetector(file.path()));
    }
    // Every convolution's tensor: its name, the version, four sizes of which the first becomes 2^40.
    size_t tensors = 0;
    const std::string& whole = detectorBytes();
    for (size_t at = whole.find("con_5"); at != std::string::npos; at = whole.find("con_5", at + 1)) {
        std::string bytes = whole;
        bytes.replace(at + 7, 2, huge);
        const TemporaryFile file(bytes);
        EXPECT_FALSE(openMmodDetector(file.path()));
        ++tensors;
    }
    EXPECT_EQ(tensors, 7u);
    EXPECT_LT(peakOfMemory_kB() - before, 64 << 10);
}

TEST(DlibFile, FlippedBitsNeverCrash)
{
    const std::string& whole = detectorBytes();
    std::vector<size_t> places;
    for (size_t at = 0; at < 320; ++at) // options, versions, the first layer
        places.push_back(at);
    for (size_t at = whole.find("affine_2"); at != std::string::npos;
         at = whole.find("affine_2", at + 1))
        for (size_t i = 0; i < 24; ++i)
            places.push_back(at - 40 + i * 4);
    for (size_t at = whole.size() - 120; at < whole.size(); ++at)
        places.push_back(at);
    std::mt19937 random(3);
    const images::Image photo = canvas(100, 100);
    int taken = 0;
    for (const size_t at : places) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
        const TemporaryFile file(bytes);
        const auto detector = openMmodDetector(file.path());
        if (!detector) {
            EXPECT_EQ(detector.error().code, base::ErrorCode::wrongFormat) << at;
            continue;
        }
        if (++taken % 4 == 0) { // a run takes longer than all of the reading
            EXPECT_NO_THROW((*detector)->detect(photo, {})) << at;
        }
    }
    EXPECT_LT(taken, int(places.size()) * 2 / 3);
}

} // namespace
} // namespace likeness::faces
