// Portraits of invented people as a folder of training data.
#include "tests/cli/Program.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

std::string contentsOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator(file), {}};
}

TEST(Portraits, PaintsTheSameCaptionedPeopleForTheSameSeed)
{
    const TemporaryFolder folder;
    for (const char* name : {"one", "two"}) {
        const Ran ran = runCli({"portraits", "--count", "6", "--per-person", "2", "--size", "96", "--seed", "5", "--out",
                                (folder / name).string()});
        ASSERT_EQ(ran.exitCode, 0) << ran.err;
        EXPECT_THAT(ran.out, HasSubstr("6 portraits"));
    }
    std::ifstream list(folder / "one/portraits.jsonl");
    std::set<std::string> persons, pictures;
    int lines = 0;
    for (std::string line; std::getline(list, line); ++lines) {
        const auto entry = nlohmann::json::parse(line);
        const std::string file = entry.at("file");
        EXPECT_THAT(entry.at("caption").get<std::string>(), HasSubstr(" of "));
        persons.insert(entry.at("person"));
        const std::string picture = contentsOf(folder / "one" / file);
        EXPECT_EQ(picture, contentsOf(folder / "two" / file));
        pictures.insert(picture);
    }
    EXPECT_EQ(lines, 6);
    EXPECT_EQ(persons.size(), 3u);
    EXPECT_EQ(pictures.size(), 6u);
    EXPECT_EQ(contentsOf(folder / "one/portraits.jsonl"), contentsOf(folder / "two/portraits.jsonl"));
}

TEST(Portraits, SaysWhatIsWrong)
{
    const TemporaryFolder folder;
    const Ran none = runCli({"portraits", "--count", "0", "--out", (folder / "x").string()});
    EXPECT_NE(none.exitCode, 0);
    EXPECT_THAT(none.err, HasSubstr("--count"));
    const std::string file = folder.file("taken", "a file");
    const Ran taken = runCli({"portraits", "--count", "1", "--out", file});
    EXPECT_NE(taken.exitCode, 0);
    EXPECT_THAT(taken.err, HasSubstr("Choose another folder"));
}

} // namespace
} // namespace likeness::testing
