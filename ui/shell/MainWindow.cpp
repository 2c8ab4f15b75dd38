#include "ui/shell/MainWindow.h"

#include "ui/canvas/CanvasPanel.h"
#include "ui/charts/ScorePlot.h"
#include "ui/gallery/FilmStrip.h"
#include "ui/gallery/GalleryPanel.h"
#include "ui/gallery/History.h"
#include "ui/look/DockTitle.h"
#include "ui/look/Icons.h"
#include "ui/prompt/PromptPanel.h"
#include "ui/reference/ReferencePanel.h"
#include "ui/session/Memory.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/JobStatus.h"
#include "ui/shell/KeyHolds.h"
#include "ui/shell/Language.h"
#include "ui/shell/MessageBar.h"
#include "ui/shell/StudioActions.h"
#include "ui/shell/TrainingEntry.h"
#include "ui/shell/ViewMenus.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>

namespace likeness::ui {

MainWindow::MainWindow(StudioPort& port, TrainingPort& training, QSettings& settings,
                       const StudioFiles& files, Language* language)
    : m_port(port), m_settings(settings), m_files(files), m_language(language),
      m_session(new Session(this)), m_jobs(new JobController(port, this)),
      m_reader(new ReferenceReader(port, *m_session, this)),
      m_actions(new ActionCatalogue(settings, *this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(programIcon());
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setAttribute(Qt::WA_InputMethodEnabled);

    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_messages = new MessageBar(centre);
    m_canvas = new CanvasPanel(centre);
    column->addWidget(m_messages);
    column->addWidget(m_canvas, 1);
    setCentralWidget(centre);

    m_status = new JobStatus(m_actions->action("cancel"), this);
    statusBar()->addWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
    m_presenter = new JobPresenter(*m_session, *m_jobs, *m_canvas, *m_status, *m_messages, this);
    m_training = new TrainingEntry(training, *this, m_files.trainings);

    buildDocks();
    new KeyHolds(m_canvas->canvas(), *this);
    connectStudioActions(*this);
    buildMenus();
    retranslate();
    resize(1280, 800);
    m_defaultLayout = saveState(layoutVersion);
    restoreLayout();
}

MainWindow::~MainWindow() = default;

QList<QDockWidget*> MainWindow::docks() const
{
    return {m_referenceDock, m_promptDock, m_galleryDock, m_scoresDock, m_filmDock};
}

QDockWidget* MainWindow::addDock(const QString& objectName, QWidget* content,
                                 Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(this);
    dock->setObjectName(objectName);
    dock->setWidget(content);
    new DockTitle(*dock);
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::buildDocks()
{
    m_reference = new ReferencePanel(*m_session, *m_reader, this);
    m_prompt = new PromptPanel(*m_session, m_port, this);
    m_gallery = new GalleryPanel(*m_session, this);
    m_film = new FilmStrip(m_presenter->steps(), this);
    m_scores = new ScorePlot(m_session->results(), this);
    m_referenceDock = addDock(QStringLiteral("referenceDock"), m_reference, Qt::LeftDockWidgetArea);
    m_promptDock = addDock(QStringLiteral("promptDock"), m_prompt, Qt::LeftDockWidgetArea);
    m_galleryDock = addDock(QStringLiteral("galleryDock"), m_gallery, Qt::RightDockWidgetArea);
    m_filmDock = addDock(QStringLiteral("filmDock"), m_film, Qt::BottomDockWidgetArea);
    m_scoresDock = addDock(QStringLiteral("scoresDock"), m_scores, Qt::RightDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    resizeDocks({m_referenceDock, m_galleryDock}, {360, 236}, Qt::Horizontal);
    resizeDocks({m_referenceDock, m_promptDock}, {250, 500}, Qt::Vertical);
    resizeDocks({m_galleryDock, m_scoresDock}, {500, 250}, Qt::Vertical);
    resizeDocks({m_filmDock}, {100}, Qt::Vertical);

    m_reference->setActions({m_actions->action("photo.open"), m_actions->action("photo.paste"),
                             m_actions->action("photo.remove"),
                             {m_actions->action("photo.add"), m_actions->action("photo.addSecond"),
                              nullptr, m_actions->action("identity.save")}});
    m_prompt->setGenerateAction(m_actions->action("generate"));
    m_canvas->setActions({m_actions->action("compare.single"), m_actions->action("compare.wipe"),
                          m_actions->action("compare.side"),
                          m_actions->action("compare.difference")},
                         m_actions->action("zoom.fit"), m_actions->action("zoom.actual"));
    const base::Result<QList<Style>> styles = readStyles(m_files.styles);
    if (styles)
        m_prompt->setStyles(*styles);
    else
        m_messages->say(MessageBar::Kind::warning, QString::fromStdString(styles.error().message));
    connect(m_prompt, &PromptPanel::refused, this, [this](const QString& sentence) {
        m_messages->say(MessageBar::Kind::error, sentence);
    });
    connect(m_reader, &ReferenceReader::refused, this, [this](const QString& sentence) {
        if (!m_reference->isVisible()) // the panel says it where the photo is
            m_messages->say(MessageBar::Kind::error, sentence);
    });
    connect(m_gallery, &GalleryPanel::opened, m_presenter, &JobPresenter::open);
    connect(m_scores, &ScorePlot::opened, m_presenter, &JobPresenter::open);
    connect(m_presenter, &JobPresenter::shownChanged, m_scores,
            [this] { m_scores->setShown(m_presenter->shown()); });
    connect(m_film, &FilmStrip::stepChosen, m_presenter, &JobPresenter::showStep);
}

void MainWindow::buildMenus()
{
    const auto menu = [this](const char* title, std::initializer_list<const char*> ids) {
        QMenu* menu = menuBar()->addMenu(QString());
        m_menus.emplace_back(menu, title);
        for (const char* id : ids) {
            if (*id)
                menu->addAction(m_actions->action(id));
            else
                menu->addSeparator();
        }
        return menu;
    };
    menu(QT_TR_NOOP("&File"),
         {"photo.open", "photo.add", "photo.addSecond", "photo.paste", "photo.next", "photo.remove",
          "", "identity.save", "set.export", "", "quit"});
    menu(QT_TR_NOOP("&Edit"), {"undo", "redo", "", "gallery.delete", "gallery.star", "",
                               "recall.all", "recall.seed", "recall.prompt", "recall.remix"});
    menu(QT_TR_NOOP("&Portrait"),
         {"generate", "cancel", "cancelAll", "", "prompt.focus", "seed.new", "seed.lock", "",
          "training.open"});
    QMenu* view = menu(QT_TR_NOOP("&View"),
                       {"compare.single", "compare.wipe", "compare.side", "compare.difference",
                        "compare.cycle", "", "zoom.fit", "zoom.actual", "zoom.in", "zoom.out", "",
                        "view.panels", "view.fullScreen", "view.reset"});
    view->addSeparator();
    for (QDockWidget* dock : docks())
        view->addAction(dock->toggleViewAction());
    view->addSeparator();
    addThemeMenu(*view, m_settings);
    if (m_language)
        addLanguageMenu(*view, m_settings, *m_language);
    menu(QT_TR_NOOP("&Help"), {"help.keys"});
}

void MainWindow::begin(const QStringList& photos, const std::function<void(Settings&)>& adjust)
{
    Settings atFirst;
    atFirst.style = QStringLiteral("watercolor");
    atFirst.prompt = QStringLiteral(
        "a woman wearing a red turtleneck, smiling, at the beach"); // models read English
    if (!m_files.history.isEmpty()) {
        m_history = new History(m_port, *m_session, m_files.history, History::usualLimit_bytes, this);
        connect(m_history, &History::warned, this, [this](const QString& sentence) {
            m_messages->say(MessageBar::Kind::warning, sentence);
        });
        m_history->begin();
    }
    Remembered remembered = recollect(m_settings, atFirst);
    m_prompt->askDefaults();
    if (remembered.firstStart)
        remembered.settings.strength = m_prompt->defaults().strength;
    if (adjust)
        adjust(remembered.settings);
    m_session->restore(remembered.settings);
    QList<RememberedPhoto> wanted = remembered.photos;
    if (remembered.firstStart && !m_files.samplePhoto.isEmpty())
        wanted = {{m_files.samplePhoto}};
    if (!photos.isEmpty()) {
        wanted.clear();
        for (const QString& photo : photos)
            wanted.append({photo});
    }
    m_reader->readAtStart(wanted);
    m_prompt->setOpenFolds(
        m_settings.value(QStringLiteral("window/openFolds")).toStringList());
    m_canvas->canvas().setFocus();
}

void MainWindow::restoreLayout()
{
    restoreGeometry(m_settings.value(QStringLiteral("window/geometry")).toByteArray());
    if (!restoreState(m_settings.value(QStringLiteral("window/layout")).toByteArray(),
                      layoutVersion))
        restoreState(m_defaultLayout, layoutVersion);
    const int mode =
        m_settings.value(QStringLiteral("window/compareMode"), int(CompareMode::wipe)).toInt();
    if (mode >= 0 && mode < 4)
        m_canvas->canvas().setMode(static_cast<CompareMode>(mode));
}

void MainWindow::resetLayout()
{
    m_hiddenDocks.clear();
    m_actions->action("view.panels")->setChecked(false);
    restoreState(m_defaultLayout, layoutVersion);
}

void MainWindow::setPanelsHidden(bool hidden)
{
    if (hidden) {
        for (QDockWidget* dock : docks()) {
            if (!dock->isHidden()) {
                m_hiddenDocks.append(dock);
                dock->hide();
            }
        }
        return;
    }
    for (QDockWidget* dock : std::exchange(m_hiddenDocks, {}))
        dock->show();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (ReferenceReader::canTake(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    const QString file = ReferenceReader::localFiles(*event->mimeData()).value(0);
    const bool isManifest = file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    if (isManifest || file.endsWith(QLatin1String(".png"), Qt::CaseInsensitive))
        m_port.readSettings(file);
    if (!isManifest)
        m_reader->take(*event->mimeData());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_training->mayClose()) {
        event->ignore();
        return;
    }
    m_jobs->cancelAll();
    setPanelsHidden(false);
    m_settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("window/layout"), saveState(layoutVersion));
    m_settings.setValue(QStringLiteral("window/compareMode"), int(m_canvas->canvas().mode()));
    m_settings.setValue(QStringLiteral("window/openFolds"), m_prompt->openFolds());
    QList<RememberedPhoto> photos;
    for (const PersonPhoto& photo : m_session->people().photos)
        photos.append({photo.seen->photo, photo.faceIndex, photo.person});
    remember(m_settings, m_session->settings(), photos);
    event->accept();
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QMainWindow::changeEvent(event);
}

void MainWindow::retranslate()
{
    setWindowTitle(tr("Likeness"));
    m_actions->retranslate();
    m_referenceDock->setWindowTitle(tr("Reference"));
    m_promptDock->setWindowTitle(tr("Portrait"));
    m_galleryDock->setWindowTitle(tr("Gallery"));
    m_filmDock->setWindowTitle(tr("Steps"));
    m_scoresDock->setWindowTitle(tr("Scores"));
    for (const auto& [menu, title] : m_menus)
        menu->setTitle(tr(title));
}

} // namespace likeness::ui
