#include "ui/session/JobController.h"

#include <algorithm>

namespace likeness::ui {

using namespace generation;

JobController::JobController(StudioPort& port, QObject* parent) : QObject(parent), m_port(port)
{
    connect(&m_port, &StudioPort::jobEvent, this, &JobController::receive);
}

void JobController::submit(PortraitRequest request)
{
    m_jobs.push_back(m_port.submit(std::move(request)));
    if (m_jobs.size() == 1)
        Q_EMIT started();
    Q_EMIT busyChanged();
}

void JobController::cancelCurrent()
{
    if (m_jobs.empty())
        return;
    const JobId job = m_jobs.front();
    m_port.cancel(job);
    Q_EMIT cancelled();
    end(job);
}

void JobController::cancelAll()
{
    if (m_jobs.empty())
        return;
    // Last first, so that none of those waiting begins when the one before it stops.
    for (auto job = m_jobs.rbegin(); job != m_jobs.rend(); ++job)
        m_port.cancel(*job);
    m_jobs.clear();
    m_steps.clear();
    Q_EMIT cancelled();
    Q_EMIT busyChanged();
}

void JobController::receive(const JobEvent& event)
{
    if (std::find(m_jobs.begin(), m_jobs.end(), event.job) == m_jobs.end())
        return;
    if (const auto* stage = std::get_if<StageStarted>(&event.event)) {
        Q_EMIT progressed(stage->progress);
    } else if (const auto* preview = std::get_if<StepPreview>(&event.event)) {
        m_steps.push_back(*preview);
        Q_EMIT previewed(*preview);
    } else if (const auto* warning = std::get_if<Warning>(&event.event)) {
        Q_EMIT warned(QString::fromStdString(warning->message));
    } else if (const auto* done = std::get_if<Finished>(&event.event)) {
        Q_EMIT finished(done->result, std::make_shared<const std::vector<StepPreview>>(
                                          std::exchange(m_steps, {})));
        end(event.job);
    } else if (const auto* failure = std::get_if<Failed>(&event.event)) {
        Q_EMIT failed(QString::fromStdString(failure->error.message),
                      QString::fromStdString(failure->error.context));
        end(event.job);
    } else {
        Q_EMIT cancelled();
        end(event.job);
    }
}

void JobController::end(JobId job)
{
    const bool wasRunning = !m_jobs.empty() && m_jobs.front() == job;
    std::erase(m_jobs, job);
    m_steps.clear();
    Q_EMIT busyChanged();
    if (wasRunning && !m_jobs.empty())
        Q_EMIT started();
}

} // namespace likeness::ui
