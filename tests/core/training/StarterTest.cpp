#include "core/training/FaceEncoderTrainer.h"
#include "core/training/Initialise.h"
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
