#include "ui/training/TrainingWindow.h"

#include "ui/look/ElidedLabel.h"
#include "ui/look/Icons.h"
#include "ui/look/RemainingTime.h"
#include "ui/look/WheelGuard.h"
#include "ui/training/LossPlot.h"
#include "ui/training/SampleSheet.h"
#include "ui/training/TrainingForm.h"
#include "ui/training/TrainingWords.h"

#include <QCheckBox>
#include <QCloseEvent>
#include <QComboBox>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStyle>
#include <QVBoxLayout>

namespace likeness::ui {

namespace {

constexpr int formWidth_px = 340;
constexpr int stepsPerLine = 10; // of a log

} // namespace

TrainingWindow::TrainingWindow(TrainingPort& port, QSettings& settings, const QString& root)
    : m_port(port), m_settings(settings), m_form(new TrainingForm(settings, root, this)),
      m_follower(new TrainingFollower(this)), m_shares(new QLabel(this)),
      m_start(new QPushButton(this)), m_stop(new QPushButton(this)), m_lossTitle(new QLabel(this)),
      m_logs(new QComboBox(this)), m_readout(new ElidedLabel(this)),
      m_logarithmic(new QCheckBox(this)), m_plot(new LossPlot(this)),
      m_samplesTitle(new QLabel(this)), m_samplesSentence(new ElidedLabel(this)),
      m_sheet(new SampleSheet(this)), m_splitter(new QSplitter(Qt::Vertical, this)),
      m_sentence(new QLabel(this)), m_remaining(new QLabel(this)), m_bar(new QProgressBar(this)),
      m_use(new QPushButton(this)), m_seen(std::make_shared<SeenTraining>())
{
    setObjectName(QStringLiteral("trainingWindow"));
    setWindowIcon(programIcon());
    setAttribute(Qt::WA_QuitOnClose, false);
    auto* right = new QVBoxLayout;
    right->setSpacing(8);
    right->addWidget(buildRight(), 1);
    right->addWidget(buildStatus());
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 12);
    layout->setSpacing(18);
    layout->addWidget(buildLeft());
    layout->addLayout(right, 1);
    connectParts();
    resize(1120, 740);
    restoreGeometry(settings.value(QStringLiteral("training/geometry")).toByteArray());
    m_splitter->restoreState(settings.value(QStringLiteral("training/splitter")).toByteArray());
    m_logarithmic->setChecked(settings.value(QStringLiteral("training/logarithmic"), true).toBool());
    retranslate();
    enter(port.isRunning() ? State::running : State::idle);
    m_follower->setFolder(m_form->fields().folder);
    m_form->focusFirst();
}

QWidget* TrainingWindow::buildLeft()
{
    auto* column = new QWidget(this);
    column->setFixedWidth(formWidth_px);
    auto* scroll = new QScrollArea(column);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    m_form->setAutoFillBackground(false);
    scroll->setWidget(m_form);
    new WheelGuard(*m_form);
    m_shares->setProperty("quiet", true);
    m_shares->setWordWrap(true);
    m_start->setObjectName(QStringLiteral("trainingStart"));
    m_start->setProperty("primary", true);
    m_stop->setObjectName(QStringLiteral("trainingStop"));
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_shares);
    layout->addWidget(m_start);
    layout->addWidget(m_stop);
    return column;
}

QWidget* TrainingWindow::buildRight()
{
    m_lossTitle->setProperty("heading", true);
    m_samplesTitle->setProperty("heading", true);
    m_logs->setObjectName(QStringLiteral("trainingLogs"));
    m_logarithmic->setObjectName(QStringLiteral("trainingLogarithmic"));
    m_readout->setObjectName(QStringLiteral("trainingReadout"));
    auto* curve = new QWidget(m_splitter);
    auto* curveHead = new QHBoxLayout;
    curveHead->setSpacing(12);
    curveHead->addWidget(m_lossTitle);
    curveHead->addWidget(m_logs);
    curveHead->addWidget(m_readout, 1);
    curveHead->addWidget(m_logarithmic);
    auto* curveColumn = new QVBoxLayout(curve);
    curveColumn->setContentsMargins(0, 0, 0, 4);
    curveColumn->addLayout(curveHead);
    curveColumn->addWidget(m_plot, 1);
    auto* samples = new QWidget(m_splitter);
    auto* samplesHead = new QHBoxLayout;
    samplesHead->setSpacing(12);
    samplesHead->addWidget(m_samplesTitle);
    samplesHead->addWidget(m_samplesSentence, 1);
    auto* samplesColumn = new QVBoxLayout(samples);
    samplesColumn->setContentsMargins(0, 4, 0, 0);
    samplesColumn->addLayout(samplesHead);
    samplesColumn->addWidget(m_sheet, 1);
    m_splitter->addWidget(curve);
    m_splitter->addWidget(samples);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({270, 370});
    return m_splitter;
}

