// What is read from the command line, and what is said about mistakes in it.
#include "tests/cli/Program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Words, HelpNamesEveryWordAndOption)
{
    const Ran help = runCli({"--help"});
    EXPECT_EQ(help.exitCode, 0);
    for (const char* word : {"pair", "generate", "identify", "inspect", "--version"})
        EXPECT_THAT(help.out, HasSubstr(word));
    for (const char* word : {"pair", "generate"}) {
        const Ran own = runCli({word, "--help"});
        EXPECT_EQ(own.exitCode, 0);
        for (const char* option :
             {"--reference", "--prompt", "--negative", "--style", "--seed", "--steps", "--guidance",
              "--strength", "--size", "--sampler", "--precision", "--model", "--lightning",
              "--adapter", "--out", "--face"})
            EXPECT_THAT(own.out, HasSubstr(option)) << word;
        EXPECT_THAT(own.out, HasSubstr("watercolor")) << "styles are listed";
    }
    EXPECT_THAT(runCli({"identify", "--help"}).out, HasSubstr("--json"));
}

TEST(Words, VersionIsANumber)
{
    const Ran version = runCli({"--version"});
    EXPECT_EQ(version.exitCode, 0);
    EXPECT_THAT(version.out, ::testing::MatchesRegex("likeness-cli [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

// The words and the text that the one sentence must contain.
using Mistake = std::pair<Words, std::string>;
class Mistakes : public ::testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, GetOneSentenceAndExitCode2)
{
    const TemporaryFolder folder;
    auto [words, sentence] = GetParam();
    if (!words.empty() && (words.front() == "pair" || words.front() == "generate"))
        words.insert(words.begin() + 1, {"--out", folder / "set"});
    const Ran ran = runCli(words);
    EXPECT_EQ(ran.exitCode, 2);
    EXPECT_THAT(ran.err, HasSubstr(sentence));
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_TRUE(folder.isEmpty()) << "nothing is written for a mistake";
}

INSTANTIATE_TEST_SUITE_P(
    Of, Mistakes,
    ::testing::Values(
        Mistake{{}, "pair, generate, grid, identify"}, Mistake{{"paint"}, "paint"},
        Mistake{{"pair", "--colour"}, "--colour"},
        Mistake{{"pair", "--steps", "0"}, "--steps must be a whole number from 1 to 150, not '0'."},
        Mistake{{"pair", "--steps", "151"}, "--steps"},
        Mistake{{"pair", "--steps", "four"}, "not 'four'"},
        Mistake{{"pair", "--steps", "4.5"}, "--steps"},
        Mistake{{"pair", "--steps"}, "--steps needs a value."},
        Mistake{{"pair", "--seed", "-1"}, "--seed must be"},
        Mistake{{"pair", "--seed", "99999999999999999999"}, "--seed must be"},
        Mistake{{"pair", "--seed", "1", "--seed", "2"}, "--seed was given too many values."},
        Mistake{{"generate", "--guidance", "1e9"}, "--guidance must be a number"},
        Mistake{{"generate", "--strength", "6"}, "--strength must be a number from 0 to 5"},
        Mistake{{"generate", "--strength", "nan"}, "--strength"},
        Mistake{{"generate", "--size", "512"}, "--size"},
        Mistake{{"generate", "--size", "512x"}, "--size"},
        Mistake{{"generate", "--size", "100x512"}, "multiple of 8"},
        Mistake{{"generate", "--size", "0x0"}, "--size"},
        Mistake{{"generate", "--face", "0"}, "--face"},
        Mistake{{"generate", "--precision", "fp8"}, "fp8"},
        Mistake{{"generate", "--reference", "/nowhere/ada.jpg"}, "/nowhere/ada.jpg"},
        Mistake{{"generate", "--model", "/nowhere/sdxl"}, "/nowhere/sdxl"},
        Mistake{{"generate", "--adapter", "/nowhere/pulid.bin"}, "/nowhere/pulid.bin"},
        Mistake{{"generate", "--lightning", "/nowhere/l.safetensors"}, "/nowhere/l.safetensors"},
        Mistake{{"generate", "--style", "dadaist"}, "dadaist"},
        Mistake{{"generate", "--sampler", "magic"}, "magic"},
        Mistake{{"generate", "--prompt", std::string(10'000, 'a')}, "prompt"},
        Mistake{{"identify"}, "PHOTO"}, Mistake{{"inspect"}, "FILE"},
        Mistake{{"inspect", "/nowhere/file"}, "/nowhere/file"}));

} // namespace
} // namespace likeness::testing
