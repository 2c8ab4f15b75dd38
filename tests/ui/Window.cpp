// The window's manners: keys, names for those who do not see it, layout, memory.
#include "tests/ui/testing/WindowTest.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/charts/ScorePlot.h"
#include "ui/gallery/GalleryPanel.h"
#include "ui/look/Theme.h"
#include "ui/prompt/PromptEdit.h"
#include "ui/prompt/PromptPanel.h"
#include "ui/prompt/Styles.h"
#include "ui/shell/CheatSheet.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/Language.h"
#include "ui/shell/MessageBar.h"
#include "ui/shell/SetExport.h"

#include <QAccessible>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeWidget>

#include <set>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

void collectUnnamed(QAccessibleInterface* item, QStringList& unnamed)
{
    if (!item || item->state().invisible)
        return;
    static const QList<QAccessible::Role> interactive{
        QAccessible::Button,    QAccessible::PushButton, QAccessible::CheckBox, QAccessible::EditableText,
        QAccessible::ComboBox,  QAccessible::SpinBox,    QAccessible::Slider,   QAccessible::List,
        QAccessible::RadioButton, QAccessible::Client,   QAccessible::ProgressBar};
    const QWidget* widget = qobject_cast<QWidget*>(item->object());
    const bool counts = interactive.contains(item->role()) && widget
                        && (item->role() != QAccessible::Client || widget->focusPolicy() != Qt::NoFocus);
    if (counts && item->text(QAccessible::Name).isEmpty())
        unnamed.append(QStringLiteral("%1 “%2”").arg(QLatin1String(widget->metaObject()->className()), widget->objectName()));
    for (int i = 0; i < item->childCount(); ++i)
        collectUnnamed(item->child(i), unnamed);
}

// Actions of all menus, deeply.
void collectActions(const QList<QAction*>& actions, std::set<const QAction*>& found)
{
    for (const QAction* action : actions) {
        found.insert(action);
        if (action->menu())
            collectActions(action->menu()->actions(), found);
    }
}

} // namespace

class Window : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyControlHasAName();
    void tabReachesEveryControl();
    void everyActionHasAKeyOrAMenu();
    void keysAreUniqueAndRebindable();
    void cheatSheetListsAndFinds();
    void textIsReadable();
    void nothingIsClipped_data();
    void nothingIsClipped();
    void remembersTheSession();
    void survivesADamagedLayout();
    void deletesWithUndo();
    void recallsSettings();
    void takesSettingsFromDroppedFiles();
    void scorePlotOpensPictures();
    void typedTextIsUndoneBySession();
    void saysWhenASeedIsNone();
    void sizesAreWhatModelsPaint();
    void stepsSentenceFollowsTheModel();
    void weighsWords();
    void brokenStylesAreASentence();
    void exportsIntoANewFolder();
    void saysWhyExportFailed();
    void hidesPanels();
};

void Window::everyControlHasAName()
{
    WindowUnderTest test;
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.generateAndWait();
    test.window->promptPanel().setAdvancedShown(true);
    test.window->messages().offer(MessageBar::Kind::note, QStringLiteral("Hello."), QStringLiteral("Undo"), {});
    test.press(Qt::Key_F1);
    QStringList unnamed;
    collectUnnamed(QAccessible::queryAccessibleInterface(test.window.get()), unnamed);
    collectUnnamed(QAccessible::queryAccessibleInterface(test.window->findChild<CheatSheet*>()), unnamed);
    QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(u'\n')));
}

void Window::tabReachesEveryControl()
{
    WindowUnderTest test;
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.generateAndWait();
    test.window->promptPanel().setAdvancedShown(true);
    std::set<QString> reached;
    test.window->canvasPanel().canvas().setFocus();
    for (int i = 0; i < 80; ++i) {
        if (const QWidget* focus = QApplication::focusWidget())
            reached.insert(focus->objectName());
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : test.window.get(), Qt::Key_Tab);
    }
    for (const char* name : {"canvas", "photo", "openPhoto", "prompt", "negativePrompt", "strengthSlider", "strength",
                             "steps", "seed", "seedDice", "seedLock", "advancedToggle", "guidance", "width", "sampler",
                             "model", "twin", "generate", "gallery", "scorePlot", "filmStrip", "mode-0"})
        QVERIFY2(reached.contains(QLatin1String(name)), name);
}

