// Trainings on a finished model: what they make can be painted with.
#include "tests/cli/Program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

std::string starterModel() { return (fs::path(samplePhoto()).parent_path().parent_path() / "starter").string(); }

Words trainWords(const std::string& word, const fs::path& out, const Words& more)
{
    Words words = {word, "--model", starterModel(), "--persons", "4", "--workers", "1", "--batch", "2",
                   "--out", out.string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST(TrainModel, DistilsALoraAndTrainsTheAdapterThroughIt)
{
    const TemporaryFolder folder;
    const Ran distilled =
        runCli(trainWords("train-lightning", folder / "fast",
                          {"--steps", "2", "--fast-steps", "2", "--teacher-steps", "2", "--rank", "2"}));
    ASSERT_EQ(distilled.exitCode, 0) << distilled.err;
    const fs::path lora = folder / "fast/lightning_2step_lora.safetensors";
    EXPECT_THAT(distilled.out, HasSubstr(lora.string()));
    const Ran described = runCli({"inspect", lora.string()});
    EXPECT_THAT(described.out, HasSubstr("LoRA")) << described.err;

    std::ofstream(folder / "prompts.txt") << "# styles\na watercolor painting of a person\n\nan oil portrait\n";
    const Ran trained = runCli(trainWords("train-identity", folder / "identity",
                                          {"--stage", "stage3", "--steps", "1", "--fast-steps", "2", "--through", "1",
                                           "--fast-batch", "1", "--fresh", "--precision", "fp32", "--semantic-weight",
                                           "0.01", "--lightning", lora.string(), "--photos-alone",
                                           "--identity-prompt", "a photo of a person", "--alignment-prompts",
                                           (folder / "prompts.txt").string()}));
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_TRUE(fs::exists(folder / "identity/samples.png"));
    const Ran painted = runCli({"generate", "--reference", samplePhoto(), "--prompt", "a photo", "--steps", "1",
                                "--adapter", (folder / "identity/adapter.safetensors").string(), "--lora", lora.string(),
                                "--out", (folder / "picture").string()});
    EXPECT_EQ(painted.exitCode, 0) << painted.err;
}

TEST(TrainModel, SaysWhatIsWrong)
{
    const TemporaryFolder folder;
    const Ran stage = runCli(trainWords("train-identity", folder / "x", {"--stage", "stage4"}));
    EXPECT_EQ(stage.exitCode, 2);
    EXPECT_THAT(stage.err, HasSubstr("--stage"));
    const Ran precision = runCli(trainWords("train-identity", folder / "x", {"--precision", "fp16"}));
    EXPECT_EQ(precision.exitCode, 2);
    EXPECT_THAT(precision.err, HasSubstr("--precision"));
    const Ran weight = runCli(trainWords("train-identity", folder / "x", {"--layout-weight", "-1"}));
    EXPECT_EQ(weight.exitCode, 2);
    EXPECT_THAT(weight.err, HasSubstr("--layout-weight"));
    const Ran prompts = runCli(
        trainWords("train-identity", folder / "x", {"--alignment-prompts", (folder / "none.txt").string()}));
    EXPECT_NE(prompts.exitCode, 0);
    EXPECT_THAT(prompts.err, HasSubstr("none.txt"));
    const Ran model = runCli({"train-lightning", "--model", (folder / "none").string(), "--out", (folder / "x").string()});
    EXPECT_NE(model.exitCode, 0);
    EXPECT_THAT(model.err, HasSubstr((folder / "none").string()));
}

} // namespace
} // namespace likeness::testing
