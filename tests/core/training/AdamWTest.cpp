#include "core/training/AdamW.h"
#include "core/training/DataParallel.h"
#include "core/training/TrainingLoop.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include <unistd.h>

namespace likeness::training {
namespace {

at::Tensor randn(at::IntArrayRef shape, std::uint64_t seed)
{
    return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed));
}

// The paper's algorithm 2, number by number.
at::Tensor reference(at::Tensor value, const std::vector<at::Tensor>& gradients, const AdamWOptions& o, double rate)
{
    at::Tensor first = at::zeros_like(value), second = at::zeros_like(value);
    for (size_t i = 0; i < gradients.size(); ++i) {
        const double t = static_cast<double>(i + 1);
        const double norm = gradients[i].square().sum().sqrt().item<double>();
        const at::Tensor g = gradients[i] / std::max(1.0, norm / o.clipNorm);
        first = o.beta1 * first + (1 - o.beta1) * g;
        second = o.beta2 * second + (1 - o.beta2) * g * g;
        const at::Tensor m = first / (1 - std::pow(o.beta1, t)), v = second / (1 - std::pow(o.beta2, t));
        value = value * (1 - rate * o.weightDecay) - rate * m / (v.sqrt() + o.eps);
    }
    return value;
}

TEST(AdamW, FollowsThePaper)
{
    const AdamWOptions options{.weightDecay = 0.1, .clipNorm = 2};
    const at::Tensor start = randn({3, 5}, 1);
    AdamW optimiser({{"w", start.clone()}}, options);
    std::vector<at::Tensor> gradients;
    for (std::uint64_t i = 0; i < 4; ++i) {
        gradients.push_back(randn({3, 5}, 10 + i));
        optimiser.step({{"w", gradients.back()}}, 0.01);
    }
    const at::Tensor expected = reference(start, gradients, options, 0.01);
    EXPECT_LT((optimiser.parameters().at("w") - expected).abs().max().item<double>(), 1e-6);
}

TEST(AdamW, LeavesEverythingAloneWhenAGradientIsNotFinite)
{
    AdamW optimiser({{"w", at::ones({2})}}, {});
    const double norm = optimiser.step({{"w", at::full({2}, std::numeric_limits<double>::quiet_NaN())}}, 0.1);
    EXPECT_FALSE(std::isfinite(norm));
    EXPECT_TRUE(optimiser.parameters().at("w").equal(at::ones({2})));
    EXPECT_EQ(optimiser.steps(), 0);
}

struct Line {
    at::Tensor w;
    explicit Line(const weights::Weights& from) : w(from.take("w", {4})) {}
};

TEST(DataParallel, TwoWorkersGiveTheGradientOfTheDoubleBatch)
{
    const weights::TensorMap parameters{{"w", randn({4}, 3)}};
    const at::Tensor x = randn({8, 4}, 4), y = randn({8}, 5);
    const auto gradient = [&](int workers) {
        DataParallel<Line> parallel(parameters, workers, [](const weights::Weights& w) { return Line(w); });
        weights::TensorMap mean;
        parallel.gradients(
            [&](Line& line, int worker) {
                const int64_t rows = 8 / workers;
                return (at::mv(x.narrow(0, worker * rows, rows), line.w) - y.narrow(0, worker * rows, rows))
                    .square()
                    .mean();
            },
            mean);
        return mean.at("w");
    };
    EXPECT_LT((gradient(1) - gradient(2)).abs().max().item<double>(), 1e-6);
}

struct Mean {
    at::Tensor w, running_mean;
    explicit Mean(const weights::Weights& from) : w(from.take("w", {1})), running_mean(from.take("running_mean", {1})) {}
};

TEST(DataParallel, KeepsTheFirstWorkersRunningStatisticsInTheCheckpoint)
{
    const auto file = std::filesystem::temp_directory_path() / ("likeness-running-" + std::to_string(::getpid()));
    const auto make = [](const weights::Weights& w) { return Mean(w); };
    AdamW optimiser({{"w", at::ones({1})}, {"running_mean", at::zeros({1})}}, {});
    DataParallel<Mean> parallel(optimiser.parameters(), 2, make);
    weights::TensorMap gradients;
    parallel.gradients(
        [](Mean& mean, int worker) {
            mean.running_mean.fill_(worker + 5);
            return mean.w.square().sum();
        },
        gradients);
    EXPECT_EQ(gradients.count("running_mean"), 0u);
    ASSERT_TRUE(optimiser.save(file));

    AdamW resumed({{"w", at::zeros({1})}, {"running_mean", at::zeros({1})}}, {});
    DataParallel<Mean> again(resumed.parameters(), 2, make);
    ASSERT_TRUE(resumed.load(file));
    EXPECT_EQ(again.buffers().at("running_mean").item<double>(), 5);
    std::filesystem::remove(file);
}

// A small regression as a training; returns the final parameter.
at::Tensor train(const std::filesystem::path& folder, int64_t steps, int64_t stopAfter)
{
    AdamW optimiser({{"w", at::zeros({4})}}, {});
    std::stop_source stop;
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        gradients["w"] = optimiser.parameters().at("w") - randn({4}, static_cast<std::uint64_t>(index));
        return gradients["w"].square().sum().item<double>();
    };
    const LoopOptions options{.name = "line", .folder = folder, .steps = steps, .warmUp = 3, .learningRate = 0.1};
    const auto done = runTraining(options, optimiser, step, {{}, stop.get_token()}, [&](int64_t made) {
        if (made == stopAfter)
            stop.request_stop();
    });
    EXPECT_EQ(done.has_value(), stopAfter > steps);
    return optimiser.parameters().at("w").clone();
}

class TrainingLoopTest : public ::testing::Test {
protected:
    void SetUp() override
    {
        folder = std::filesystem::temp_directory_path() / ("likeness-loop-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }
    std::filesystem::path folder;
};

TEST_F(TrainingLoopTest, ResumesBitForBit)
{
    const at::Tensor whole = train(folder / "whole", 20, 99);
    train(folder / "parts", 20, 7);
    const at::Tensor resumed = train(folder / "parts", 20, 99);
    EXPECT_TRUE(whole.equal(resumed));
}

TEST_F(TrainingLoopTest, RefusesTheCheckpointOfAnotherTraining)
{
    train(folder, 20, 7);
    AdamW other({{"v", at::zeros({2})}}, {});
    const auto loaded = other.load(folder / "line.checkpoint.safetensors");
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().message.find("'v'"), std::string::npos);
}

TEST(LearningRate, WarmsUpHoldsAndFalls)
{
    const LoopOptions options{.steps = 100, .warmUp = 10, .hold = 0.5, .learningRate = 2};
    EXPECT_NEAR(learningRateAt(options, 0), 0.2, 1e-12);
    EXPECT_NEAR(learningRateAt(options, 30), 2, 1e-12);
    EXPECT_NEAR(learningRateAt(options, 75), 1, 1e-12);
    EXPECT_LT(learningRateAt(options, 99), 0.01);
}

} // namespace
} // namespace likeness::training