void Window::everyActionHasAKeyOrAMenu()
{
    WindowUnderTest test;
    std::set<const QAction*> inMenus;
    collectActions(test.window->menuBar()->actions(), inMenus);
    for (const ActionEntry& entry : test.window->actions().entries()) {
        if (entry.action)
            QVERIFY2(!entry.action->shortcuts().isEmpty() || inMenus.contains(entry.action), qPrintable(entry.id));
        QVERIFY2(!entry.text.isEmpty() && (!entry.action || entry.action->text().size() > 0), qPrintable(entry.id));
    }
}

void Window::keysAreUniqueAndRebindable()
{
    WindowUnderTest test;
    std::set<QKeySequence> seen;
    for (const ActionEntry& entry : test.window->actions().entries()) {
        for (const QKeySequence& key : entry.action ? entry.action->shortcuts() : QList<QKeySequence>())
            QVERIFY2(seen.insert(key).second, qPrintable(key.toString()));
    }
    // Taken from the one that had it; kept for the next start.
    test.window->actions().setKeys(QStringLiteral("zoom.fit"), {QKeySequence(QStringLiteral("C"))});
    QVERIFY(test.window->actions().action("compare.cycle")->shortcuts().isEmpty());
    MainWindow next(test.studio, *test.settings, {});
    QCOMPARE(next.actions().action("zoom.fit")->shortcut(), QKeySequence(QStringLiteral("C")));
    QVERIFY(next.actions().action("compare.cycle")->shortcuts().isEmpty());
    next.actions().resetKeys();
    QCOMPARE(next.actions().action("compare.cycle")->shortcut(), QKeySequence(QStringLiteral("C")));
}

void Window::cheatSheetListsAndFinds()
{
    WindowUnderTest test;
    test.press(Qt::Key_F1);
    auto* sheet = test.window->findChild<CheatSheet*>();
    QVERIFY(sheet && sheet->isVisible() && !sheet->isModal());
    auto* list = sheet->findChild<QTreeWidget*>();
    const auto shown = [list] {
        int count = 0;
        for (int g = 0; g < list->topLevelItemCount(); ++g) {
            for (int i = 0; i < list->topLevelItem(g)->childCount(); ++i)
                count += list->topLevelItem(g)->child(i)->isHidden() ? 0 : 1;
        }
        return count;
    };
    QCOMPARE(shown(), int(test.window->actions().entries().size()));
    QTest::keyClicks(sheet->findChild<QLineEdit*>(QStringLiteral("cheatSheetSearch")), QStringLiteral("identity off"));
    QVERIFY(shown() >= 2 && shown() <= 4);
    QTest::keyClick(sheet, Qt::Key_Escape);
    QVERIFY(!sheet->isVisible());
}

void Window::textIsReadable()
{
    for (const QPalette& palette : {theme::darkPalette(), theme::lightPalette()}) {
        const QColor window = palette.color(QPalette::Window), base = palette.color(QPalette::Base);
        QVERIFY(contrast(palette.color(QPalette::WindowText), window) >= 7);
        QVERIFY(contrast(palette.color(QPalette::Text), base) >= 7);
        QVERIFY(contrast(theme::quietText(palette), window) >= 4.5);
        QVERIFY(contrast(theme::quietText(palette), base) >= 4.5);
        QVERIFY(contrast(theme::quietText(palette), theme::canvasColour(palette)) >= 4);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
    }
}

void Window::nothingIsClipped_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QString>("language");
    for (const char* language : {"en", "de"}) {
        QTest::addRow("1280 %s", language) << QSize(1280, 800) << QString::fromLatin1(language);
        QTest::addRow("1600 %s", language) << QSize(1600, 1000) << QString::fromLatin1(language);
    }
}

