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

TEST(Inspect, ReadsManifestsInPlaceOfFiles)
{
    LIKENESS_NEEDS_REFERENCE("manifests");
    const std::string manifest = referenceFile("manifests/taesdxl_decoder.json.gz").string();
    for (const Ran& ran : {runCli({"inspect", "--manifest", manifest}), runCli({"inspect", manifest})}) {
        EXPECT_EQ(ran.exitCode, 0) << ran.err;
        EXPECT_THAT(ran.out, HasSubstr("TAESD preview decoder"));
        EXPECT_THAT(ran.out, EndsWith("\n0 missing, 0 unexpected, 0 misshaped\n"));
    }
    const std::string decoder = testData("diffusion/taesd-decoder.safetensors").string();
    const Ran compared = runCli({"inspect", decoder, "--manifest", manifest, "--all"});
    EXPECT_EQ(compared.exitCode, 0) << compared.err;
    EXPECT_THAT(compared.out, HasSubstr("0 missing, 0 unexpected, 0 misshaped\ncompared with taesdxl_decoder"));
    EXPECT_THAT(compared.out, HasSubstr("misshaped: 1.weight (is [8, 4, 3, 3], should be [64, 4, 3, 3])"));
    EXPECT_EQ(runCli({"inspect", decoder, "--manifest", "/nowhere.json"}).exitCode, 2);
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
