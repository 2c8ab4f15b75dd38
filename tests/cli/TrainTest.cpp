// train as several processes: how they end, and that they go on where they were.
#include "tests/cli/Program.h"
#include "tests/core/testing/Process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace likeness::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using std::chrono::seconds;

class TrainTogether : public ::testing::Test {
protected:
    std::unique_ptr<Process> start(int rank, Words words, const Environment& more = {}) const
    {
        words.insert(words.begin(), {"train", "--out", (folder / "run").string(), "--persons", "64", "--workers", "1"});
        auto environment = rankEnvironment(rank, 2, port);
        for (const auto& [name, value] : more)
            environment[name] = value;
        return std::make_unique<Process>(LIKENESS_CLI, words, environment,
                                         folder / ("rank" + std::to_string(rank) + ".log"));
    }
    int64_t lines(const std::string& name) const
    {
        std::ifstream file(folder / ("run/" + name));
        return std::count(std::istreambuf_iterator<char>(file), {}, '\n');
    }

    TemporaryFolder folder;
    int port = freePort();
};

TEST_F(TrainTogether, EndsWhenOneIsKilledAndGoesOnFromTheCheckpoint)
{
    const auto steps = [](const char* count) { return Words{"--stage", "vae", "--vae-steps", count}; };
    {
        const auto first = start(0, steps("100000")), second = start(1, steps("100000"));
        for (int i = 0; i < 3000 && lines("vae.log.jsonl") < 2; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        ASSERT_GE(lines("vae.log.jsonl"), 2) << first->said() << second->said();
        second->signal(SIGKILL);
        ASSERT_EQ(first->wait(seconds(30)), 1) << first->said();
        EXPECT_THAT(first->said(), HasSubstr("Rank 0 of 2 has lost touch with another rank, which ended"));
        EXPECT_THAT(first->said(), Not(HasSubstr("frame #")));
    }
    const auto before = lines("vae.log.jsonl");
    ASSERT_TRUE(fs::exists(folder / "run/vae.checkpoint.safetensors"));
    const auto more = steps(std::to_string((before + 2) * 10).c_str());
    const auto first = start(0, more), second = start(1, more);
    EXPECT_EQ(first->wait(seconds(120)), 0) << first->said();
    EXPECT_EQ(second->wait(seconds(10)), 0) << second->said();
    EXPECT_TRUE(fs::exists(folder / "run/vae.safetensors"));
    // It went on: only the steps that were missing were made.
    EXPECT_LE(lines("vae.log.jsonl"), before + 2);
    EXPECT_THAT(first->said(), HasSubstr("Autoencoder:"));
    EXPECT_THAT(second->said(), Not(HasSubstr("Autoencoder:"))); // one speaks
}

TEST_F(TrainTogether, RefusesAWrongEnvironmentInOneSentence)
{
    const std::pair<Environment, std::string> mistakes[] = {{{{"RANK", "2"}}, "RANK is 2 and WORLD_SIZE is 2"},
                                                            {{{"MASTER_ADDR", ""}}, "MASTER_ADDR is not set"},
                                                            {{{"MASTER_PORT", "x"}}, "MASTER_PORT is 'x'"}};
    for (const auto& [variables, sentence] : mistakes) {
        fs::remove(folder / "rank0.log");
        const auto process = start(0, {}, variables);
        EXPECT_EQ(process->wait(seconds(30)), 2);
        EXPECT_THAT(process->said(), HasSubstr(sentence));
        EXPECT_EQ(std::ranges::count(process->said(), '\n'), 1) << process->said();
    }
}

TEST_F(TrainTogether, RefusesRanksThatWereToldOtherwise)
{
    const auto first = start(0, {"--vae-steps", "10"}), second = start(1, {"--vae-steps", "20"});
    EXPECT_EQ(first->wait(seconds(60)), 2);
    EXPECT_EQ(second->wait(seconds(60)), 2);
    EXPECT_THAT(second->said(), HasSubstr("started with different options"));
    EXPECT_THAT(second->said(), HasSubstr("--vae-steps 20"));
}

} // namespace
} // namespace likeness::testing
