// The judges learn from renders, and their files know their world.
#include "core/training/JudgeFile.h"
#include "core/training/JudgeViews.h"
#include "core/weights/Safetensors.h"

#include "core/images/Resize.h"
#include "core/portraits/Renderer.h"

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <unistd.h>

namespace likeness::training {
namespace {

class SmallJudges : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        folder = std::filesystem::temp_directory_path() / ("likeness-judges-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        options = {.persons = 24, .heldOut = 20, .workers = 2};
        set = openJudgeSet(folder / "portraits.safetensors", options, {}, {}).value();
    }
    static void TearDownTestSuite() { std::filesystem::remove_all(folder); }

    static JudgeTraining training(const char* name, int64_t steps)
    {
        return {.loop = {.name = name + std::to_string(steps), .folder = folder, .steps = steps, .warmUp = 5,
                         .learningRate = 3e-3},
                .workers = 2,
                .batch = 12};
    }

    static inline std::filesystem::path folder;
    static inline JudgeSetOptions options;
    static inline JudgeSet set;
};

TEST_F(SmallJudges, SetIsTheSameFromTheFileAndRefusesAnother)
{
    const auto mapped = openJudgeSet(folder / "portraits.safetensors", options, {}, {});
    ASSERT_TRUE(mapped);
    EXPECT_TRUE(set.scenes.equal(mapped->scenes));
    EXPECT_TRUE(set.heads.equal(mapped->heads));
    auto other = options;
    other.persons = 25;
    EXPECT_FALSE(openJudgeSet(folder / "portraits.safetensors", other, {}, {}));
}

TEST_F(SmallJudges, SceneJudgeReadsUnseenPicturesBetterTheLongerItLearns)
{
    const auto little = trainSceneJudge(set, training("scene", 2), {});
    const auto more = trainSceneJudge(set, training("scene", 60), {});
    ASSERT_TRUE(little && more);
    EXPECT_GT(more->heldOut.overall.at("background"), little->heldOut.overall.at("background") + 0.2);
    EXPECT_GT(more->heldOut.topOf20, little->heldOut.topOf20 + 0.2) << "captions";
}

TEST_F(SmallJudges, LikenessJudgeTellsUnseenPeopleApartBetterTheLongerItLearns)
{
    const auto little = trainLikenessJudge(set, training("likeness", 2), {});
    const auto more = trainLikenessJudge(set, training("likeness", 60), {});
    ASSERT_TRUE(little && more);
    EXPECT_GT(more->heldOut.overall.at("skin tone"), 0.6);
    EXPECT_GT(more->heldOut.topOf20, 0.2); // by chance: 0.05
}

TEST_F(SmallJudges, FilesGiveBackTheirJudgeAndRefuseOthers)
{
    const auto trained = trainSceneJudge(set, training("file", 3), {});
    ASSERT_TRUE(trained && writeSceneJudge(folder / "scene.safetensors", *trained));
    const auto opened = openSceneJudge(folder / "scene.safetensors");
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->readable, trained->heldOut.clean);
    const at::NoGradGuard noGradients;
    const SceneJudge before(weights::Weights({"", trained->tensors, {}}));
    const at::Tensor views = set.scenes.narrow(0, 0, 2);
    EXPECT_LT((before.picture.forward(views).embedding - opened->judge.picture.forward(views).embedding)
                  .abs()
                  .max()
                  .item<double>(),
              0.02); // fp16
    EXPECT_LT(std::filesystem::file_size(folder / "scene.safetensors"), 2'000'000u);

    const auto other = openLikenessJudge(folder / "scene.safetensors");
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().message.find("train-judges"), std::string::npos) << other.error().message;
}

TEST_F(SmallJudges, FileOfAnotherWorldIsRefused)
{
    const auto trained = trainLikenessJudge(set, training("world", 1), {});
    ASSERT_TRUE(trained && writeLikenessJudge(folder / "likeness.safetensors", *trained));
    auto file = weights::readSafetensors(folder / "likeness.safetensors").value();
    file.metadata["facts"] = R"({"hair style":2,"measures":16})";
    ASSERT_TRUE(weights::writeSafetensors(folder / "other.safetensors", file.tensors, file.metadata));
    const auto opened = openLikenessJudge(folder / "other.safetensors");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, base::ErrorCode::wrongFormat);
    EXPECT_NE(opened.error().message.find("another portrait world"), std::string::npos);
}

TEST(CaptionRows, CountWordsAndNeighboursInAnyCase)
{
    EXPECT_EQ(captionRows("A red Hoodie"), captionRows("a red hoodie,"));
    EXPECT_EQ(captionRows("red hoodie").size(), 4u); // always one, two words, one pair
    EXPECT_NE(captionRows("red suit, blue wall"), captionRows("blue suit, red wall"));
    EXPECT_EQ(captionRows("").size(), 1u);
}

TEST(JudgeViews, HeadIsAtItsPlaceInAnySize)
{
    const auto small = portraits::draw({}, {}, 256);
    const images::Image large = images::resized(small.picture, 1024, 1024);
    FacePoints points = small.points5;
    for (auto& point : points) {
        point.x *= 4;
        point.y *= 4;
    }
    const at::Tensor a = headView(small.picture, small.points5), b = headView(large, points);
    EXPECT_EQ(a.sizes(), at::IntArrayRef({3, headViewSide, headViewSide}));
    EXPECT_LT((a.to(at::kFloat) - b.to(at::kFloat)).abs().mean().item<double>(), 6);
    const at::Tensor usual = headView(small.picture, usualPoints(256, 256));
    EXPECT_TRUE(usual.equal(a)) << "the plainest person is at the usual place";
    EXPECT_FALSE(headView(small.picture, {}).defined()) << "five times the same point";
}

} // namespace
} // namespace likeness::training
