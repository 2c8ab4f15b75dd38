// The script for machines with a GPU, which no test here can run, speaks the program's own words.
#include "tests/cli/Program.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>

namespace likeness::testing {
namespace {

TEST(GpuCheck, UsesOptionsThatExist)
{
    std::ifstream file(LIKENESS_RESOURCES_FOLDER "/../tests/gpu/check");
    const std::string script{std::istreambuf_iterator(file), {}};
    ASSERT_FALSE(script.empty());
    const std::string help = runCli({"generate", "--help"}).out + runCli({"bench", "run", "--help"}).out +
                             runCli({"bench", "make-random", "--help"}).out + runCli({"train-identity", "--help"}).out;
    const std::regex option("--[a-z][a-z-]*");
    size_t found = 0;
    for (std::sregex_iterator it(script.begin(), script.end(), option), end; it != end; ++it) {
        const std::string name = it->str();
        if (name == "--query-gpu" || name == "--format" || name == "--cuda") // of other programs
            continue;
        EXPECT_TRUE(std::regex_search(help, std::regex(name + "[ ,]"))) << name;
        ++found;
    }
    EXPECT_GT(found, 15u);
    for (const char* precision : {"fp32", "fp16", "bf16"})
        EXPECT_NE(help.find(precision), std::string::npos);
    for (const char* memory : {"whole", "offload", "int8"})
        EXPECT_NE(help.find(memory), std::string::npos);
}

} // namespace
} // namespace likeness::testing
