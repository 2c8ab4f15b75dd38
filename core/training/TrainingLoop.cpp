#include "core/training/TrainingLoop.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <fstream>
#include <numbers>

namespace likeness::training {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// The log's lines: the mean of the loss since the last line.
class Log {
public:
    explicit Log(const std::filesystem::path& path) : m_file(path, std::ios::app) {}

    void add(int64_t step, double loss, double norm, double rate, double seconds)
    {
        m_sum += loss;
        ++m_count;
        if (m_count < 10)
            return;
        m_mean = m_sum / m_count;
        m_file << nlohmann::json{{"step", step}, {"loss", m_mean}, {"gradient_norm", norm},
                                 {"learning_rate", rate}, {"seconds", seconds}}
                      .dump()
               << std::endl;
        m_sum = 0;
        m_count = 0;
    }
    double mean() const { return m_mean; }

private:
    std::ofstream m_file;
    double m_sum = 0, m_mean = 0;
    int m_count = 0;
};

} // namespace

double learningRateAt(const LoopOptions& options, int64_t step)
{
    if (step < options.warmUp)
        return options.learningRate * static_cast<double>(step + 1) / static_cast<double>(options.warmUp);
    const double done = static_cast<double>(step) / static_cast<double>(std::max<int64_t>(options.steps, 1));
    if (done < options.hold)
        return options.learningRate;
    const double falling = (done - options.hold) / (1 - options.hold);
    return options.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * std::min(falling, 1.0)));
}

base::Result<void> runTraining(const LoopOptions& options, AdamW& optimiser, const TrainingStep& step,
                               const LoopControl& control, const AfterStep& after)
{
    const auto checkpoint = options.folder / (options.name + ".checkpoint.safetensors");
    std::error_code ignored;
    std::filesystem::create_directories(options.folder, ignored);
    if (std::filesystem::exists(checkpoint, ignored))
        if (auto loaded = optimiser.load(checkpoint); !loaded)
            return loaded;

    Log log(options.folder / (options.name + ".log.jsonl"));
    const auto start = Clock::now();
    auto saved = start;
    const int64_t first = optimiser.steps();
    weights::TensorMap gradients;
    for (int64_t index = first; index < options.steps; ++index) {
        if (control.stop.stop_requested()) {
            if (auto written = optimiser.save(checkpoint); !written)
                return written;
            return base::fail(base::ErrorCode::cancelled, "The training was stopped; it continues from step " +
                                                              std::to_string(index) + " next time.");
        }
        const double rate = learningRateAt(options, index);
        const double loss = step(index, gradients);
        const double norm = optimiser.step(gradients, rate);
        if (!std::isfinite(norm))
            return base::fail(base::ErrorCode::internal,
                              "The training of '" + options.name + "' diverged at step " + std::to_string(index) +
                                  ". Choose a smaller learning rate; the last checkpoint is still good.");
        const double seconds = secondsSince(start);
        log.add(index + 1, loss, norm, rate, seconds);
        if (control.progress)
            control.progress({"Training " + options.name + ", step " + std::to_string(index + 1) + " of " +
                                  std::to_string(options.steps) + ", loss " + std::to_string(log.mean()),
                              static_cast<double>(index + 1) / static_cast<double>(options.steps),
                              seconds / static_cast<double>(index + 1 - first) *
                                  static_cast<double>(options.steps - index - 1)});
        if (after)
            after(index + 1);
        if (std::chrono::duration<double>(Clock::now() - saved).count() > options.checkpoint_seconds) {
            if (auto written = optimiser.save(checkpoint); !written)
                return written;
            saved = Clock::now();
        }
    }
    return optimiser.save(checkpoint);
}

} // namespace likeness::training
