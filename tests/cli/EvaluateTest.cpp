// evaluate and train-judges: mistakes, and what they say of themselves.
#include "tests/cli/Program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;

TEST(Evaluate, HelpNamesItsOptions)
{
    const Ran help = runCli({"evaluate", "--help"});
    EXPECT_EQ(help.exitCode, 0);
    for (const char* option : {"--persons", "--prompts", "--seeds", "--json", "--markdown", "--out", "--stage", "--photos",
                               "--prompt-file", "--judges", "--arcface", "--eva", "--model", "--adapter", "--steps"})
        EXPECT_THAT(help.out, HasSubstr(option));
    EXPECT_THAT(runCli({"train-judges", "--help"}).out, HasSubstr("--vae"));
}

// The words and the text that the one sentence must contain.
using Mistake = std::pair<Words, std::string>;
class EvaluateMistakes : public ::testing::TestWithParam<Mistake> {};

TEST_P(EvaluateMistakes, GetOneSentenceAndExitCode2)
{
    const TemporaryFolder folder;
    auto [words, sentence] = GetParam();
    if (words.front() == "evaluate")
        words.insert(words.end(), {"--out", folder / "out"});
    const Ran ran = runCli(words);
    EXPECT_EQ(ran.exitCode, 2);
    EXPECT_THAT(ran.err, HasSubstr(sentence));
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_TRUE(folder.isEmpty()) << "nothing is written for a mistake";
}

INSTANTIATE_TEST_SUITE_P(
    Of, EvaluateMistakes,
    ::testing::Values(Mistake{{"evaluate", "--persons", "0"}, "--persons must be a whole number"},
                      Mistake{{"evaluate", "--seeds", "many"}, "--seeds"},
                      Mistake{{"evaluate", "--steps", "0"}, "--steps"},
                      Mistake{{"evaluate", "--judges", "/nowhere"}, "train-judges"},
                      Mistake{{"evaluate", "--photos", "/nowhere"}, "--photos: there is no '/nowhere'."},
                      Mistake{{"evaluate", "--prompt-file", "/nowhere"}, "--prompt-file"},
                      Mistake{{"evaluate", "--arcface", "/nowhere"}, "--arcface"},
                      Mistake{{"evaluate", "--model", "/nowhere"}, "--model"},
                      Mistake{{"evaluate", "--stage", "stage1"}, "NAME=ADAPTER_FILE"},
                      Mistake{{"evaluate", "--stage", "stage1=/nowhere"}, "/nowhere"},
                      Mistake{{"evaluate", "--stage", "a=/dev/null", "--stage", "a=/dev/null"}, "twice"},
                      Mistake{{"train-judges"}, "--out"},
                      Mistake{{"train-judges", "--out", "/nowhere/x", "--workers", "0"}, "--workers"}));

} // namespace
} // namespace likeness::testing