void Window::nothingIsClipped()
{
    QFETCH(const QSize, size);
    QFETCH(const QString, language);
    Language words;
    words.install(language);
    WindowUnderTest test;
    test.window->resize(size);
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.generateAndWait();
    test.window->promptPanel().setAdvancedShown(true);
    QTest::qWait(50);
    QStringList clipped;
    const auto check = [&clipped](const QWidget* widget, const QString& text, QSize needed) {
        if (widget->isVisible() && !text.isEmpty() && (widget->width() < needed.width() || widget->height() < needed.height()))
            clipped.append(QStringLiteral("“%1” has %2 × %3 of %4 × %5").arg(text).arg(widget->width()).arg(widget->height()).arg(needed.width()).arg(needed.height()));
    };
    for (const QAbstractButton* button : test.window->findChildren<QAbstractButton*>())
        check(button, button->text(), button->minimumSizeHint());
    for (const QLabel* label : test.window->findChildren<QLabel*>()) {
        const QSize needed = label->wordWrap() ? QSize(1, label->heightForWidth(label->width())) : label->minimumSizeHint();
        check(label, label->text(), needed);
    }
    QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
    // The picture has the largest part of the window.
    const CompareCanvas& canvas = test.window->canvasPanel().canvas();
    QVERIFY(canvas.width() >= size.width() / 2);
    QVERIFY(canvas.height() >= size.height() / 2);
}

void Window::remembersTheSession()
{
    WindowUnderTest test;
    const QString photo = test.photo("kept.jpg");
    test.drop(photo);
    QTRY_VERIFY(test.window->session().reference());
    test.window->session().pickFace(1);
    test.window->session().change(Setting::prompt, QStringLiteral("kept prompt"));
    test.window->canvasPanel().canvas().setMode(CompareMode::difference);
    test.window->findChild<QDockWidget*>(QStringLiteral("galleryDock"))->hide();
    test.window->close();

    MainWindow next(test.studio, *test.settings, {});
    next.begin();
    QTRY_VERIFY(next.session().reference());
    QCOMPARE(next.session().reference()->photo, photo);
    QCOMPARE(next.session().faceIndex(), 1);
    QCOMPARE(next.session().settings().prompt, QStringLiteral("kept prompt"));
    QCOMPARE(next.canvasPanel().canvas().mode(), CompareMode::difference);
    QVERIFY(next.findChild<QDockWidget*>(QStringLiteral("galleryDock"))->isHidden());
    next.resetLayout();
    QVERIFY(!next.findChild<QDockWidget*>(QStringLiteral("galleryDock"))->isHidden());
}

void Window::survivesADamagedLayout()
{
    WindowUnderTest test;
    test.settings->setValue(QStringLiteral("window/geometry"), QByteArray("rubbish"));
    test.settings->setValue(QStringLiteral("window/layout"), QByteArray("\0\0\0\xff more rubbish", 17));
    test.settings->setValue(QStringLiteral("window/compareMode"), QStringLiteral("x"));
    test.settings->setValue(QStringLiteral("window/theme"), 99);
    MainWindow next(test.studio, *test.settings, {});
    next.show();
    QVERIFY(QTest::qWaitForWindowExposed(&next));
    QVERIFY(next.findChild<QDockWidget*>(QStringLiteral("promptDock"))->isVisible());
    QVERIFY(next.width() >= 640);
}

void Window::deletesWithUndo()
{
    WindowUnderTest test;
    test.generateAndWait();
    test.generateAndWait();
    const quint64 newest = test.window->presenter().shown();
    test.window->gallery().select(newest);
    test.window->gallery().view()->setFocus();
    test.press(Qt::Key_Delete);
    QCOMPARE(test.window->session().results().rowCount(), 1);
    QVERIFY(test.window->presenter().shown() != newest); // the other one is shown now
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("deleted")));
    QTest::mouseClick(test.find<QToolButton>("messageButton"), Qt::LeftButton);
    QCOMPARE(test.window->session().results().rowCount(), 2);
    // Double click opens it again.
    auto* view = test.window->gallery().view();
    const QPoint first = view->visualRect(view->model()->index(0, 0)).center();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, first);
    QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, first);
    QCOMPARE(test.window->presenter().shown(), newest);
}

