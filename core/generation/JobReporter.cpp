#include "core/generation/JobReporter.h"

namespace likeness::generation {

namespace {

struct StageShare {
    const char* name;
    double begin, end; // of the whole job
};

constexpr StageShare shares[] = {{"Loading the model", 0, 0.1},
                                 {"Reading the face", 0.1, 0.15},
                                 {"Painting", 0.15, 0.9},
                                 {"Finishing", 0.9, 1}};

double secondsBetween(JobReporter::Clock::time_point from, JobReporter::Clock::time_point to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

void JobReporter::send(decltype(JobEvent::event) event)
{
    m_sink({m_job, std::move(event)});
    m_between();
}

void JobReporter::stage(Stage stage, double partDone)
{
    const StageShare& share = shares[static_cast<int>(stage)];
    send(StageStarted{
        {share.name, share.begin + partDone * (share.end - share.begin), remainingSeconds()}});
}

void JobReporter::warn(const std::string& sentence)
{
    send(Warning{sentence});
}

void JobReporter::startSteps(int steps)
{
    m_steps = steps;
    m_done = 0;
    m_stepsBegan = Clock::now();
    stage(Stage::painting);
}

void JobReporter::step(int step, images::Image off, images::Image on)
{
    m_done = step;
    if (step == 1)
        m_firstStepEnded = Clock::now();
    send(StepPreview{step, m_steps, remainingSeconds(), std::move(off), std::move(on)});
}

double JobReporter::seconds() const
{
    return secondsBetween(m_began, Clock::now());
}

double JobReporter::remainingSeconds() const
{
    if (m_done == 0 || m_done >= m_steps)
        return -1;
    // The first step also pays for what is computed once; later ones tell the pace better.
    const double pace = m_done == 1 ? secondsBetween(m_stepsBegan, m_firstStepEnded)
                                    : secondsBetween(m_firstStepEnded, Clock::now()) / (m_done - 1);
    return pace * (m_steps - m_done);
}

} // namespace likeness::generation
