#include "ui/shell/TrainingEntry.h"

#include "ui/shell/MainWindow.h"
#include "ui/shell/MessageBar.h"

#include <QEvent>
#include <QStatusBar>
#include <QToolButton>

namespace likeness::ui {

TrainingEntry::TrainingEntry(TrainingPort& port, MainWindow& studio, const QString& root)
    : QObject(&studio), m_port(port), m_studio(studio), m_root(root),
      m_running(new QToolButton(&studio))
{
    m_running->setObjectName(QStringLiteral("runningTraining"));
    m_running->setProperty("flat", true);
    m_running->setFocusPolicy(Qt::TabFocus);
    m_running->hide();
    studio.statusBar()->addPermanentWidget(m_running);
    studio.installEventFilter(this);
    connect(m_running, &QToolButton::clicked, this, &TrainingEntry::open);
    connect(&port, &TrainingPort::ended, this, &TrainingEntry::tellEnd);
    retranslate();
}

TrainingEntry::~TrainingEntry() = default;

TrainingWindow& TrainingEntry::window()
{
    if (!m_window) {
        m_window = std::make_unique<TrainingWindow>(m_port, m_studio.settings(), m_root);
        connect(m_window.get(), &TrainingWindow::useWanted, this, &TrainingEntry::use);
        connect(m_window.get(), &TrainingWindow::progressed, this, &TrainingEntry::showProgress);
    }
    return *m_window;
}

void TrainingEntry::open()
{
    window().show();
    window().raise();
    window().activateWindow();
}

bool TrainingEntry::mayClose()
{
    if (m_port.isRunning()) {
        m_closes = true;
        window().stop();
        m_studio.messages().say(
            MessageBar::Kind::warning,
            tr("The training is being stopped and kept; the studio closes as soon as that is done."));
        return false;
    }
    if (m_window)
        m_window->close();
    return true;
}

void TrainingEntry::use(const TrainedPart& part)
{
    Settings settings = m_studio.session().settings();
    const auto text = [](const std::filesystem::path& path) {
        return QString::fromStdU16String(path.u16string());
    };
    const auto modelOf = [&](const training::ModelRecipe& recipe) {
        const QString model = text(recipe.model);
        return model == m_port.starterModel() ? QString() : model;
    };
    if (const auto* identity = std::get_if<training::IdentityRecipe>(&part.plan)) {
        settings.model = modelOf(*identity);
        settings.adapter = part.made;
    } else if (const auto* fast = std::get_if<training::LightningRecipe>(&part.plan)) {
        settings.model = modelOf(*fast);
        settings.lightning = part.made;
    } else { // a whole model has an adapter of its own
        settings.model = part.made;
        settings.adapter.clear();
        settings.lightning.clear();
    }
    m_studio.session().apply(settings, tr("what was trained"));
    m_studio.messages().offer(MessageBar::Kind::note, tr("The studio paints with what was trained."),
                              tr("Undo"), [this] { m_studio.session().undoStack().undo(); });
    m_studio.raise();
    m_studio.activateWindow();
}

void TrainingEntry::showProgress(const QString& sentence)
{
    m_running->setText(tr("Training · %1").arg(sentence));
    m_running->setVisible(!sentence.isEmpty());
}

void TrainingEntry::tellEnd(const TrainingEnd& end)
{
    const bool failed = end.how == TrainingEnd::How::failed;
    if (std::exchange(m_closes, false) && !failed) {
        m_studio.close();
        return;
    }
    if (m_window && m_window->isActiveWindow())
        return;
    const auto kind = failed ? MessageBar::Kind::error : MessageBar::Kind::note;
    const QString sentence = failed ? end.sentence
                             : end.how == TrainingEnd::How::stopped
                                 ? tr("The training was stopped; what was learnt is kept.")
                                 : tr("The training is done.");
    m_studio.messages().offer(kind, sentence, tr("Show"), [this] { open(); });
}

void TrainingEntry::retranslate()
{
    m_running->setToolTip(tr("Show the training"));
    m_running->setAccessibleName(tr("Running training"));
}

bool TrainingEntry::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    return QObject::eventFilter(watched, event);
}

} // namespace likeness::ui
