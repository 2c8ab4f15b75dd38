#include "core/identity/FaceFeatures.h"

#include "core/identity/ImageTensor.h"
#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;

struct Case {
    weights::TensorFile file = referenceCase("face_features");
    at::Tensor rgb =
        file.tensors.at("in.aligned_bgr").flip(2).permute({2, 0, 1}).unsqueeze(0).to(at::kFloat) /
        255;
    at::Tensor kept = keptLabels(file.tensors.at("in.labels")).unsqueeze(0).unsqueeze(0);
    at::Tensor features = grayOnWhite(rgb, kept);

    const at::Tensor& out(const std::string& name) const { return file.tensors.at("out." + name); }
    ::testing::AssertionResult matches(const at::Tensor& actual, const std::string& name) const
    {
        return isClose(actual, out(name), toleranceOf(file, "out." + name)) << " " << name;
    }
};

TEST(FaceFeatures, grayOnWhiteMatchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/face_features.safetensors");
    const Case c;
    EXPECT_TRUE(c.matches(c.features.slice(1, 0, 1), "features_gray"));
    EXPECT_TRUE(at::equal(c.features.slice(1, 0, 1), c.features.slice(1, 2, 3)));
}

TEST(FaceFeatures, bothResizesMatchTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/face_features.safetensors");
    const Case c;
    int seen = 0;
    for (const auto& [name, expected] : c.file.tensors) {
        int size = 0;
        char kind[8] = {};
        if (std::sscanf(name.c_str(), "out.resized_%d_%7[a-z]", &size, kind) != 2)
            continue;
        const bool antialiased = std::string(kind) == "aa";
        const at::Tensor resized =
            resizeBicubic(c.features, size, antialiased ? Antialias::with : Antialias::without);
        EXPECT_TRUE(c.matches(resized.slice(1, 0, expected.size(1)), name.substr(4)));
        const std::string pixels = "pixels_" + std::to_string(size) + "_" + kind;
        if (c.file.tensors.count("out." + pixels)) {
            EXPECT_TRUE(c.matches(normaliseForClip(resized), pixels));
        }
        ++seen;
    }
    EXPECT_GE(seen, 4);
}

TEST(FaceFeatures, anImageAndItsMaskGiveTheSameAsTheTensors)
{
    LIKENESS_NEEDS_REFERENCE("cases/face_features.safetensors");
    const Case c;
    const at::Tensor bytes = c.file.tensors.at("in.aligned_bgr").flip(2).contiguous();
    images::Image image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)));
    std::copy_n(bytes.data_ptr<std::uint8_t>(), bytes.numel(), image.rgb.begin());
    images::Mask mask{image.width, image.height, {}};
    const at::Tensor inside = c.kept.to(at::kByte).mul(255).contiguous();
    mask.value.assign(inside.data_ptr<std::uint8_t>(),
                      inside.data_ptr<std::uint8_t>() + inside.numel());
    for (const auto& [name, expected] : c.file.tensors) {
        if (name.rfind("out.pixels_", 0) != 0)
            continue;
        const Antialias antialias =
            name.find("_noaa") == std::string::npos ? Antialias::with : Antialias::without;
        EXPECT_TRUE(
            c.matches(faceFeatures(image, mask, expected.size(3), antialias), name.substr(4)));
    }
}

TEST(FaceFeatures, aWidePictureIsCutToItsCentre)
{
    images::Image picture(30, 10);
    for (int y = 0; y < 10; ++y)
        for (int x = 10; x < 20; ++x)
            std::fill_n(picture.pixel(x, y), 3, std::uint8_t(255));
    const at::Tensor white = normaliseForClip(at::ones({1, 3, 14, 14}));
    EXPECT_TRUE(isClose(pictureFeatures(picture, 14), white, 1e-5));
}

} // namespace
} // namespace likeness::identity
