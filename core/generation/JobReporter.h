// What one job tells while it runs, with estimates of the time that is left.
#pragma once

#include "core/generation/JobEvent.h"

#include <chrono>

namespace likeness::generation {

// Shares of a job's stages in its whole, for the progress bar.
enum class Stage { loadingModel, readingFace, painting, finishing };

class JobReporter {
public:
    using Clock = std::chrono::steady_clock;

    // `between` is called after every event: the studio looks after waiting jobs there.
    JobReporter(JobId job, const JobEventSink& sink, std::function<void()> between)
        : m_job(job), m_sink(sink), m_between(std::move(between))
    {
    }

    void stage(Stage stage, double partDone = 0); // 0..1 of the stage
    void warn(const std::string& sentence);
    void startSteps(int steps);
    // Images are empty where the job makes none.
    void step(int step, images::Image off, images::Image on); // 1-based
    double seconds() const;                                   // since the job began

private:
    void send(decltype(JobEvent::event) event);
    double remainingSeconds() const;

    const JobId m_job;
    const JobEventSink& m_sink;
    const std::function<void()> m_between;
    const Clock::time_point m_began = Clock::now();
    Clock::time_point m_stepsBegan, m_firstStepEnded;
    int m_steps = 0, m_done = 0;
};

} // namespace likeness::generation
