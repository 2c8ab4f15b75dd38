#include "core/identity/ArcFace.h"
#include "core/identity/ArcFaceOnnx.h"
#include "core/identity/FaceEncoders.h"
#include "core/identity/Likeness.h"

#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;
using weights::Weights;

const ArcFaceOptions tinyOptions{112, 8, {{8, 1}, {16, 2}}, 512};

// Start values by the last part of the name, as a trainer would choose them.
at::Tensor start(const std::string& name, at::IntArrayRef shape)
{
    const auto endsWith = [&name](std::string_view end) {
        return name.size() >= end.size() &&
               name.compare(name.size() - end.size(), end.size(), end) == 0;
    };
    if (endsWith("running_mean"))
        return at::zeros(shape);
    if (endsWith("running_var"))
        return at::ones(shape);
    return at::randn(shape).mul_(0.1).set_requires_grad(true);
}

TEST(ArcFace, optionsAreReadFromTheShapesOfAFile)
{
    at::manual_seed(1);
    const Weights fresh = Weights::fresh(start);
    const ArcFace made(fresh, tinyOptions);
    const Weights file(weights::TensorFile{"", fresh.taken(), {}});
    EXPECT_EQ(arcFaceOptionsOf(file), tinyOptions);
    const ArcFace read(file, arcFaceOptionsOf(file));
    EXPECT_TRUE(file.check("a face recogniser"));

    const at::Tensor images = at::randn({2, 3, 112, 112});
    EXPECT_EQ(made.forward(images).sizes(), at::IntArrayRef({2, 512}));
    EXPECT_TRUE(at::equal(made.forward(images), read.forward(images)));
    EXPECT_THROW(made.forward(at::zeros({1, 3, 96, 96})), c10::Error);
}

TEST(ArcFace, trainingMovesTheRunningStatisticsAndReachesEveryWeight)
{
    at::manual_seed(1);
    const Weights fresh = Weights::fresh(start);
    const ArcFace net(fresh, tinyOptions);
    const at::Tensor images = at::randn({4, 3, 112, 112}) + 1;
    const at::Tensor before = net.bn2.running_mean.clone();
    net.forward(images, Mode::evaluate);
    EXPECT_TRUE(at::equal(net.bn2.running_mean, before));

    const at::Tensor embedding = net.forward(images, Mode::train);
    EXPECT_FALSE(at::equal(net.bn2.running_mean, before));
    EXPECT_TRUE(at::equal(fresh.taken().at("bn2.running_mean"), net.bn2.running_mean));
    (embedding * at::randn({4, 512})).sum().backward();
    for (const auto& [name, tensor] : fresh.taken())
        EXPECT_TRUE(!tensor.requires_grad() || tensor.grad().defined()) << name;
}

TEST(ArcFace, inputIsRgbBetweenMinusOneAndOne)
{
    images::Image face(112, 112);
    face.pixel(3, 2)[0] = 255;
    const at::Tensor input = arcFaceInput(face);
    EXPECT_EQ(input.sizes(), at::IntArrayRef({1, 3, 112, 112}));
    EXPECT_EQ((input[0][0][2][3].item<float>()), 1.f);
    EXPECT_EQ((input[0][1][2][3].item<float>()), -1.f);
}

// uint8 BGR [B, H, W, 3] → the picture `index` of it.
images::Image imageOf(const at::Tensor& bgr, int64_t index)
{
    const at::Tensor rgb = bgr[index].flip(2).contiguous();
    images::Image image(static_cast<int>(rgb.size(1)), static_cast<int>(rgb.size(0)));
    std::copy_n(rgb.data_ptr<std::uint8_t>(), rgb.numel(), image.rgb.begin());
    return image;
}

TEST(ArcFaceOnnx, matchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-arcface.onnx");
    const auto graph = weights::readOnnx(referenceFile("tiny-arcface.onnx"));
    ASSERT_TRUE(graph) << graph.error().message;
    const auto file = arcFaceFromOnnx(*graph);
    ASSERT_TRUE(file) << file.error().message;
    const Weights w(*file);
    const ArcFace net(w, arcFaceOptionsOf(w));
    EXPECT_TRUE(w.check("a face recogniser"));

    const auto vectors = referenceCase("arcface");
    const at::Tensor& bgr = vectors.tensors.at("in.aligned_bgr");
    std::vector<at::Tensor> inputs;
    for (int64_t i = 0; i < bgr.size(0); ++i)
        inputs.push_back(arcFaceInput(imageOf(bgr, i)));
    EXPECT_TRUE(isClose(inputs[0], vectors.tensors.at("out.blob"),
                        2e-7)); // it multiplies by 1/127.5 instead
    EXPECT_TRUE(isClose(net.forward(at::cat(inputs)), vectors.tensors.at("out.embedding"),
                        toleranceOf(vectors, "out.embedding")));
    EXPECT_TRUE(isClose(net.forward(vectors.tensors.at("out.blob_from_face")),
                        vectors.tensors.at("out.embedding_from_face"),
                        toleranceOf(vectors, "out.embedding_from_face")));
}

// Training measures the identity on generated pictures: the gradient goes down to the pixels.
TEST(ArcFaceOnnx, gradientOfTheIdentityLossReachesThePixels)
{
    LIKENESS_NEEDS_REFERENCE("cases/losses.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-arcface.onnx");
    const auto net = openArcFace(referenceFile("tiny-arcface.onnx"));
    ASSERT_TRUE(net) << net.error().message;
    const auto vectors = referenceCase("losses");
    const at::Tensor face =
        vectors.tensors.at("in.face_normalised").clone().set_requires_grad(true);
    const at::Tensor embedding = net->forward(face);
    const at::Tensor loss =
        (1 - cosine(embedding, vectors.tensors.at("in.face_reference_embedding"))).sum();
    loss.backward();
    const auto expectMatch = [&](const at::Tensor& actual, const std::string& name) {
        EXPECT_TRUE(isClose(actual, vectors.tensors.at(name), toleranceOf(vectors, name))) << name;
    };
    expectMatch(embedding, "out.face_embedding");
    expectMatch(loss, "out.face_L_id");
    expectMatch(face.grad(), "out.face_grad_image");
}

TEST(ArcFaceOnnx, aDetectorIsRefusedInOneSentence)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    const auto graph = weights::readOnnx(referenceFile("tiny-scrfd.onnx"));
    ASSERT_TRUE(graph) << graph.error().message;
    const auto file = arcFaceFromOnnx(*graph);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, base::ErrorCode::wrongFormat);
    EXPECT_NE(file.error().message.find("tiny-scrfd.onnx"), std::string::npos);
    EXPECT_NE(file.error().message.find("not a face recogniser"), std::string::npos);
}

} // namespace
} // namespace likeness::identity
