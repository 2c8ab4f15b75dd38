// The studio's window: assembles panels, docks and menus. What actions do is connected in
// StudioActions.
#pragma once

#include "ui/reference/ReferenceReader.h"
#include "ui/session/JobController.h"
#include "ui/session/Session.h"
#include "ui/shell/ActionCatalogue.h"

#include <QMainWindow>

class QSettings;

namespace likeness::ui {

class CanvasPanel;
class FilmStrip;
class GalleryPanel;
class History;
class JobPresenter;
class JobStatus;
class Language;
class MessageBar;
class PromptPanel;
class ReferencePanel;
class ScorePlot;
class TrainingEntry;
class TrainingPort;

struct StudioFiles {
    QString styles;      // resources/styles/styles.json
    QString samplePhoto; // shown at the first start; empty: none
    QString history;     // folder of the pictures that are kept; empty: none are
    QString trainings;   // folder of the trainings that were given no other
};

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    // `settings` keeps layout, keys and the last session; `language` may be null (no language
    // menu).
    MainWindow(StudioPort& port, TrainingPort& training, QSettings& settings,
               const StudioFiles& files, Language* language = nullptr);
    ~MainWindow() override;

    // Photos and settings given on the command line win over what was remembered.
    void begin(const QStringList& photos = {}, const std::function<void(Settings&)>& adjust = {});

    Session& session() { return *m_session; }
    JobController& jobs() { return *m_jobs; }
    JobPresenter& presenter() { return *m_presenter; }
    ReferenceReader& reader() { return *m_reader; }
    StudioPort& port() { return m_port; }
    CanvasPanel& canvasPanel() { return *m_canvas; }
    GalleryPanel& gallery() { return *m_gallery; }
    PromptPanel& promptPanel() { return *m_prompt; }
    MessageBar& messages() { return *m_messages; }
    ActionCatalogue& actions() { return *m_actions; }
    TrainingEntry& training() { return *m_training; }
    QSettings& settings() { return m_settings; }

    void setPanelsHidden(bool hidden);
    void resetLayout();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    static constexpr int layoutVersion = 1;

    QList<QDockWidget*> docks() const;
    QDockWidget* addDock(const QString& objectName, QWidget* content, Qt::DockWidgetArea area);
    void buildDocks();
    void buildMenus();
    void retranslate();
    void restoreLayout();

    StudioPort& m_port;
    QSettings& m_settings;
    StudioFiles m_files;
    Language* m_language;
    Session* m_session;
    JobController* m_jobs;
    ReferenceReader* m_reader;
    ActionCatalogue* m_actions;
    MessageBar* m_messages;
    CanvasPanel* m_canvas;
    JobStatus* m_status;
    JobPresenter* m_presenter;
    TrainingEntry* m_training;
    ReferencePanel* m_reference;
    PromptPanel* m_prompt;
    GalleryPanel* m_gallery;
    History* m_history = nullptr; // null: nothing is kept
    FilmStrip* m_film;
    ScorePlot* m_scores;
    QDockWidget* m_referenceDock;
    QDockWidget* m_promptDock;
    QDockWidget* m_galleryDock;
    QDockWidget* m_filmDock;
    QDockWidget* m_scoresDock;
    QList<QDockWidget*> m_hiddenDocks;                   // by setPanelsHidden
    std::vector<std::pair<QMenu*, const char*>> m_menus; // with their untranslated titles
    QByteArray m_defaultLayout;
};

} // namespace likeness::ui