void Window::recallsSettings()
{
    WindowUnderTest test;
    test.window->session().change(Setting::prompt, QStringLiteral("the first"));
    test.generateAndWait();
    const quint64 seed = test.studio.requests.back().seed;
    test.window->session().change(Setting::prompt, QStringLiteral("the second"));
    test.press(Qt::Key_S);
    QCOMPARE(test.window->session().settings().seed, seed);
    QVERIFY(test.window->session().settings().seedLocked);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("the second"));
    test.press(Qt::Key_P);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("the first"));
    test.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("the second"));
}

void Window::takesSettingsFromDroppedFiles()
{
    WindowUnderTest test;
    const Settings before = test.window->session().settings();
    test.drop(test.photo("foreign.json"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("no settings")));
    QVERIFY(test.studio.photos.isEmpty()); // a manifest is no photo

    test.studio.found = generation::PortraitRequest{.prompt = "from a file", .seed = 99};
    test.drop(test.photo("id_on.png"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("made with Likeness")));
    QCOMPARE(test.studio.photos.size(), 1); // it is a photo as well
    QCOMPARE(test.window->session().settings(), before); // only offered
    QTest::mouseClick(test.find<QToolButton>("messageButton"), Qt::LeftButton);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("from a file"));
    QCOMPARE(test.window->session().settings().seed, 99u);
    while (test.window->session().undoStack().canUndo())
        test.window->session().undoStack().undo();
    test.drop(test.photo("manifest.json"));
    QTRY_COMPARE(test.window->session().settings().prompt, QStringLiteral("from a file"));
}

void Window::scorePlotOpensPictures()
{
    WindowUnderTest test;
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    auto* plot = test.find<ScorePlot>("scorePlot");
    test.generateAndWait();
    const quint64 first = test.window->presenter().shown();
    test.studio.likeness = 0.3;
    test.generateAndWait();
    QCOMPARE(plot->pointCount(), 2);
    QTest::qWait(20); // the plot paints itself when there is time
    const QPoint place = plot->placeOf(first).toPoint();
    QTest::mouseClick(plot->childAt(place), Qt::LeftButton, {}, plot->childAt(place)->mapFrom(plot, place));
    QCOMPARE(test.window->presenter().shown(), first);
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Right);
    QVERIFY(test.window->presenter().shown() != first);
}

void Window::typedTextIsUndoneBySession()
{
    WindowUnderTest test;
    auto* prompt = test.find<QPlainTextEdit>("prompt");
    const QString before = prompt->toPlainText();
    prompt->setFocus();
    prompt->moveCursor(QTextCursor::End);
    QTest::keyClicks(prompt, QStringLiteral(", hat"));
    QCOMPARE(test.window->session().settings().prompt, before + QStringLiteral(", hat"));
    test.press(Qt::Key_Z, Qt::ControlModifier, prompt);
    QCOMPARE(prompt->toPlainText(), before);
    test.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier, prompt);
    QCOMPARE(prompt->toPlainText(), before + QStringLiteral(", hat"));
    // Ten thousand characters are text like any other.
    const QString lengthy(10'000, u'x');
    prompt->setPlainText(lengthy);
    QCOMPARE(test.window->session().request().prompt.size(), size_t(10'000));
}

void Window::saysWhenASeedIsNone()
{
    WindowUnderTest test;
    auto* seed = test.find<QLineEdit>("seed");
    const QString before = seed->text();
    for (const char* wrong : {"abc", "-1", "18446744073709551616", "1.5"}) {
        seed->setFocus();
        seed->setText(QLatin1String(wrong));
        test.press(Qt::Key_Return, Qt::NoModifier, seed);
        QVERIFY(test.window->messages().sentence().contains(QLatin1String("no seed")));
        QCOMPARE(seed->text(), before);
    }
    seed->setText(QStringLiteral("18446744073709551615"));
    test.press(Qt::Key_Return, Qt::NoModifier, seed);
    QCOMPARE(test.window->session().settings().seed, std::numeric_limits<quint64>::max());
    test.find<QToolButton>("seedLock")->click();
    test.generateAndWait();
    QCOMPARE(test.studio.requests.back().seed, std::numeric_limits<std::uint64_t>::max());
    test.press(Qt::Key_D, Qt::ControlModifier);
    QVERIFY(test.window->session().settings().seed != std::numeric_limits<quint64>::max());
}

void Window::sizesAreWhatModelsPaint()
{
    WindowUnderTest test;
    auto* width = test.find<QSpinBox>("width");
    width->setValue(515);
    QCOMPARE(test.window->session().settings().width, 512);
    QCOMPARE(width->value(), 512);
    width->setValue(3);
    QCOMPARE(test.window->session().settings().width, 64);
    width->setValue(0);
    QCOMPARE(test.window->session().request().width, 0);
    QVERIFY(width->text().contains(QLatin1String("256")));
}

void Window::stepsSentenceFollowsTheModel()
{
    WindowUnderTest test;
    auto* sentence = test.find<QLabel>("stepsSentence");
    QVERIFY(sentence->isVisible());
    test.window->session().change(Setting::model, QStringLiteral("/models/lightning"));
    QVERIFY(!sentence->isVisible());
    test.window->session().change(Setting::model, QStringLiteral("missing"));
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("no model")));
}

