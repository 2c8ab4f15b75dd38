// Real processes that train together: this program starts itself again, once per rank, with the role as its filter.
#include "core/training/DataParallel.h"
#include "core/training/Random.h"
#include "core/training/StarterModel.h"
#include "core/training/TrainingLoop.h"
#include "core/training/VaeTrainer.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Process.h"

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <unistd.h>

namespace likeness::training {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

// --- in the children: what a rank does -------------------------------------------------------------------------------

fs::path childsFolder() { return std::getenv("LIKENESS_TEST_FOLDER"); }

ProcessGroup joined(seconds patience = seconds(60))
{
    auto group = ProcessGroup::join(processEnvironment().value(), patience);
    if (!group)
        throw std::runtime_error(group.error().message);
    return *group;
}

void writeText(const std::string& name, const std::string& text) { std::ofstream(childsFolder() / name) << text; }

const PortraitSetOptions setOptions{.seed = 5, .persons = 6, .heldOut = 2, .size = 64};

base::Result<void> trainSmallVae(const fs::path& folder, const ProcessGroup& group, int workers)
{
    const at::NoGradGuard noGradients;
    const auto set = openPortraitSet(folder / "portraits.safetensors", setOptions, {}, {});
    if (!set)
        return tl::unexpected(set.error());
    VaeTraining training;
    training.options = starterOptions().vae;
    training.loop = {.name = "vae" + std::to_string(workers), .folder = folder, .steps = 2, .warmUp = 1,
                     .learningRate = 1e-3};
    training.workers = workers;
    training.crop = 32;
    training.batch = 1;
    const auto trained = trainVae(*set, training, {{}, {}, group});
    return trained ? base::Result<void>() : tl::unexpected(trained.error());
}

// A line through points; what `b` learns depends on the worker, and now and then only one of them uses it.
struct Line {
    at::Tensor a, b;
    explicit Line(const weights::Weights& w) : a(w.take("a", {4})), b(w.take("b", {1})) {}
};

base::Result<void> trainLine(const fs::path& folder, const ProcessGroup& group, int64_t steps,
                             const std::function<void(int64_t step)>& before, std::stop_token stop = {}, int workers = 1)
{
    AdamW optimiser({{"a", at::full({4}, 1.0 + group.rank())}, {"b", at::zeros({1})}}, {});
    DataParallel<Line> parallel(optimiser.parameters(), group.workers(workers), [](const auto& w) { return Line(w); });
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        before(index);
        return parallel.gradients(
            [&](Line& line, int worker) {
                Random random(7, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                const at::Tensor loss = (line.a * random.uniform(-1, 1) - 3).square().mean();
                return worker == index % 2 ? loss + line.b.square().sum() : loss;
            },
            gradients);
    };
    return runTraining({.name = "line", .folder = folder, .steps = steps, .warmUp = 1}, optimiser, step,
                       {{}, stop, group});
}

TEST(Rank, DISABLED_AveragesWhatItHas)
{
    const ProcessGroup group = joined();
    const bool first = group.isFirst();
    const weights::TensorMap parameters = {{"both", at::zeros({3})}, {"mine", at::zeros({2, 2})}, {"none", at::zeros({1})}};
    weights::TensorMap gradients = {{"both", at::full({3}, first ? 1.0 : 2.0)}};
    if (first)
        gradients["mine"] = at::full({2, 2}, 4.0);
    std::vector<double> numbers = {first ? 10.0 : 20.0};
    ASSERT_TRUE(group.average(parameters, gradients, numbers));
    EXPECT_EQ(numbers[0], 15);
    EXPECT_TRUE(gradients.at("both").equal(at::full({3}, 1.5)));
    EXPECT_TRUE(gradients.at("mine").equal(at::full({2, 2}, 2.0)));
    EXPECT_EQ(gradients.count("none"), 0u);
}

TEST(Rank, DISABLED_LetsTheFirstWork)
{
    const ProcessGroup group = joined();
    const auto file = childsFolder() / "by-first";
    const auto write = [&]() -> base::Result<void> {
        EXPECT_TRUE(group.isFirst());
        std::this_thread::sleep_for(seconds(1));
        std::ofstream(file) << "done";
        return {};
    };
    ASSERT_TRUE(group.byFirst(write));
    EXPECT_TRUE(fs::exists(file));
    const auto failed = group.byFirst([] { return base::fail(base::ErrorCode::notFound, "There is no such thing."); });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, base::ErrorCode::notFound);
    EXPECT_EQ(failed.error().message, "There is no such thing.");
    EXPECT_TRUE(group.agreeOn("--steps 10"));
    const auto differ = group.agreeOn(group.isFirst() ? "--steps 10" : "--steps 20");
    ASSERT_FALSE(differ);
    EXPECT_EQ(differ.error().code, base::ErrorCode::invalidInput);
}

