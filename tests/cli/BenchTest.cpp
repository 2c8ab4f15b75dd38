// bench and generate --estimate: what they print, and mistakes.
#include "tests/cli/Program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;

TEST(Bench, WritesARandomCheckpointThatInspectKnows)
{
    const TemporaryFolder folder;
    const Ran made = runCli({"bench", "make-random", "--like", "arcface", "--out", folder.path().string()});
    ASSERT_EQ(made.exitCode, 0) << made.err;
    EXPECT_THAT(made.out, HasSubstr("glintr100.onnx"));
    const Ran seen = runCli({"inspect", (folder / "glintr100.onnx").string()});
    EXPECT_EQ(seen.exitCode, 0) << seen.err;
    EXPECT_THAT(seen.out, HasSubstr("0 missing, 0 unexpected, 0 misshaped"));
}

TEST(Bench, TimesTheStarter)
{
    const Ran ran = runCli({"bench", "run", "--size", "64x64", "--repeats", "1", "--precision", "fp32", "--json"});
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    const auto report = nlohmann::json::parse(ran.out, nullptr, false);
    ASSERT_TRUE(report.is_object()) << ran.out;
    EXPECT_EQ(report["precision"], "fp32");
    EXPECT_EQ(report["figures"].size(), 4u);
    for (const auto& figure : report["figures"])
        EXPECT_GT(figure["median_ms"].get<double>(), 0) << figure["what"];
    EXPECT_GT(report["peak_bytes"].get<double>(), 1e8);
}

TEST(Bench, SaysWhatIsWrong)
{
    const TemporaryFolder folder;
    const Ran unknown = runCli({"bench", "make-random", "--like", "flux", "--out", folder.path().string()});
    EXPECT_EQ(unknown.exitCode, 2);
    EXPECT_THAT(unknown.err, HasSubstr("--like"));
    EXPECT_EQ(runCli({"bench"}).exitCode, 2);
    const Ran mode = runCli({"generate", "--memory", "little", "--out", (folder / "out").string()});
    EXPECT_EQ(mode.exitCode, 2);
    EXPECT_THAT(mode.err, HasSubstr("choose auto, whole, offload or int8"));
}

TEST(Estimate, SaysWhatAPictureNeedsAndPaintsNothing)
{
    const TemporaryFolder folder;
    const Ran ran = runCli({"generate", "--estimate", "--memory", "offload", "--out", (folder / "out").string()});
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("memory mode offload"));
    EXPECT_THAT(ran.out, HasSubstr("UNet"));
    EXPECT_THAT(ran.out, HasSubstr(" are free."));
    EXPECT_TRUE(folder.isEmpty());
}

} // namespace
} // namespace likeness::testing
