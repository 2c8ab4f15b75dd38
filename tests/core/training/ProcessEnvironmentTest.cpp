#include "core/training/ProcessEnvironment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace likeness::training {
namespace {

using Variables = std::map<std::string, std::string>;

base::Result<ProcessEnvironment> from(const Variables& variables)
{
    return processEnvironment([&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

const Variables second = {{"RANK", "1"}, {"WORLD_SIZE", "4"}, {"LOCAL_RANK", "1"}, {"MASTER_ADDR", "node7"},
                          {"MASTER_PORT", "29500"}};

Variables with(const std::string& name, const std::string& value)
{
    Variables variables = second;
    variables[name] = value;
    return variables;
}

Variables without(const std::string& name)
{
    Variables variables = second;
    variables.erase(name);
    return variables;
}

TEST(ProcessEnvironment, IsOneProcessWithoutVariables)
{
    const auto alone = from({{"MASTER_ADDR", "left over"}});
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone->size, 1);
    EXPECT_TRUE(alone->isFirst());
}

TEST(ProcessEnvironment, ReadsTorchrunsVariables)
{
    const auto read = from(second);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->rank, 1);
    EXPECT_EQ(read->size, 4);
    EXPECT_EQ(read->localRank, 1);
    EXPECT_EQ(read->masterAddress, "node7");
    EXPECT_EQ(read->masterPort, 29500);
    EXPECT_FALSE(read->launcherMeets);
    EXPECT_TRUE(from(with("TORCHELASTIC_USE_AGENT_STORE", "True"))->launcherMeets);
}

TEST(ProcessEnvironment, DoesWithoutLocalRank) // Kubernetes' PyTorchJob sets none
{
    EXPECT_EQ(from(without("LOCAL_RANK"))->localRank, 0);
}

TEST(ProcessEnvironment, NeedsNoMeetingPointForOne)
{
    EXPECT_TRUE(from({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
}

TEST(ProcessEnvironment, NamesTheVariableThatIsWrong)
{
    const std::pair<Variables, std::string> mistakes[] = {
        {with("RANK", "4"), "RANK is 4"},          {with("RANK", "-1"), "RANK is '-1'"},
        {with("RANK", "one"), "RANK is 'one'"},    {without("RANK"), "RANK is not set"},
        {without("WORLD_SIZE"), "WORLD_SIZE is not set"}, {with("WORLD_SIZE", "0"), "WORLD_SIZE is '0'"},
        {with("WORLD_SIZE", "4x"), "WORLD_SIZE is '4x'"}, {with("LOCAL_RANK", "4"), "LOCAL_RANK is '4'"},
        {without("MASTER_ADDR"), "MASTER_ADDR is not set"}, {without("MASTER_PORT"), "MASTER_PORT is not set"},
        {with("MASTER_PORT", "65536"), "MASTER_PORT is '65536'"}};
    for (const auto& [variables, words] : mistakes) {
        const auto read = from(variables);
        ASSERT_FALSE(read) << words;
        EXPECT_EQ(read.error().code, base::ErrorCode::invalidInput);
        EXPECT_EQ(read.error().message.find(words), 0u) << read.error().message;
        EXPECT_EQ(std::count(read.error().message.begin(), read.error().message.end(), '\n'), 0);
    }
}

} // namespace
} // namespace likeness::training
