// Shows what the jobs do: previews and pictures on the canvas, steps in the film strip, progress in
// the status line, problems in the message bar. Also opens a finished picture of the gallery.
#pragma once

#include "ui/gallery/StepModel.h"
#include "ui/session/JobController.h"
#include "ui/session/Session.h"

namespace likeness::ui {

class CanvasPanel;
class JobStatus;
class MessageBar;

class JobPresenter : public QObject {
    Q_OBJECT

public:
    JobPresenter(Session& session, JobController& jobs, CanvasPanel& canvas, JobStatus& status,
                 MessageBar& messages, QObject* parent = nullptr);

    StepModel& steps() { return *m_steps; }

    void generate(); // with a new seed, unless it is kept
    void open(quint64 id);
    void showStep(int row);
    quint64 shown() const { return m_shown; } // id of the finished picture on the canvas; 0: none

Q_SIGNALS:
    void shownChanged();

private:
    void start();
    void preview(const generation::StepPreview& preview);
    void finish(const ResultPtr& result, const StepsPtr& steps);
    void stop(const QString& badge);
    void fillStrip(const ResultEntry& entry);
    void forgetDeleted();
    void setShown(quint64 id);

    Session& m_session;
    JobController& m_jobs;
    CanvasPanel& m_canvas;
    JobStatus& m_status;
    MessageBar& m_messages;
    StepModel* m_steps;
    quint64 m_shown = 0;
    quint64 m_strip = 0; // the picture whose steps are in the film strip; 0: none finished
    int m_lastStep = 0;
};

} // namespace likeness::ui
