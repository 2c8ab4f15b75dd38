// train --from: going on from a model.
#include "tests/cli/Program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace likeness::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class TrainFrom : public ::testing::Test {
protected:
    Ran train(const std::string& from, const std::string& stage) const
    {
        return runCli({"train", "--out", (folder / "run").string(), "--from", from, "--stage", stage, "--persons", "64"});
    }
    bool has(const std::string& file) const { return fs::exists(folder / "run" / file); }

    TemporaryFolder folder;
};

TEST_F(TrainFrom, TakesTheAutoencoderAndTheFaceEncodersAsTheyAre)
{
    const Ran ran = train(LIKENESS_RESOURCES_FOLDER "/starter", "faces");
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr((folder / "run/model").string()));
    for (const char* part : {"vae", "arcface", "eva"}) {
        EXPECT_TRUE(has(std::string(part) + ".safetensors")) << part;
        EXPECT_FALSE(has(std::string(part) + ".log.jsonl")) << part << " was trained";
    }
}

TEST_F(TrainFrom, SaysAtOnceWhatIsNoStarterModel)
{
    fs::create_directories(folder / "other");
    for (const std::string& from : {(folder / "other").string(), (folder / "nothing").string()}) {
        const Ran ran = train(from, "portraits");
        EXPECT_EQ(ran.exitCode, 2) << from;
        EXPECT_THAT(ran.err, HasSubstr(from));
        EXPECT_EQ(std::ranges::count(ran.err, '\n'), 1) << ran.err;
        EXPECT_FALSE(has("portraits.safetensors"));
    }
}

} // namespace
} // namespace likeness::testing
