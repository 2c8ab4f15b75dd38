// Follows the jobs of this window: which one is running, how far it is, what came of it. Events of
// jobs that it did not submit, or that were cancelled, are dropped.
#pragma once

#include "ui/session/StudioPort.h"

#include <deque>

namespace likeness::ui {

class JobController : public QObject {
    Q_OBJECT

public:
    explicit JobController(StudioPort& port, QObject* parent = nullptr);

    void submit(generation::PortraitRequest request);
    void
    cancelCurrent(); // takes effect for the window at once; the machinery stops at its next block
    void cancelAll();

    bool isBusy() const { return !m_jobs.empty(); }
    bool isPainting() const { return !m_steps.empty(); } // the running job has shown something
    int waiting() const { return m_jobs.empty() ? 0 : int(m_jobs.size()) - 1; }

Q_SIGNALS:
    void started(); // the first event of a job, or its submission if nothing was running
    void progressed(const likeness::base::Progress& progress);
    void previewed(const likeness::generation::StepPreview& preview);
    void warned(const QString& sentence);
    void finished(const likeness::ui::ResultPtr& result, const likeness::ui::StepsPtr& steps);
    void failed(const QString& sentence, const QString& details);
    void cancelled();
    void busyChanged(); // isBusy() or waiting() changed

private:
    void receive(const generation::JobEvent& event);
    void end(generation::JobId job);

    StudioPort& m_port;
    std::deque<generation::JobId> m_jobs;         // front: running
    std::vector<generation::StepPreview> m_steps; // of the running job
};

} // namespace likeness::ui
