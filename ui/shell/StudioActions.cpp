#include "ui/shell/StudioActions.h"

#include "ui/canvas/CanvasPanel.h"
#include "ui/gallery/GalleryPanel.h"
#include "ui/prompt/PromptPanel.h"
#include "ui/session/Recall.h"
#include "ui/shell/CheatSheet.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/MessageBar.h"
#include "ui/shell/PhotoActions.h"
#include "ui/shell/SetExport.h"
#include "ui/shell/TrainingEntry.h"

#include <QActionGroup>
#include <QFileInfo>
#include <QRandomGenerator>

namespace likeness::ui {

namespace {

template <typename Act> void on(MainWindow& window, const char* id, Act act)
{
    QObject::connect(window.actions().action(id), &QAction::triggered, &window, act);
}

void connectPortrait(MainWindow& window)
{
    on(window, "generate", [&window] { window.presenter().generate(); });
    on(window, "cancel", [&window] { window.jobs().cancelCurrent(); });
    on(window, "cancelAll", [&window] { window.jobs().cancelAll(); });
    on(window, "prompt.focus", [&window] { window.promptPanel().focusPrompt(); });
    on(window, "seed.new", [&window] {
        window.session().change(Setting::seed, quint64(QRandomGenerator::global()->generate()));
    });
    QAction* lock = window.actions().action("seed.lock");
    on(window, "seed.lock",
       [&window, lock] { window.session().change(Setting::seedLocked, lock->isChecked()); });
    QObject::connect(&window.session(), &Session::settingChanged, lock,
                     [&window, lock] { lock->setChecked(window.session().settings().seedLocked); });
    const auto follow = [&window] {
        window.actions().action("cancel")->setEnabled(window.jobs().isBusy());
        window.actions().action("cancelAll")->setEnabled(window.jobs().isBusy());
    };
    QObject::connect(&window.jobs(), &JobController::busyChanged, &window, follow);
    follow();
}

void connectCanvas(MainWindow& window)
{
    CompareCanvas& canvas = window.canvasPanel().canvas();
    const std::array<std::pair<const char*, CompareMode>, 4> modes{
        {{"compare.single", CompareMode::single},
         {"compare.wipe", CompareMode::wipe},
         {"compare.side", CompareMode::sideBySide},
         {"compare.difference", CompareMode::difference}}};
    auto* group = new QActionGroup(&window);
    for (const auto& [id, mode] : modes) {
        group->addAction(window.actions().action(id));
        on(window, id, [&canvas, mode = mode] { canvas.setMode(mode); });
    }
    const auto follow = [&window, &canvas, modes] {
        window.actions().action(modes[size_t(canvas.mode())].first)->setChecked(true);
    };
    QObject::connect(&canvas, &CompareCanvas::modeChanged, &window, follow);
    follow();
    on(window, "compare.cycle", [&canvas] { canvas.cycleMode(); });
    on(window, "zoom.fit", [&canvas] { canvas.zoomToFit(); });
    on(window, "zoom.actual", [&canvas] { canvas.zoomToActual(); });
    on(window, "zoom.in", [&canvas] { canvas.zoomBy(1.25); });
    on(window, "zoom.out", [&canvas] { canvas.zoomBy(0.8); });
}

// The pictures an action is about: those selected in the gallery, else the one on the canvas.
QList<quint64> chosenPictures(MainWindow& window)
{
    QList<quint64> ids = window.gallery().selected();
    if (ids.isEmpty() && window.presenter().shown() != 0)
        ids.append(window.presenter().shown());
    return ids;
}

void deletePictures(MainWindow& window)
{
    const QList<quint64> ids = chosenPictures(window);
    if (ids.isEmpty())
        return;
    window.session().deleteResults(ids);
    window.messages().offer(
        MessageBar::Kind::note, MainWindow::tr("%n picture(s) deleted", nullptr, int(ids.size())),
        MainWindow::tr("Undo"), [&window] { window.session().undoStack().undo(); });
}

void starPictures(MainWindow& window)
{
    const QList<quint64> ids = chosenPictures(window);
    const ResultEntry* first =
        ids.isEmpty() ? nullptr : window.session().results().find(ids.first());
    if (!first)
        return;
    const bool starred = !first->starred;
    for (const quint64 id : ids)
        window.session().setStarred(id, starred);
}

void recall(MainWindow& window, RecallPart part)
{
    const ResultEntry* shown = window.session().results().find(window.presenter().shown());
    if (shown)
        window.session().apply(recalled(window.session().settings(), shown->result->request, part),
                               MainWindow::tr("settings of the picture"));
}

void connectGallery(MainWindow& window)
{
    on(window, "gallery.delete", [&window] { deletePictures(window); });
    on(window, "gallery.star", [&window] { starPictures(window); });
    on(window, "recall.all", [&window] { recall(window, RecallPart::all); });
    on(window, "recall.seed", [&window] { recall(window, RecallPart::seed); });
    on(window, "recall.prompt", [&window] { recall(window, RecallPart::prompt); });
    on(window, "recall.remix", [&window] { recall(window, RecallPart::remix); });
    auto* exporter = new SetExport(window.port(), window.settings(), window.messages(), window);
    on(window, "set.export", [&window, exporter] {
        if (const ResultEntry* shown = window.session().results().find(window.presenter().shown()))
            exporter->ask(shown->result, shown->steps);
    });
    const auto follow = [&window] {
        const bool shown = window.presenter().shown() != 0;
        for (const char* id :
             {"set.export", "recall.all", "recall.seed", "recall.prompt", "recall.remix"})
            window.actions().action(id)->setEnabled(shown);
        const bool any = shown || !window.gallery().selected().isEmpty();
        for (const char* id : {"gallery.delete", "gallery.star"})
            window.actions().action(id)->setEnabled(any);
    };
    QObject::connect(&window.presenter(), &JobPresenter::shownChanged, &window, follow);
    QObject::connect(&window.gallery(), &GalleryPanel::selectionChanged, &window, follow);
    follow();
}

// Settings that were found in a dropped file: those of a manifest are what was meant, those of a
// picture are offered.
void connectDroppedSettings(MainWindow& window)
{
    const auto use = [&window](const generation::PortraitRequest& request) {
        window.session().apply(recalled(window.session().settings(), request, RecallPart::all),
                               MainWindow::tr("settings of the picture"));
    };
    const auto isManifest = [](const QString& file) {
        return file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    };
    QObject::connect(
        &window.port(), &StudioPort::settingsFound, &window,
        [&window, use, isManifest](const QString& file,
                                   const generation::PortraitRequest& request) {
            const QString name = QFileInfo(file).fileName();
            if (isManifest(file)) {
                use(request);
                window.messages().say(MessageBar::Kind::note,
                                      MainWindow::tr("Settings of %1 are in use").arg(name));
            } else {
                window.messages().offer(
                    MessageBar::Kind::note, MainWindow::tr("%1 was made with Likeness").arg(name),
                    MainWindow::tr("Use Its Settings"), [use, request] { use(request); });
            }
        });
    QObject::connect(&window.port(), &StudioPort::settingsMissing, &window,
                     [&window, isManifest](const QString& file, const QString& sentence) {
                         if (isManifest(file))
                             window.messages().say(MessageBar::Kind::error, sentence);
                     });
}

void connectUndo(MainWindow& window)
{
    QUndoStack& stack = window.session().undoStack();
    on(window, "undo", [&stack] { stack.undo(); });
    on(window, "redo", [&stack] { stack.redo(); });
    const auto follow = [&window, &stack] {
        QAction* undo = window.actions().action("undo");
        QAction* redo = window.actions().action("redo");
        undo->setEnabled(stack.canUndo());
        redo->setEnabled(stack.canRedo());
        undo->setText(stack.canUndo() ? MainWindow::tr("Undo %1").arg(stack.undoText())
                                      : MainWindow::tr("Undo"));
        redo->setText(stack.canRedo() ? MainWindow::tr("Redo %1").arg(stack.redoText())
                                      : MainWindow::tr("Redo"));
    };
    QObject::connect(&stack, &QUndoStack::indexChanged, &window, follow);
    follow();
}

void connectWindow(MainWindow& window)
{
    on(window, "view.panels",
       [&window] { window.setPanelsHidden(window.actions().action("view.panels")->isChecked()); });
    on(window, "view.fullScreen", [&window] {
        window.actions().action("view.fullScreen")->isChecked() ? window.showFullScreen()
                                                                : window.showNormal();
    });
    on(window, "view.reset", [&window] { window.resetLayout(); });
    on(window, "training.open", [&window] { window.training().open(); });
    on(window, "quit", [&window] { window.close(); });
    on(window, "help.keys", [&window] {
        auto* sheet = window.findChild<CheatSheet*>();
        if (!sheet)
            sheet = new CheatSheet(window.actions(), &window);
        sheet->show();
        sheet->raise();
        sheet->activateWindow();
    });
}

} // namespace

void connectStudioActions(MainWindow& window)
{
    connectPhotoActions(window);
    connectPortrait(window);
    connectCanvas(window);
    connectGallery(window);
    connectDroppedSettings(window);
    connectUndo(window);
    connectWindow(window);
}

} // namespace likeness::ui