QWidget* TrainingWindow::buildStatus()
{
    auto* row = new QWidget(this);
    m_sentence->setObjectName(QStringLiteral("trainingSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_remaining->setObjectName(QStringLiteral("trainingRemaining"));
    m_remaining->setProperty("quiet", true);
    m_bar->setObjectName(QStringLiteral("trainingBar"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(220, 8);
    m_use->setObjectName(QStringLiteral("trainingUse"));
    m_use->hide();
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_remaining);
    layout->addWidget(m_bar);
    layout->addWidget(m_use);
    row->setMinimumHeight(m_use->sizeHint().height());
    return row;
}

void TrainingWindow::connectParts()
{
    connect(m_start, &QPushButton::clicked, this, &TrainingWindow::start);
    connect(m_stop, &QPushButton::clicked, this, &TrainingWindow::stop);
    connect(m_use, &QPushButton::clicked, this, [this] {
        if (m_trained)
            Q_EMIT useWanted(*m_trained);
    });
    // Tab goes on from the form to its button, then to the right.
    QWidget* before = m_start;
    for (QWidget* next : std::initializer_list<QWidget*>{m_stop, m_logs, m_logarithmic, m_plot,
                                                              m_sheet, m_use}) {
        setTabOrder(before, next);
        before = next;
    }
    connect(m_form, &TrainingForm::changed, this, [this] {
        m_trained.reset();
        m_use->hide();
        m_saysEnd = false;
        m_follower->setFolder(m_form->fields().folder);
    });
    connect(m_follower, &TrainingFollower::changed, this, &TrainingWindow::follow);
    connect(m_logs, &QComboBox::activated, this,
            [this](int index) { // the first is the one that grows: keep to whichever that is
                m_follower->setLog(index == 0 ? QString() : m_logs->itemData(index).toString());
            });
    connect(m_logarithmic, &QCheckBox::toggled, m_plot, &LossPlot::setLogarithmic);
    connect(m_plot, &LossPlot::readoutChanged, m_readout, &ElidedLabel::setText);
    connect(&m_port, &TrainingPort::progressed, this, &TrainingWindow::showProgress);
    connect(&m_port, &TrainingPort::noted, this, [this] { m_follower->look(); });
    connect(&m_port, &TrainingPort::ended, this, &TrainingWindow::showEnd);
}

void TrainingWindow::start()
{
    if (m_port.isRunning())
        return;
    m_form->remember();
    m_plan = planOf(m_form->kind(), m_form->fields(), m_port.starterModel());
    m_trained.reset();
    m_bar->setValue(0);
    m_remaining->clear();
    m_port.start(m_plan);
    enter(State::running);
    say(tr("Starting"));
    m_follower->setFolder(m_form->fields().folder);
    Q_EMIT progressed(tr("Starting"));
}

void TrainingWindow::stop()
{
    if (m_state != State::running)
        return;
    m_port.stop();
    enter(State::stopping);
    say(tr("Finishing the step and keeping what was learnt…"));
    Q_EMIT progressed(m_sentence->text());
}

void TrainingWindow::enter(State state)
{
    m_state = state;
    const bool idle = state == State::idle;
    const bool hadFocus = m_start->hasFocus() || m_stop->hasFocus();
    m_form->setEnabled(idle);
    m_start->setVisible(idle);
    m_stop->setVisible(!idle);
    m_stop->setEnabled(state == State::running);
    m_bar->setVisible(!idle);
    m_remaining->setVisible(!idle);
    m_use->setVisible(idle && m_trained);
    if (hadFocus)
        (idle ? m_start : m_stop)->setFocus();
}

void TrainingWindow::follow(const SeenTrainingPtr& seen)
{
    const bool sameLogs = seen->logs == m_seen->logs && seen->log == m_seen->log;
    m_seen = seen;
    if (!sameLogs) // an open list stays open
        retranslateLogs();
    m_plot->setPoints(seen->points);
    m_sheet->setSamples(seen->samples);
    m_samplesSentence->setVisible(!seen->samples.isNull());
    sayReady();
}

void TrainingWindow::showProgress(const base::Progress& progress)
{
    if (m_state == State::idle)
        return;
    m_bar->setValue(int(std::clamp(progress.done, 0.0, 1.0) * 1000));
    m_remaining->setText(remainingTime(progress.remaining_seconds));
    if (m_state == State::stopping)
        return;
    say(sentenceOf(progress));
    Q_EMIT progressed(m_sentence->text());
}

void TrainingWindow::showEnd(const TrainingEnd& end)
{
    if (end.how == TrainingEnd::How::finished)
        m_trained = TrainedPart{m_plan, end.made};
    m_saysEnd = true;
    enter(State::idle);
    m_follower->look();
    switch (end.how) {
    case TrainingEnd::How::finished:
        say(tr("Done: %1").arg(end.made));
        break;
    case TrainingEnd::How::stopped:
        say(tr("Stopped; what was learnt is kept, and Continue goes on from there."));
        break;
    case TrainingEnd::How::failed:
        say(end.sentence, true, end.details);
        break;
    }
    Q_EMIT progressed({});
}

void TrainingWindow::say(const QString& sentence, bool isProblem, const QString& details)
{
    m_sentence->setText(sentence);
    m_sentence->setToolTip(details);
    m_sentence->setProperty("problem", isProblem);
    m_sentence->style()->unpolish(m_sentence); // the style sheet looks at the property again
    m_sentence->style()->polish(m_sentence);
}

void TrainingWindow::sayReady()
{
    m_start->setText(m_seen->isBegun ? tr("Continue Training") : tr("Start Training"));
    if (m_state != State::idle || m_saysEnd)
        return;
    if (!m_seen->isBegun)
        say({});
    else if (hasMadeItsSteps())
        say(tr("This training has made its steps; choose more of them to go on."));
    else
        say(tr("The folder holds a training; it continues where it was stopped."));
}

bool TrainingWindow::hasMadeItsSteps() const
{
    const TrainingFields& fields = m_form->fields();
    return m_seen->log == lastLogOf(m_form->kind(), fields) && !m_seen->points.empty() &&
           m_seen->points.back().step > fields.steps - stepsPerLine;
}

void TrainingWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void TrainingWindow::closeEvent(QCloseEvent* event)
{
    m_form->remember();
    m_settings.setValue(QStringLiteral("training/geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("training/splitter"), m_splitter->saveState());
    m_settings.setValue(QStringLiteral("training/logarithmic"), m_logarithmic->isChecked());
    QWidget::closeEvent(event);
}

void TrainingWindow::showEvent(QShowEvent* event)
{
    m_follower->setFollowing(true);
    QWidget::showEvent(event);
}

void TrainingWindow::hideEvent(QHideEvent* event)
{
    m_follower->setFollowing(false);
    QWidget::hideEvent(event);
}

void TrainingWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Close) || event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void TrainingWindow::retranslate()
{
    setWindowTitle(tr("Train"));
    m_shares->setText(tr("Painting and training share the processor: each is slower while the other "
                         "works. A training can be stopped at any time and continued later."));
    m_stop->setText(tr("Stop"));
    m_stop->setMinimumHeight(m_start->sizeHint().height());
    m_stop->setToolTip(tr("Keeps what was learnt; Continue goes on from there."));
    m_lossTitle->setText(tr("Loss"));
    m_logs->setAccessibleName(tr("Which part's loss is shown"));
    m_logarithmic->setText(tr("Logarithmic"));
    m_samplesTitle->setText(tr("Samples"));
    m_samplesSentence->setText(
        tr("A row for each person: photo, then pairs without and with identity from the same noise"));
    m_sheet->setPlaceholder(tr("Pictures painted by the model appear here while it learns."));
    m_sheet->setAccessibleName(tr("Samples without and with identity"));
    m_sheet->setToolTip(tr("Wheel, + and -: closer; drag: move; double click, 0: the whole sheet."));
    m_bar->setAccessibleName(tr("Progress of the training"));
    m_use->setText(tr("Paint with It"));
    m_use->setToolTip(tr("Use in the studio what was trained; can be undone there."));
    retranslateLogs();
    sayReady();
}

void TrainingWindow::retranslateLogs()
{
    const QSignalBlocker quiet(m_logs);
    m_logs->clear();
    for (const QString& log : m_seen->logs)
        m_logs->addItem(titleOfLog(log), log);
    m_logs->setCurrentIndex(int(m_seen->logs.indexOf(m_seen->log)));
    m_logs->setVisible(m_logs->count() > 0);
}

} // namespace likeness::ui
