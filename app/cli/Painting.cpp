#include "app/cli/Painting.h"

#include "app/cli/PortraitOptions.h"

#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <optional>

namespace likeness::cli {

using namespace generation;

namespace {

constexpr double paintingEnds = 0.9; // of the whole job; then pictures are decoded and scored

// Hears the job's events on the inference thread and hands the outcome to the waiting one.
class Listener {
public:
    explicit Listener(ProgressLine& line) : m_line(line) {}

    void hear(const JobEvent& event)
    {
        std::visit([this](const auto& what) { on(what); }, event.event);
    }

    base::Result<Painting> wait()
    {
        std::unique_lock lock(m_mutex);
        m_ended.wait(lock, [this] { return m_outcome.has_value(); });
        m_line.clear();
        return std::move(*m_outcome);
    }

private:
    void on(const StageStarted& stage)
    {
        m_stage = stage.progress;
        m_line.show(m_stage);
    }
    void on(const StepPreview& step)
    {
        m_painting.steps.push_back(step);
        const double share = static_cast<double>(step.step) / std::max(step.steps, 1);
        m_line.show(
            {.stage = fmt::format("{}, step {} of {}", m_stage.stage, step.step, step.steps),
             .done = m_stage.done + (paintingEnds - m_stage.done) * share,
             .remaining_seconds = step.remaining_seconds});
    }
    void on(const Warning& warning) { m_line.say(warning.message); }
    void on(const Finished& finished)
    {
        m_painting.result = finished.result;
        end(std::move(m_painting));
    }
    void on(const Failed& failed) { end(tl::unexpected(failed.error)); }
    void on(const Cancelled&) { end(base::fail(base::ErrorCode::cancelled, "Cancelled.")); }

    void end(base::Result<Painting> outcome)
    {
        const std::lock_guard lock(m_mutex);
        m_outcome = std::move(outcome);
        m_ended.notify_all();
    }

    ProgressLine& m_line;
    base::Progress m_stage; // these three: inference thread only, until the job has ended
    Painting m_painting;

    std::mutex m_mutex;
    std::condition_variable m_ended;
    std::optional<base::Result<Painting>> m_outcome;
};

} // namespace

base::Result<Painting> paint(PortraitRequest request, const StudioOptions& options,
                             ProgressLine& line, std::stop_token stop)
{
    Listener listener(line);
    Studio studio(options, [&](const JobEvent& event) { listener.hear(event); });
    if (request.strength == modelsOwnStrength) {
        const auto defaults = studio.defaultsFor(request.model);
        if (!defaults)
            return tl::unexpected(defaults.error());
        request.strength = defaults->strength;
    }
    studio.submit(std::move(request));
    const std::stop_callback cancel(stop, [&] { studio.cancelAll(); });
    return listener.wait();
}

} // namespace likeness::cli
