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

} // namespace

// Hears the job's events on the inference thread and hands the outcome to the waiting one.
class PaintingStudio::Listener {
public:
    // Before each job; `line` is not touched after wait() has returned.
    void begin(ProgressLine& line, std::string title)
    {
        const std::lock_guard lock(m_mutex);
        m_line = &line;
        m_title = title.empty() ? "" : std::move(title) + ": ";
        m_painting = {};
        m_outcome.reset();
        m_isLeft = false;
    }

    void hear(const JobEvent& event)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isLeft)
            std::visit([this](const auto& what) { on(what); }, event.event);
    }

    // The outcome, or nothing as soon as `stop` asks for it.
    std::optional<base::Result<Painting>> wait(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        m_ended.wait(lock, stop, [this] { return m_outcome.has_value(); });
        m_isLeft = true;
        m_line->clear();
        return std::move(m_outcome);
    }

private:
    void on(const StageStarted& stage)
    {
        m_stage = stage.progress;
        m_stage.stage = m_title + m_stage.stage;
        m_line->show(m_stage);
    }
    void on(const StepPreview& step)
    {
        m_painting.steps.push_back(step);
        const double share = static_cast<double>(step.step) / std::max(step.steps, 1);
        m_line->show(
            {.stage = fmt::format("{}, step {} of {}", m_stage.stage, step.step, step.steps),
             .done = m_stage.done + (paintingEnds - m_stage.done) * share,
             .remaining_seconds = step.remaining_seconds});
    }
    void on(const Warning& warning) { m_line->say(warning.message); }
    void on(const Finished& finished)
    {
        m_painting.result = finished.result;
        end(std::move(m_painting));
    }
    void on(const Failed& failed) { end(tl::unexpected(failed.error)); }
    void on(const Cancelled&) { end(base::fail(base::ErrorCode::cancelled, "Cancelled.")); }

    void end(base::Result<Painting> outcome)
    {
        m_outcome = std::move(outcome);
        m_ended.notify_all();
    }

    std::mutex m_mutex; // of everything below
    std::condition_variable_any m_ended;
    ProgressLine* m_line = nullptr; // not to be touched once m_isLeft
    std::string m_title;
    base::Progress m_stage;
    Painting m_painting;
    std::optional<base::Result<Painting>> m_outcome;
    bool m_isLeft = true;
};

PaintingStudio::PaintingStudio(const StudioOptions& options)
    : m_listener(std::make_shared<Listener>()),
      m_studio(std::make_unique<Studio>(
          options, [listener = m_listener](const JobEvent& event) { listener->hear(event); }))
{
}

PaintingStudio::~PaintingStudio() = default;

base::Result<Painting> PaintingStudio::paint(PortraitRequest request, ProgressLine& line,
                                             std::stop_token stop, const std::string& title)
{
    if (request.strength == modelsOwnStrength) {
        const auto defaults = m_studio->defaultsFor(request.model);
        if (!defaults)
            return tl::unexpected(defaults.error());
        request.strength = defaults->strength;
    }
    m_listener->begin(line, title);
    m_studio->submit(std::move(request));
    auto outcome = m_listener->wait(stop);
    if (outcome)
        return std::move(*outcome);
    // Whatever the machinery is in the middle of, it writes nothing; the program ends without
    // waiting for it.
    m_studio.release();
    return base::fail(base::ErrorCode::cancelled, "Cancelled.");
}

} // namespace likeness::cli