void Window::weighsWords()
{
    int start = 2, end = 5;
    QCOMPARE(withWeight(QStringLiteral("a red coat"), start, end, 0.1), QStringLiteral("a (red:1.1) coat"));
    QCOMPARE(start, 3);
    QCOMPARE(end, 6);
    QCOMPARE(withWeight(QStringLiteral("a (red:1.1) coat"), start, end, 0.1), QStringLiteral("a (red:1.2) coat"));
    QCOMPARE(withWeight(QStringLiteral("a (red:1.1) coat"), start, end, -0.1), QStringLiteral("a red coat"));
    start = 3, end = 6;
    QCOMPARE(withWeight(QStringLiteral("a (red:2.0) coat"), start, end, 0.1), QStringLiteral("a (red:2.0) coat"));

    WindowUnderTest test;
    auto* prompt = test.find<QPlainTextEdit>("prompt");
    prompt->setPlainText(QStringLiteral("hat"));
    prompt->setFocus();
    test.press(Qt::Key_Up, Qt::ControlModifier, prompt);
    test.press(Qt::Key_Up, Qt::ControlModifier, prompt);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("(hat:1.2)"));
}

void Window::brokenStylesAreASentence()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("styles.json"));
    QVERIFY(!readStyles(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"not\": \"a list\"");
    file.close();
    const auto styles = readStyles(path);
    QVERIFY(!styles);
    QVERIFY(QString::fromStdString(styles.error().message).contains(path));
}

void Window::exportsIntoANewFolder()
{
    QTemporaryDir folder;
    QCOMPARE(exportFolder(folder.path(), 7), folder.path()); // empty: it is the set
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("portrait-7")));
    QCOMPARE(exportFolder(folder.path(), 7), folder.filePath(QStringLiteral("portrait-7-2")));
    QCOMPARE(exportFolder(folder.path(), 8), folder.filePath(QStringLiteral("portrait-8")));
}

void Window::saysWhyExportFailed()
{
    WindowUnderTest test;
    test.generateAndWait();
    const ResultEntry* entry = test.window->session().results().find(test.window->presenter().shown());
    test.window->port().exportSet(entry->result, entry->steps, test.photo("a-file") + QStringLiteral("/below"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("could not be written")));
}

void Window::hidesPanels()
{
    WindowUnderTest test;
    auto* dock = test.window->findChild<QDockWidget*>(QStringLiteral("promptDock"));
    test.window->canvasPanel().canvas().setFocus();
    test.press(Qt::Key_F);
    QVERIFY(!dock->isVisible());
    test.press(Qt::Key_F);
    QVERIFY(dock->isVisible());
}

LIKENESS_UI_TEST_MAIN(Window)
#include "Window.moc"