TEST(Rank, DISABLED_TrainsTheVae) { ASSERT_TRUE(trainSmallVae(childsFolder(), joined(), 1)); }

TEST(Rank, DISABLED_TrainsALine)
{
    const ProcessGroup group = joined();
    ASSERT_TRUE(trainLine(childsFolder(), group, 40, [](int64_t) {}));
}

// Rank 1 dies or hangs at step 12; what rank 0 says goes to a file.
void trainUntil(int signal, seconds patience)
{
    const ProcessGroup group = joined(patience);
    const auto trained = trainLine(childsFolder(), group, 40, [&](int64_t step) {
        if (!group.isFirst() && step == 12)
            ::raise(signal);
    });
    ASSERT_FALSE(trained);
    EXPECT_EQ(trained.error().code, base::ErrorCode::io);
    writeText("said", trained.error().message);
}
TEST(Rank, DISABLED_LosesAKilledOne) { trainUntil(SIGKILL, seconds(60)); }
TEST(Rank, DISABLED_LosesAStoppedOne) { trainUntil(SIGSTOP, seconds(3)); }

TEST(Rank, DISABLED_StopsWithTheOthers)
{
    const ProcessGroup group = joined();
    std::stop_source source;
    const auto trained = trainLine(
        childsFolder(), group, 40,
        [&](int64_t step) {
            if (!group.isFirst() && step == 7)
                source.request_stop();
        },
        source.get_token());
    ASSERT_FALSE(trained);
    EXPECT_EQ(trained.error().code, base::ErrorCode::cancelled);
    EXPECT_NE(trained.error().message.find("continues from step 9"), std::string::npos) << trained.error().message;
}

// --- in the parent ---------------------------------------------------------------------------------------------------

class ManyProcesses : public ::testing::Test {
protected:
    void SetUp() override { fs::create_directories(folder); }
    void TearDown() override { fs::remove_all(folder); }

    std::unique_ptr<testing::Process> start(const std::string& role, int rank, int size) const
    {
        auto environment = testing::rankEnvironment(rank, size, port);
        environment["LIKENESS_TEST_FOLDER"] = folder.string();
        return std::make_unique<testing::Process>(
            "/proc/self/exe",
            std::vector<std::string>{"--gtest_filter=Rank.DISABLED_" + role, "--gtest_also_run_disabled_tests"}, environment,
            folder / ("rank" + std::to_string(rank) + ".log"));
    }
    // Two ranks that both succeed.
    void runPair(const std::string& role) const
    {
        const auto first = start(role, 0, 2), second = start(role, 1, 2);
        EXPECT_EQ(first->wait(seconds(120)), 0) << first->said();
        EXPECT_EQ(second->wait(seconds(120)), 0) << second->said();
    }
    weights::TensorFile checkpoint(const std::string& name) const
    {
        return weights::readSafetensors(folder / (name + ".checkpoint.safetensors")).value();
    }

    const fs::path folder = fs::temp_directory_path() / ("likeness-ranks-" + std::to_string(::getpid()));
    const int port = testing::freePort();
};

double relativeDifference(const at::Tensor& a, const at::Tensor& b)
{
    return ((a - b).norm() / b.norm().clamp_min(1e-12)).item<double>();
}

TEST_F(ManyProcesses, AverageGradients) { runPair("AveragesWhatItHas"); }

TEST_F(ManyProcesses, LetTheFirstWorkAndHearOfItsErrors) { runPair("LetsTheFirstWork"); }

// The first moments after the first steps are the gradients' means.
TEST_F(ManyProcesses, GiveTheGradientsOfOneWithTwiceTheBatch)
{
    ASSERT_TRUE(openPortraitSet(folder / "portraits.safetensors", setOptions, {}, {}));
    runPair("TrainsTheVae");
    ASSERT_TRUE(trainSmallVae(folder, {}, 2));
    const auto two = checkpoint("vae1"), one = checkpoint("vae2");
    ASSERT_EQ(two.tensors.size(), one.tensors.size());
    double largest = 0;
    for (const auto& [name, tensor] : one.tensors)
        if (name.starts_with("first."))
            largest = std::max(largest, relativeDifference(two.tensors.at(name), tensor));
    EXPECT_LE(largest, 1e-5);
    RecordProperty("largest_relative_difference", ::testing::PrintToString(largest));
    EXPECT_EQ(two.metadata.at("steps"), "2");
}

