#include "core/training/FaceEncoderTrainer.h"
#include "core/training/Initialise.h"
#include "core/training/Latents.h"
#include "core/training/PainterTrainer.h"
#include "core/training/PortraitSet.h"
#include "core/training/StarterModel.h"
#include "core/training/VaeTrainer.h"
#include "core/training/WorldLabels.h"

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <unistd.h>

namespace likeness::training {
namespace {

class SmallSet : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        folder = std::filesystem::temp_directory_path() / ("likeness-set-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        options = {.seed = 5, .persons = 6, .heldOut = 2, .size = 64};
        set = openPortraitSet(folder / "portraits.safetensors", options, {}, {}).value();
    }
    static void TearDownTestSuite() { std::filesystem::remove_all(folder); }

    static inline std::filesystem::path folder;
    static inline PortraitSetOptions options;
    static inline PortraitSet set;
};

TEST_F(SmallSet, IsTheSameEachTimeAndFromTheFile)
{
    const auto again = openPortraitSet(folder / "again.safetensors", options, {}, {});
    const auto mapped = openPortraitSet(folder / "portraits.safetensors", options, {}, {});
    ASSERT_TRUE(again && mapped);
    EXPECT_TRUE(set.pictures.equal(again->pictures));
    EXPECT_TRUE(set.eva.equal(again->eva));
    EXPECT_TRUE(set.arcFace.equal(mapped->arcFace));
}

TEST_F(SmallSet, RefusesAFileWithOtherPortraits)
{
    auto other = options;
    other.persons = 7;
    EXPECT_FALSE(openPortraitSet(folder / "portraits.safetensors", other, {}, {}));
}

TEST_F(SmallSet, SharesTheFirstSceneBetweenTwoStyles)
{
    auto first = sceneOf(options, 0), second = sceneOf(options, 1);
    EXPECT_EQ(first.style, portraits::Style::photo);
    EXPECT_NE(second.style, portraits::Style::photo);
    second.style = first.style;
    EXPECT_EQ(first, second);
}

TEST_F(SmallSet, GivesLatentsOfMeanZeroAndVarianceOne)
{
    VaeTraining training;
    training.options = starterOptions().vae;
    training.loop = {.name = "vae", .folder = folder, .steps = 3, .warmUp = 1, .learningRate = 1e-3};
    training.crop = 32;
    training.batch = 1;
    const auto tensors = trainVae(set, training, {});
    ASSERT_TRUE(tensors);
    const at::NoGradGuard noGradients;
    const diffusion::Vae vae(training.options, weights::Weights({"", *tensors, {}}));
    const auto moments = diffusion::splitMoments(vae.encode(set.pictures.to(at::kFloat) / 127.5 - 1));
    EXPECT_LT(moments.mean.mean({0, 2, 3}).abs().max().item<double>(), 0.05);
    EXPECT_NEAR(moments.mean.square().mean().item<double>(), 1, 0.05);
    EXPECT_NEAR(moments.logvar.mean().item<double>(), 2 * std::log(0.05), 1e-3);
}

TEST_F(SmallSet, TrainsTheDecoderAloneAndLeavesTheEncoderAsItIs)
{
    VaeTraining training;
    training.options = starterOptions().vae;
    const auto fresh = weights::Weights::fresh(startValues(1, {}));
    const diffusion::Vae vae(training.options, fresh);
    training.start = fresh.taken();
    training.loop = {.name = "decoder", .folder = folder, .steps = 3, .warmUp = 1, .learningRate = 1e-3};
    const auto latents = latentsOf(vae, set, {});
    ASSERT_TRUE(latents);
    EXPECT_EQ(latents->sizes(), at::IntArrayRef({set.pictures.size(0), 4, 8, 8}));
    const auto tensors = trainDecoder(set, exactLatents(*latents), training, {});
    ASSERT_TRUE(tensors);
    for (const auto& [name, tensor] : *tensors) {
        const bool same = tensor.equal(training.start.at(name));
        EXPECT_EQ(same, name.starts_with("encoder.") || name.starts_with("quant_conv.")) << name;
    }
}

TEST_F(SmallSet, TeachesTheRecogniserToTellPersonsApart)
{
    identity::ArcFaceOptions options = starterOptions().arcFace;
    options.stemWidth = 8;
    options.stages = {{8, 1}, {16, 1}, {16, 1}, {16, 1}};
    FaceEncoderTraining training{.loop = {.name = "arcface", .folder = folder, .steps = 30, .warmUp = 2, .learningRate = 3e-3},
                                 .batch = 4};
    double first = 0, last = 0;
    const LoopControl control{[&](const base::Progress& progress) {
        const double loss = std::stod(progress.stage.substr(progress.stage.rfind(' ')));
        if (first == 0)
            first = loss;
        last = loss;
    }, {}};
    ASSERT_TRUE(trainArcFace(set, options, training, control));
    EXPECT_LT(last, 0.8 * first);
}

TEST(StartValues, DependOnNameAndSeedAlone)
{
    const auto make = startValues(1, {"proj_out"});
    EXPECT_TRUE(make("a.weight", {4, 4}).equal(make("a.weight", {4, 4})));
    EXPECT_FALSE(make("a.weight", {4, 4}).equal(make("b.weight", {4, 4})));
    EXPECT_TRUE(make("proj_out.weight", {4, 4}).equal(at::zeros({4, 4})));
    EXPECT_TRUE(make("norm.weight", {4}).equal(at::ones({4})));
    EXPECT_TRUE(make("norm.bias", {4}).equal(at::zeros({4})));
}

TEST(StartValues, ComeFromTheGivenWeightsWhereTheyHaveTheName)
{
    const at::Tensor given = at::full({2, 2}, 3.0);
    const auto make = startFrom({{"a.weight", given}}, startValues(1, {}));
    const at::Tensor first = make("a.weight", {2, 2});
    EXPECT_TRUE(first.equal(given));
    first.zero_(); // a copy: training must not change what it started from
    EXPECT_EQ(given.min().item<double>(), 3);
    EXPECT_TRUE(make("b.weight", {2, 2}).equal(startValues(1, {})("b.weight", {2, 2})));
}

TEST(WorldLabels, ALossOfNothingMeansTheTruth)
{
    const auto person = portraits::randomPerson(3);
    const auto facts = factsOf(person);
    const auto& table = personFacts();
    ASSERT_EQ(facts.classes.size(), table.classes.size());
    ASSERT_EQ(static_cast<int64_t>(facts.measures.size()), table.measures);
    at::Tensor outputs = at::zeros({1, table.outputs()});
    int64_t at = 0;
    for (size_t i = 0; i < facts.classes.size(); ++i) {
        ASSERT_LT(facts.classes[i], table.classes[i].count);
        outputs[0][at + facts.classes[i]] = 50;
        at += table.classes[i].count;
    }
    for (size_t i = 0; i < facts.measures.size(); ++i)
        outputs[0][at + static_cast<int64_t>(i)] = facts.measures[i];
    EXPECT_LT(factLoss(table, outputs, {facts}).item<double>(), 1e-4);
    EXPECT_GT(factLoss(table, at::zeros_like(outputs), {facts}).item<double>(), 1);
}

TEST(StarterModel, PreviewsAreColoursFromZeroToOne)
{
    // Latents that are the mean colours themselves: the preview must give them back.
    const at::Tensor pictures = at::randint(256, {4, 3, 16, 16}, at::kByte);
    const at::Tensor colours = at::avg_pool2d(pictures.to(at::kFloat) / 255, {8, 8});
    const at::Tensor latents = at::cat({colours, at::randn({4, 1, 2, 2})}, 1);
    const at::Tensor preview = previewColours(latents, pictures); // [5, 3]
    const at::Tensor inputs = at::cat({latents, at::ones({4, 1, 2, 2})}, 1).permute({0, 2, 3, 1});
    EXPECT_LT((at::matmul(inputs, preview) - colours.permute({0, 2, 3, 1})).abs().max().item<double>(), 1e-3);
}

class StarterFolder : public ::testing::Test {
protected:
    void SetUp() override
    {
        const auto fresh = [](int seed) { return weights::Weights::fresh(startValues(std::uint64_t(seed), {})); };
        const auto painter = fresh(1), vae = fresh(2), arcFace = fresh(3), eva = fresh(4);
        Painter(painter, options.painter);
        diffusion::Vae(options.vae, vae);
        identity::ArcFace(arcFace, options.arcFace);
        identity::EvaClip(eva, options.eva);
        parts = {vae.taken(), painter.taken(), arcFace.taken(), eva.taken(), at::zeros({5, 3})};
        std::filesystem::remove_all(folder);
        ASSERT_TRUE(writeStarterModel(folder, options, parts));
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("likeness-starter-" + std::to_string(::getpid()));
    const StarterOptions options = starterOptions();
    StarterParts parts;
};

TEST_F(StarterFolder, GivesItsWeightsBackToTrainOnFrom)
{
    const auto read = readStarterModel(folder, options);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->painter.size(), parts.painter.size());
    for (const auto& [name, tensor] : parts.painter)
        EXPECT_TRUE(read->painter.at(name).equal(tensor.to(at::kHalf).to(at::kFloat))) << name;
    EXPECT_EQ(read->vae.size(), parts.vae.size());
    EXPECT_EQ(read->eva.at("visual.cls_token").scalar_type(), at::kFloat);
}

TEST_F(StarterFolder, OfOtherSizesIsRefused)
{
    auto other = options;
    other.painter.idFormer.queries = 8;
    const auto read = readStarterModel(folder, other);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, base::ErrorCode::wrongFormat);
    EXPECT_NE(read.error().message.find("1 misshaped"), std::string::npos) << read.error().message;
}

TEST(StarterOptions, FitTogether)
{
    const auto options = starterOptions();
    const Painter painter(weights::Weights::fresh(startValues(1, {})), options.painter);
    EXPECT_EQ(options.painter.idFormer.conditionWidth, options.arcFace.embedding + options.eva.embedding);
    EXPECT_EQ(painter.idLayers.layers.size(), painter.unet.crossAttentionLayers().size());
    EXPECT_EQ(options.vae.latent_channels, options.painter.unet.in_channels);
}

} // namespace
} // namespace likeness::training
