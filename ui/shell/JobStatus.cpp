#include "ui/shell/JobStatus.h"

#include "ui/look/ElidedLabel.h"
#include "ui/look/RemainingTime.h"

#include <QAction>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace likeness::ui {

namespace {

// The stages as core names them.
[[maybe_unused]] constexpr const char* stages[] = {QT_TRANSLATE_NOOP("Stages", "Loading the model"),
                                                   QT_TRANSLATE_NOOP("Stages", "Reading the face"),
                                                   QT_TRANSLATE_NOOP("Stages", "Painting"),
                                                   QT_TRANSLATE_NOOP("Stages", "Finishing")};

} // namespace

JobStatus::JobStatus(QAction* cancel, QWidget* parent)
    : QWidget(parent), m_stage(new QLabel(this)), m_waiting(new QLabel(this)),
      m_caption(new ElidedLabel(this)), m_remaining(new QLabel(this)),
      m_bar(new QProgressBar(this)), m_cancel(new QToolButton(this))
{
    m_stage->setObjectName(QStringLiteral("stage"));
    m_caption->setObjectName(QStringLiteral("caption"));
    m_waiting->setProperty("quiet", true);
    m_remaining->setObjectName(QStringLiteral("remaining"));
    m_remaining->setProperty("quiet", true);
    m_bar->setObjectName(QStringLiteral("progress"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(220, 8);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel->setObjectName(QStringLiteral("cancelButton"));
    m_cancel->setDefaultAction(cancel);
    m_cancel->setProperty("flat", true);
    m_cancel->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_cancel->setFocusPolicy(Qt::TabFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 2, 8, 2);
    layout->setSpacing(12);
    layout->addWidget(m_stage);
    layout->addWidget(m_waiting);
    layout->addWidget(m_caption, 1);
    layout->addWidget(m_remaining);
    layout->addWidget(m_bar);
    layout->addWidget(m_cancel);
    // The line keeps its height whether or not a job is running.
    for (QWidget* widget : {static_cast<QWidget*>(m_remaining), static_cast<QWidget*>(m_bar),
                            static_cast<QWidget*>(m_cancel)}) {
        QSizePolicy policy = widget->sizePolicy();
        policy.setRetainSizeWhenHidden(true);
        widget->setSizePolicy(policy);
        widget->hide();
    }
}

void JobStatus::begin()
{
    m_bar->setValue(0);
    m_stage->setText(tr("Starting"));
    m_remaining->clear();
    for (QWidget* widget : {static_cast<QWidget*>(m_remaining), static_cast<QWidget*>(m_bar),
                            static_cast<QWidget*>(m_cancel)})
        widget->show();
}

void JobStatus::show(const base::Progress& progress)
{
    m_stage->setText(QCoreApplication::translate("Stages", progress.stage.c_str()));
    m_bar->setValue(std::max(m_bar->value(), int(progress.done * 1000)));
    m_remaining->setText(remainingTime(progress.remaining_seconds));
}

void JobStatus::showStep(int step, int steps, double remaining_seconds)
{
    m_stage->setText(tr("Step %1 of %2").arg(step).arg(steps));
    m_bar->setValue(std::max(m_bar->value(), steps > 0 ? 950 * step / steps : 0));
    m_remaining->setText(remainingTime(remaining_seconds));
}

void JobStatus::end(const QString& sentence)
{
    m_stage->setText(sentence);
    for (QWidget* widget : {static_cast<QWidget*>(m_remaining), static_cast<QWidget*>(m_bar),
                            static_cast<QWidget*>(m_cancel)})
        widget->hide();
}

void JobStatus::showCaption(const QString& caption)
{
    m_caption->setText(caption);
}

void JobStatus::showWaiting(int jobs)
{
    m_waiting->setText(jobs > 0 ? tr("%n more waiting", nullptr, jobs) : QString());
}

} // namespace likeness::ui
