#include "core/identity/EvaClip.h"

#include "core/diffusion/Cancelled.h"
#include "core/weights/TorchPickle.h"
#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;
using weights::Weights;

TEST(RotaryEmbedding, tablesMatchTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/eva.safetensors");
    const auto file = referenceCase("eva");
    const at::Tensor& cos = file.tensors.at("out.rope_cos");
    const auto side =
        static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(cos.size(0)))));
    const RotaryEmbedding rope(side, cos.size(1), at::kCPU);
    EXPECT_TRUE(isClose(rope.cos, cos, 2e-6)); // float32 of angles up to 16
    EXPECT_TRUE(isClose(rope.sin, file.tensors.at("out.rope_sin"), 2e-6));
}

TEST(EvaClip, hiddenStatesOfAnyDepth)
{
    EXPECT_EQ((EvaClipOptions{.depth = 24}.hiddenBlocks()),
              (std::vector<int64_t>{4, 8, 12, 16, 20}));
    EXPECT_EQ((EvaClipOptions{.depth = 6}.hiddenBlocks()), (std::vector<int64_t>{1, 2, 3, 4, 5}));
    EXPECT_EQ((EvaClipOptions{.depth = 12}.hiddenBlocks()), (std::vector<int64_t>{2, 4, 6, 8, 10}));
}

TEST(EvaClip, isMadeFreshReadBackAndTrained)
{
    at::manual_seed(1);
    const EvaClipOptions options{128, 6, 100, 14, 56, 32};
    const Weights fresh = Weights::fresh([](const std::string&, at::IntArrayRef shape) {
        return at::randn(shape).mul_(0.1).set_requires_grad(true);
    });
    const EvaClip made(fresh, options);
    const Weights file(weights::TensorFile{"", fresh.taken(), {}});
    ASSERT_EQ(evaClipOptionsOf(file), options);
    const EvaClip read(file, options);
    EXPECT_TRUE(file.check("an EVA02-CLIP"));

    const EvaResult result = made.forward(at::randn({2, 3, 56, 56}));
    EXPECT_EQ(result.feature.sizes(), at::IntArrayRef({2, 32}));
    ASSERT_EQ(result.hidden.size(), 5u);
    EXPECT_EQ(result.hidden[4].sizes(), at::IntArrayRef({2, 17, 128}));
    at::Tensor sum = (result.unitFeature() * at::randn({2, 32})).sum();
    sum.backward();
    for (const auto& [name, tensor] : fresh.taken())
        EXPECT_TRUE(tensor.grad().defined()) << name;
    EXPECT_THROW(made.forward(at::zeros({1, 3, 70, 70})), c10::Error);
}

TEST(EvaClip, matchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-eva02-clip.pt");
    const auto file = weights::readTorchFile(referenceFile("tiny-eva02-clip.pt"));
    ASSERT_TRUE(file) << file.error().message;
    const Weights w(*file);
    const EvaClip eva(w, evaClipOptionsOf(w));
    const auto complete = w.check("an EVA02-CLIP");
    EXPECT_TRUE(complete) << complete.error().context;

    const auto vectors = referenceCase("eva");
    const EvaResult result = eva.forward(vectors.tensors.at("in.pixels"));
    const auto expectMatch = [&](const at::Tensor& actual, const std::string& name) {
        EXPECT_TRUE(isClose(actual, vectors.tensors.at(name), toleranceOf(vectors, name))) << name;
    };
    expectMatch(result.feature, "out.feature");
    expectMatch(result.unitFeature(), "out.id_cond_vit");
    ASSERT_EQ(result.hidden.size(), 5u);
    for (size_t i = 0; i < 5; ++i)
        expectMatch(result.hidden[i], "out.hidden_" + std::to_string(i));
}

TEST(EvaClip, stopsBetweenBlocks)
{
    const Weights fresh =
        Weights::fresh([](const std::string&, at::IntArrayRef shape) { return at::zeros(shape); });
    const EvaClip eva(fresh, {64, 6, 32, 14, 28, 16});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(eva.forward(at::zeros({1, 3, 28, 28}), stop.get_token()), diffusion::Cancelled);
}

} // namespace
} // namespace likeness::identity
