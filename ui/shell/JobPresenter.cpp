#include "ui/shell/JobPresenter.h"

#include "ui/canvas/CanvasPanel.h"
#include "ui/session/Pictures.h"
#include "ui/shell/JobStatus.h"
#include "ui/shell/MessageBar.h"

#include <QRandomGenerator>

namespace likeness::ui {

namespace {

StepModel::Step paintable(const generation::StepPreview& preview)
{
    return {preview.step, toQImage(preview.off), toQImage(preview.on)};
}

} // namespace

JobPresenter::JobPresenter(Session& session, JobController& jobs, CanvasPanel& canvas,
                           JobStatus& status, MessageBar& messages, QObject* parent)
    : QObject(parent), m_session(session), m_jobs(jobs), m_canvas(canvas), m_status(status),
      m_messages(messages), m_steps(new StepModel(this))
{
    connect(&jobs, &JobController::started, this, &JobPresenter::start);
    connect(&jobs, &JobController::progressed, this,
            [this](const base::Progress& progress) { m_status.show(progress); });
    connect(&jobs, &JobController::previewed, this, &JobPresenter::preview);
    connect(&jobs, &JobController::finished, this, &JobPresenter::finish);
    connect(&jobs, &JobController::warned, this, [this](const QString& sentence) {
        m_messages.say(MessageBar::Kind::warning, sentence);
    });
    connect(&jobs, &JobController::failed, this,
            [this](const QString& sentence, const QString& details) {
                m_messages.say(MessageBar::Kind::error, sentence, details);
                stop(tr("Not finished"));
            });
    connect(&jobs, &JobController::cancelled, this, [this] { stop(tr("Cancelled")); });
    connect(&jobs, &JobController::busyChanged, this,
            [this] { m_status.showWaiting(m_jobs.waiting()); });
    connect(&session.results(), &QAbstractItemModel::rowsRemoved, this,
            &JobPresenter::forgetDeleted);
}

void JobPresenter::generate()
{
    if (!m_session.settings().seedLocked)
        m_session.change(Setting::seed, quint64(QRandomGenerator::global()->generate()));
    m_jobs.submit(m_session.request());
}

void JobPresenter::start()
{
    m_steps->clear();
    m_strip = 0;
    m_lastStep = 0;
    m_status.begin();
}

void JobPresenter::preview(const generation::StepPreview& preview)
{
    StepModel::Step step = paintable(preview);
    m_status.showStep(preview.step, preview.steps, preview.remaining_seconds);
    setShown(0);
    m_canvas.canvas().setBadge(tr("Step %1 of %2").arg(preview.step).arg(preview.steps));
    m_canvas.canvas().setPictures(step.off, step.on);
    m_status.showCaption({});
    m_canvas.showScores(nullptr);
    m_lastStep = preview.step;
    m_steps->append(std::move(step));
}

void JobPresenter::finish(const ResultPtr& result, const StepsPtr& steps)
{
    const quint64 id = m_session.addResult(result, steps);
    open(id);
    m_status.end(tr("Done in %1 s").arg(QLocale().toString(result->seconds, 'f', 1)));
}

// What was reached stays on the canvas.
void JobPresenter::stop(const QString& badge)
{
    m_status.end(badge);
    if (m_lastStep > 0 && m_shown == 0)
        m_canvas.canvas().setBadge(tr("%1 at step %2").arg(badge).arg(m_lastStep));
}

void JobPresenter::open(quint64 id)
{
    const ResultEntry* entry = m_session.results().open(id);
    if (!entry)
        return;
    if (entry->isKept() && entry->off.isNull() && entry->on.isNull())
        m_messages.say(MessageBar::Kind::warning,
                       tr("The picture's file is gone; its settings are still here."),
                       entry->onFile.isEmpty() ? entry->offFile : entry->onFile);
    const generation::PortraitRequest& request = entry->result->request;
    m_canvas.canvas().setBadge({});
    m_canvas.canvas().setPictures(entry->off, entry->on);
    QString caption = tr("Seed %1 · %n step(s) · strength %2", nullptr, request.steps)
                          .arg(request.seed)
                          .arg(QLocale().toString(request.strength, 'f', 2));
    if (!entry->result->notes.empty())
        caption += QStringLiteral(" · ") + QString::fromStdString(entry->result->notes);
    m_status.showCaption(caption);
    m_canvas.showScores(&entry->result->scores);
    if (!m_jobs.isPainting() && m_strip != id)
        fillStrip(*entry);
    setShown(id);
}

void JobPresenter::fillStrip(const ResultEntry& entry)
{
    std::vector<StepModel::Step> steps;
    for (const generation::StepPreview& preview : *entry.steps)
        steps.push_back(paintable(preview));
    steps.push_back({0, entry.offThumbnail, entry.onThumbnail});
    m_steps->reset(std::move(steps));
    m_strip = entry.id;
}

void JobPresenter::showStep(int row)
{
    if (row < 0 || size_t(row) >= m_steps->steps().size())
        return;
    const StepModel::Step& step = m_steps->steps()[size_t(row)];
    if (step.number == 0) {
        open(m_strip);
        return;
    }
    setShown(0);
    m_canvas.canvas().setBadge(tr("Step %1").arg(step.number));
    m_canvas.canvas().setPictures(step.off, step.on);
    m_status.showCaption({});
    m_canvas.showScores(nullptr);
}

void JobPresenter::forgetDeleted()
{
    if (m_shown == 0 || m_session.results().find(m_shown))
        return;
    const auto& entries = m_session.results().entries();
    if (!entries.empty()) {
        open(entries.front().id);
        return;
    }
    m_canvas.canvas().setBadge({});
    m_canvas.canvas().setPictures({}, {});
    m_status.showCaption({});
    m_canvas.showScores(nullptr);
    setShown(0);
}

void JobPresenter::setShown(quint64 id)
{
    if (id == m_shown)
        return;
    m_shown = id;
    Q_EMIT shownChanged();
}

} // namespace likeness::ui
