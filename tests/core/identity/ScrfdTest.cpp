#include "core/identity/Scrfd.h"

#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

namespace likeness::identity {
namespace {

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;
using ::testing::HasSubstr;

constexpr int64_t caseWidth = 128, caseHeight = 160;

images::Image imageOf(const at::Tensor& bgr) // [H, W, 3]
{
    const at::Tensor rgb = bgr.flip(2).contiguous();
    images::Image image(static_cast<int>(rgb.size(1)), static_cast<int>(rgb.size(0)));
    std::copy_n(rgb.const_data_ptr<std::uint8_t>(), rgb.numel(), image.rgb.begin());
    return image;
}

at::Tensor boxesOf(const std::vector<faces::DetectedFace>& faces, double scale)
{
    at::Tensor rows = at::zeros({static_cast<int64_t>(faces.size()), 5}, at::kDouble);
    for (size_t i = 0; i < faces.size(); ++i) {
        const auto& box = faces[i].box;
        rows[int64_t(i)] = at::tensor({box.x / scale, box.y / scale, (box.x + box.width) / scale,
                                       (box.y + box.height) / scale, faces[i].confidence},
                                      at::kDouble);
    }
    return rows;
}

at::Tensor pointsOf(const std::vector<faces::DetectedFace>& faces, double scale)
{
    at::Tensor rows = at::zeros({static_cast<int64_t>(faces.size()), 5, 2}, at::kDouble);
    for (size_t i = 0; i < faces.size(); ++i)
        for (size_t p = 0; p < 5; ++p) {
            const faces::Point& point = faces[i].points5->at(p);
            rows[int64_t(i)][int64_t(p)] =
                at::tensor({point.x / scale, point.y / scale}, at::kDouble);
        }
    return rows;
}

TEST(Scrfd, TheNetworkGivesTheReferencesOutputs)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    LIKENESS_NEEDS_REFERENCE("cases/scrfd_post.safetensors");
    const auto file = referenceCase("scrfd_post");
    const auto network = OnnxNetwork::open(referenceFile("tiny-scrfd.onnx"));
    ASSERT_TRUE(network) << network.error().message;
    EXPECT_TRUE(isScrfd(*network));
    const auto detImage =
        file.tensors.at("in.det_image_bgr").flip(2).permute({2, 0, 1}).unsqueeze(0);
    const at::Tensor input = scrfdInput(detImage.to(at::kFloat));
    EXPECT_TRUE(isClose(input, file.tensors.at("out.blob"), 1e-6));
    const auto outputs = network->forward(input);
    ASSERT_EQ(outputs.size(), 9u);
    for (size_t i = 0; i < 9; ++i)
        EXPECT_TRUE(isClose(outputs[i], file.tensors.at("in.raw_" + std::to_string(i)), 1e-4)) << i;
}

TEST(Scrfd, FacesFromTheOutputsMatchTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/scrfd_post.safetensors");
    const auto file = referenceCase("scrfd_post");
    std::vector<at::Tensor> outputs;
    for (int i = 0; i < 9; ++i)
        outputs.push_back(file.tensors.at("in.raw_" + std::to_string(i)));
    const double scale = std::stod(file.metadata.at("det_scale"));
    const auto faces = scrfdFaces(outputs, caseHeight, caseWidth);
    EXPECT_TRUE(isClose(boxesOf(faces, scale), file.tensors.at("out.det").to(at::kDouble), 1e-3));
    EXPECT_TRUE(isClose(pointsOf(faces, scale), file.tensors.at("out.kps").to(at::kDouble), 1e-3));
    EXPECT_THROW(scrfdFaces(outputs, caseHeight, caseWidth + 32), c10::Error);
    outputs.pop_back();
    EXPECT_THROW(scrfdFaces(outputs, caseHeight, caseWidth), c10::Error);
}

// From the photo on; the reference resized with another library, which rounds a few pixels
// otherwise.
TEST(Scrfd, APhotoIsFittedAndItsFacesComeBackInItsPixels)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    LIKENESS_NEEDS_REFERENCE("cases/scrfd_post.safetensors");
    const auto file = referenceCase("scrfd_post");
    const images::Image photo = imageOf(file.tensors.at("in.image_bgr"));
    const FittedPhoto fitted = fitPhoto(photo, caseWidth, caseHeight);
    EXPECT_DOUBLE_EQ(fitted.scale, std::stod(file.metadata.at("det_scale")));
    const at::Tensor expected =
        file.tensors.at("in.det_image_bgr").flip(2).permute({2, 0, 1}).unsqueeze(0).to(at::kFloat);
    EXPECT_TRUE(isClose(fitted.rgb, expected, 1));
    EXPECT_LT((fitted.rgb - expected).abs().mean().item<double>(), 0.1);

    const auto detector = scrfdDetector(*OnnxNetwork::open(referenceFile("tiny-scrfd.onnx")),
                                        {.width = caseWidth, .height = caseHeight});
    const auto faces = detector->detect(photo, {});
    ASSERT_FALSE(faces.empty());
    EXPECT_NEAR(faces.front().confidence, file.tensors.at("out.det")[0][4].item<double>(), 0.02);
}

TEST(Scrfd, OtherNetworksAreNone)
{
    LIKENESS_NEEDS_REFERENCE("tiny-arcface.onnx");
    const auto network = OnnxNetwork::open(referenceFile("tiny-arcface.onnx"));
    if (network)
        EXPECT_FALSE(isScrfd(*network));
    else
        EXPECT_THAT(network.error().message, HasSubstr("the operator 'Gemm'"));
}

} // namespace
} // namespace likeness::identity
