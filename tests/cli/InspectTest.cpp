#include "tests/cli/Program.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace likeness::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(Inspect, FindsTheStarterModelComplete)
{
    const Ran ran = runCli({"inspect", LIKENESS_RESOURCES_FOLDER "/starter"});
    EXPECT_EQ(ran.exitCode, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("SDXL UNet"));
    EXPECT_THAT(ran.out, HasSubstr("adapter"));
    EXPECT_THAT(ran.out, EndsWith("\n0 missing, 0 unexpected, 0 misshaped\n"));
}

TEST(Inspect, EndsWithTheCounts)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl-single-file.safetensors");
    const Ran ran =
        runCli({"inspect", referenceFile("tiny-sdxl-single-file.safetensors").string()});
    EXPECT_EQ(ran.exitCode, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("SDXL single-file checkpoint"));
    EXPECT_THAT(ran.out, EndsWith("\n0 missing, 0 unexpected, 0 misshaped\n"));
}

TEST(Inspect, RefusesWhatIsNoModel)
{
    const TemporaryFolder folder;
    const std::string text =
        folder.file("notes.safetensors", "These are notes, and no model at all.\n");
    for (const std::string& path :
         {text, folder.file("empty.bin", ""), folder.path().string(), samplePhoto()}) {
        const Ran ran = runCli({"inspect", path});
        EXPECT_EQ(ran.exitCode, 2) << path;
        EXPECT_THAT(ran.err, HasSubstr(path));
        EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    }
}

} // namespace
} // namespace likeness::testing
