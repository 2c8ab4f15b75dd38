#include "core/faces/Landmarks.h"

#include "tests/core/faces/Photos.h"

#include <dlib/image_processing/shape_predictor.h>
#include <dlib/opencv/cv_image.h>
#include <opencv2/core.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>

namespace {

using namespace likeness::faces;
using likeness::base::ErrorCode;

// A model in dlib's format with one tree of three splits: small enough to damage at every byte.
std::string smallModel()
{
    dlib::matrix<float, 0, 1> shape(2 * landmarkCount);
    for (long i = 0; i < shape.size(); ++i)
        shape(i) = 0.1f + 0.8f * float(i) / float(shape.size());
    dlib::impl::regression_tree tree;
    tree.splits = {{0, 1, 3.0f}, {1, 2, -5.0f}, {2, 3, 0.5f}};
    tree.leaf_values.assign(4, 0.01f * shape);
    const std::vector<std::vector<dlib::vector<float, 2>>> pixels{
        {{0.2f, 0.2f}, {0.8f, 0.3f}, {0.5f, 0.5f}, {0.4f, 0.9f}}};
    std::ostringstream out;
    serialize(dlib::shape_predictor(shape, {{tree}}, pixels), out);
    return out.str();
}

class Landmarks : public ::testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "likeness-XXXXXX").string();
        m_folder = ::mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(m_folder); }

    likeness::base::Result<LandmarkModel> open(const std::string& bytes) const
    {
        std::ofstream(m_folder / "model.dat", std::ios::binary) << bytes;
        return LandmarkModel::open(m_folder / "model.dat");
    }

    std::filesystem::path m_folder;
};

cv::Mat noise()
{
    cv::Mat gray(64, 64, CV_8U);
    cv::theRNG().state = 5;
    cv::randu(gray, 0, 256);
    return gray;
}

TEST_F(Landmarks, AgreeWithDlib)
{
    const std::string bytes = smallModel();
    dlib::shape_predictor theirs;
    std::istringstream in(bytes);
    deserialize(theirs, in);
    const auto ours = open(bytes);
    ASSERT_TRUE(ours) << ours.error().message;
    const cv::Mat gray = noise();
    const auto expected =
        theirs(dlib::cv_image<unsigned char>(cvIplImage(gray)), dlib::rectangle(10, 12, 49, 51));
    const auto points = ours->locate(gray, {10, 12, 40, 40});
    ASSERT_EQ(points.size(), 68u);
    for (int i = 0; i < 68; ++i) {
        EXPECT_NEAR(points[i].x, expected.part(i).x(), 0.501) << i; // dlib rounds to whole pixels
        EXPECT_NEAR(points[i].y, expected.part(i).y(), 0.501) << i;
    }
}

TEST_F(Landmarks, RefuseDamagedModels)
{
    const std::string whole = smallModel();
    ASSERT_TRUE(open(whole));
    for (size_t length = 0; length < whole.size(); length += 7) {
        const auto model = open(whole.substr(0, length));
        ASSERT_FALSE(model) << length;
        EXPECT_EQ(model.error().code, ErrorCode::wrongFormat);
    }
    // A changed byte gives a refused model or one that can be used, never a crash.
    const cv::Mat gray = noise();
    int refused = 0;
    for (size_t i = 0; i < whole.size(); i += 4) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ (i % 12 == 0   ? 0x01
                                                     : i % 12 == 4 ? 0x80
                                                                   : 0x7f));
        const auto model = open(damaged);
        if (model)
            model->locate(gray, {10, 12, 40, 40});
        else
            ++refused;
    }
    EXPECT_GT(refused, 20);
}

TEST_F(Landmarks, SayWhatIsWrongWithTheFile)
{
    const auto missing = LandmarkModel::open(m_folder / "none.dat");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::notFound);
    EXPECT_NE(missing.error().message.find("libdlib-data"), std::string::npos);
    const auto folder = FaceFinder::open(m_folder);
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::notFound);
    const auto text = open("not a model at all");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::wrongFormat);
    EXPECT_NE(text.error().message.find("model.dat"), std::string::npos);
}

TEST(MirroredLandmarks, ComeBackInThePhotosOrder)
{
    std::vector<Point> points;
    for (int i = 0; i < landmarkCount; ++i)
        points.push_back({double(i), double(i)});
    const auto twice = reorderedAfterMirror(reorderedAfterMirror(points));
    for (int i = 0; i < landmarkCount; ++i)
        EXPECT_EQ(twice[i].x, i);
    // A mirrored photo gives the mirrored face: left stays left.
    const auto& photo = photos::astronaut();
    likeness::images::Image mirrored(photo.width, photo.height);
    for (int y = 0; y < photo.height; ++y)
        for (int x = 0; x < photo.width; ++x)
            std::copy_n(photo.pixel(photo.width - 1 - x, y), 3, mirrored.pixel(x, y));
    const auto straight = photos::finder().find(photo).value().front().landmarks;
    auto seen = photos::finder().find(mirrored).value().front().landmarks;
    for (Point& point : seen)
        point.x = photo.width - 1 - point.x;
    const auto back = reorderedAfterMirror(seen);
    for (int i = 0; i < landmarkCount; ++i) // 8: the jaw's ends are not sharp
        EXPECT_LT(std::hypot(back[i].x - straight[i].x, back[i].y - straight[i].y), 8) << i;
}

} // namespace