TEST_F(ManyProcesses, StartFromTheFirstOnesParametersAndWriteOnce)
{
    runPair("TrainsALine");
    std::ifstream log(folder / "line.log.jsonl");
    const auto lines = std::count(std::istreambuf_iterator<char>(log), {}, '\n');
    EXPECT_EQ(lines, 4); // 40 steps, one line per 10, of one rank
    const auto two = checkpoint("line");
    EXPECT_EQ(two.metadata.at("steps"), "40");
    ASSERT_TRUE(trainLine(folder / "alone", {}, 40, [](int64_t) {}, {}, 2)); // begins with the first one's parameters
    const auto one = weights::readSafetensors(folder / "alone/line.checkpoint.safetensors").value();
    for (const auto& [name, tensor] : one.tensors)
        EXPECT_LE(relativeDifference(two.tensors.at(name), tensor), 1e-5) << name;
}

TEST_F(ManyProcesses, EndWhenOneIsKilledAndGoOnFromTheCheckpoint)
{
    const auto begun = std::chrono::steady_clock::now();
    {
        const auto first = start("LosesAKilledOne", 0, 2), second = start("LosesAKilledOne", 1, 2);
        EXPECT_EQ(second->wait(seconds(60)), 128 + SIGKILL);
        EXPECT_EQ(first->wait(seconds(30)), 0) << first->said(); // with its patience of 60 s it would be too late
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(60));
    std::string said;
    std::getline(std::ifstream(folder / "said"), said);
    EXPECT_NE(said.find("Rank 0 of 2 has lost touch"), std::string::npos) << said;
    EXPECT_EQ(checkpoint("line").metadata.at("steps"), "12");
    const auto other = folder / "line.log.jsonl";
    runPair("TrainsALine");
    EXPECT_EQ(checkpoint("line").metadata.at("steps"), "40");

    // The same steps without the accident give the same bits.
    const auto resumed = checkpoint("line").tensors;
    fs::rename(folder / "line.checkpoint.safetensors", folder / "resumed.safetensors");
    fs::remove(other);
    runPair("TrainsALine");
    for (const auto& [name, tensor] : checkpoint("line").tensors)
        EXPECT_TRUE(tensor.equal(resumed.at(name))) << name;
}

TEST_F(ManyProcesses, EndWhenOneHangs)
{
    const auto first = start("LosesAStoppedOne", 0, 2), second = start("LosesAStoppedOne", 1, 2);
    EXPECT_EQ(first->wait(seconds(30)), 0) << first->said();
    EXPECT_FALSE(second->wait(seconds(0))); // it hangs still
}

TEST_F(ManyProcesses, StopAfterTheSameStep) { runPair("StopsWithTheOthers"); }

TEST(ProcessGroup, SaysWhoIsMissing)
{
    const int port = testing::freePort();
    ProcessEnvironment environment{.rank = 1, .size = 2, .masterAddress = "127.0.0.1",
                                   .masterPort = static_cast<std::uint16_t>(port)};
    const auto second = ProcessGroup::join(environment, seconds(2));
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().message.find("Rank 1 could not meet the others at 127.0.0.1:" + std::to_string(port)),
              std::string::npos)
        << second.error().message;
    environment.rank = 0;
    const auto first = ProcessGroup::join(environment, seconds(2));
    ASSERT_FALSE(first);
    EXPECT_NE(first.error().message.find("Rank 0 cannot bring the 2 processes together"), std::string::npos)
        << first.error().message;
}

TEST(ProcessGroup, OfOneReturnsAtOnce)
{
    const ProcessGroup alone;
    EXPECT_TRUE(alone.isFirst());
    EXPECT_EQ(alone.size(), 1);
    EXPECT_TRUE(ProcessGroup::join({}));
    weights::TensorMap gradients = {{"a", at::ones({2})}};
    std::vector<double> numbers = {3};
    EXPECT_TRUE(alone.average({}, gradients, numbers));
    EXPECT_EQ(numbers[0], 3);
    EXPECT_FALSE(alone.byFirst([] { return base::fail(base::ErrorCode::io, "No."); }));
    EXPECT_TRUE(alone.agreeOn("anything"));
}

} // namespace
} // namespace likeness::training
