// Grids of pictures: shards, interruption, and what a folder tells.
#include "tests/cli/Program.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

// Every file below `folder`, by its name there.
std::map<std::string, std::string> filesOf(const fs::path& folder)
{
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file())
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        files[fs::relative(entry.path(), folder).string()] = {std::istreambuf_iterator(file), {}};
    }
    return files;
}

Words gridWords(const fs::path& out, const std::string& prompts, const Words& more = {})
{
    Words words = {"grid",    "--person", samplePhoto(), "--prompts", prompts, "--seeds",
                   "1,2",     "--steps",  "1",           "--size",    "64x64", "--out",
                   out.string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST(Grid, IsTheSameFromShardsAsFromOneRun)
{
    const TemporaryFolder folder;
    const std::string prompts = folder.file("prompts.txt", "# two\na photo, grey background\n\na photo at the beach\n");
    const Ran whole = runCli(gridWords(folder / "whole", prompts));
    ASSERT_EQ(whole.exitCode, 0) << whole.err;
    EXPECT_THAT(whole.out, HasSubstr("4 of 4 cells"));
    for (const char* shard : {"2/3", "3/3", "1/3"}) {
        const Ran part = runCli(gridWords(folder / "parts", prompts, {"--shard", shard}));
        ASSERT_EQ(part.exitCode, 0) << part.err;
    }
    const auto expected = filesOf(folder / "whole"), actual = filesOf(folder / "parts");
    EXPECT_EQ(expected, actual);
    ASSERT_TRUE(expected.contains("sheet.png"));
    const auto grid = nlohmann::json::parse(expected.at("grid.json"));
    EXPECT_EQ(grid.at("columns"), 2);
    ASSERT_EQ(grid.at("cells").size(), 4);
    EXPECT_EQ(grid["cells"][2].at("prompt"), "a photo at the beach");
    EXPECT_EQ(grid["cells"][3].at("seed"), 2);
    EXPECT_NE(expected.at("0001/id_on.png"), expected.at("0002/id_on.png"));
}

TEST(Grid, GoesOnWhereItWasAndRefusesAnotherGridsFolder)
{
    const TemporaryFolder folder;
    const std::string prompts = folder.file("prompts.txt", "a photo\n");
    ASSERT_EQ(runCli(gridWords(folder / "grid", prompts, {"--shard", "1/2"})).exitCode, 0);
    EXPECT_FALSE(fs::exists(folder / "grid/sheet.png"));
    const Ran rest = runCli(gridWords(folder / "grid", prompts));
    EXPECT_THAT(rest.out, HasSubstr("1 of 2 cells"));
    EXPECT_TRUE(fs::exists(folder / "grid/sheet.png"));
    const Ran other = runCli(gridWords(folder / "grid", prompts, {"--styles", "comic"}));
    EXPECT_EQ(other.exitCode, 2);
    EXPECT_THAT(other.err, HasSubstr("another grid"));
}

TEST(Grid, SaysWhatIsWrongWithItsOwnOptions)
{
    const TemporaryFolder folder;
    const std::string prompts = folder.file("prompts.txt", "# nothing\n");
    const Ran empty = runCli(gridWords(folder / "grid", prompts));
    EXPECT_EQ(empty.exitCode, 2);
    EXPECT_THAT(empty.err, HasSubstr("no prompt"));
    const std::string good = folder.file("good.txt", "a photo\n");
    for (const char* shard : {"0/2", "3/2", "x", "1/2/3"}) {
        const Ran ran = runCli(gridWords(folder / "grid", good, {"--shard", shard}));
        EXPECT_EQ(ran.exitCode, 2) << shard;
        EXPECT_THAT(ran.err, HasSubstr("--shard")) << shard;
    }
    EXPECT_FALSE(fs::exists(folder / "grid"));
}

} // namespace
} // namespace likeness::testing
