#include "core/training/TrainingLoop.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <fstream>
#include <numbers>
#include <optional>

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

namespace {

// One training from its checkpoint on.
class Run {
public:
    Run(const LoopOptions& options, AdamW& optimiser, const LoopControl& control)
        : m_options(options), m_optimiser(optimiser), m_control(control),
          m_checkpoint(options.folder / (options.name + ".checkpoint.safetensors"))
    {
        std::error_code ignored;
        if (isFirst())
            std::filesystem::create_directories(options.folder, ignored);
    }

    base::Result<void> begin();
    base::Result<void> train(const TrainingStep& step, const AfterStep& after);

private:
    bool isFirst() const { return m_control.group.isFirst(); }
    base::Result<void> makeStep(int64_t index, const TrainingStep& step);
    void tell(int64_t index);
    base::Result<void> save();
    base::Result<void> stopped();

    const LoopOptions& m_options;
    AdamW& m_optimiser;
    const LoopControl& m_control;
    const std::filesystem::path m_checkpoint;
    std::optional<Log> m_log; // of the first rank
    Clock::time_point m_start, m_saved;
    int64_t m_first = 0;
    weights::TensorMap m_gradients;
    double m_loss = 0, m_norm = 0, m_wishToStop = 0; // the wish: the share of the processes that were told to stop
};

// The first rank's checkpoint, if there is one, and its parameters are everybody's.
base::Result<void> Run::begin()
{
    const auto load = [&]() -> base::Result<void> {
        std::error_code ignored;
        return std::filesystem::exists(m_checkpoint, ignored) ? m_optimiser.load(m_checkpoint) : base::Result<void>();
    };
    if (auto loaded = m_control.group.byFirst(load); !loaded)
        return loaded;
    if (auto shared = m_control.group.broadcast(m_optimiser.state()); !shared)
        return shared;
    m_first = m_optimiser.steps();
    if (auto shared = m_control.group.broadcast(m_first); !shared)
        return shared;
    m_optimiser.setSteps(m_first);
    if (isFirst())
        m_log.emplace(m_options.folder / (m_options.name + ".log.jsonl"));
    m_start = m_saved = Clock::now();
    return {};
}

base::Result<void> Run::makeStep(int64_t index, const TrainingStep& step)
{
    const bool isStopped = m_control.stop.stop_requested();
    std::vector<double> numbers = {step(index, m_gradients), isStopped ? 1.0 : 0.0};
    if (auto averaged = m_control.group.average(m_optimiser.parameters(), m_gradients, numbers); !averaged) {
        const auto saved = save(); // the steps so far are whole
        return saved ? averaged : saved;
    }
    m_loss = numbers[0];
    m_wishToStop = numbers[1];
    m_norm = m_optimiser.step(m_gradients, learningRateAt(m_options, index));
    if (!std::isfinite(m_norm))
        return base::fail(base::ErrorCode::internal,
                          "The training of '" + m_options.name + "' diverged at step " + std::to_string(index) +
                              ". Choose a smaller learning rate; the last checkpoint is still good.");
    return {};
}

void Run::tell(int64_t index)
{
    const double seconds = secondsSince(m_start);
    m_log->add(index + 1, m_loss, m_norm, learningRateAt(m_options, index), seconds);
    if (m_control.progress)
        m_control.progress({"Training " + m_options.name + ", step " + std::to_string(index + 1) + " of " +
                                std::to_string(m_options.steps) + ", loss " + std::to_string(m_log->mean()),
                            static_cast<double>(index + 1) / static_cast<double>(m_options.steps),
                            seconds / static_cast<double>(index + 1 - m_first) *
                                static_cast<double>(m_options.steps - index - 1)});
}

base::Result<void> Run::save()
{
    m_saved = Clock::now();
    return isFirst() ? m_optimiser.save(m_checkpoint) : base::Result<void>();
}

base::Result<void> Run::stopped()
{
    if (auto written = save(); !written)
        return written;
    return base::fail(base::ErrorCode::cancelled, "The training was stopped; it continues from step " +
                                                      std::to_string(m_optimiser.steps()) + " next time.");
}

base::Result<void> Run::train(const TrainingStep& step, const AfterStep& after)
{
    for (int64_t index = m_first; index < m_options.steps; ++index) {
        // Several processes stop after the same step; one alone need not make it.
        if (m_wishToStop > 0 || (m_control.group.size() == 1 && m_control.stop.stop_requested()))
            return stopped();
        if (auto made = makeStep(index, step); !made)
            return made;
        if (!isFirst())
            continue;
        tell(index);
        if (after)
            after(index + 1);
        if (secondsSince(m_saved) > m_options.checkpoint_seconds)
            if (auto written = save(); !written)
                return written;
    }
    return save();
}

} // namespace

base::Result<void> runTraining(const LoopOptions& options, AdamW& optimiser, const TrainingStep& step,
                               const LoopControl& control, const AfterStep& after)
{
    Run run(options, optimiser, control);
    if (auto begun = run.begin(); !begun)
        return begun;
    return run.train(step, after);
}

} // namespace likeness::training
