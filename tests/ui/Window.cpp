// The window's manners: keys, names for those who do not see it, layout, memory.
#include "tests/ui/testing/WindowTest.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/look/Theme.h"
#include "ui/prompt/PromptPanel.h"
#include "ui/shell/CheatSheet.h"
#include "ui/shell/Language.h"
#include "ui/shell/MessageBar.h"

#include <QAccessible>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
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
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
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
        QAccessible::Button,       QAccessible::PushButton, QAccessible::CheckBox,
        QAccessible::EditableText, QAccessible::ComboBox,   QAccessible::SpinBox,
        QAccessible::Slider,       QAccessible::List,       QAccessible::RadioButton,
        QAccessible::Client,       QAccessible::ProgressBar};
    const QWidget* widget = qobject_cast<QWidget*>(item->object());
    const bool counts =
        interactive.contains(item->role()) && widget &&
        (item->role() != QAccessible::Client || widget->focusPolicy() != Qt::NoFocus);
    if (counts && item->text(QAccessible::Name).isEmpty())
        unnamed.append(QStringLiteral("%1 “%2”").arg(
            QLatin1String(widget->metaObject()->className()), widget->objectName()));
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

// Photos of two people, a picture, and every fold open.
void showEverything(WindowUnderTest& test)
{
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.window->reader().add({test.photo("b.jpg")}, 0);
    test.window->reader().add({test.photo("c.jpg")}, 1);
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(3));
    test.window->session().change(Setting::loras, QStringList{QStringLiteral("0.8 /gone.pt")});
    test.window->session().change(Setting::zeroTokens, 12);
    test.generateAndWait();
    test.window->promptPanel().setOpenFolds(
        {QStringLiteral("advancedToggle"), QStringLiteral("loraFold"),
         QStringLiteral("identityFold"), QStringLiteral("modelFold")});
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
    void hidesPanels();
};

void Window::everyControlHasAName()
{
    WindowUnderTest test;
    showEverything(test);
    test.window->messages().offer(MessageBar::Kind::note, QStringLiteral("Hello."),
                                  QStringLiteral("Undo"), {});
    test.press(Qt::Key_F1);
    QStringList unnamed;
    collectUnnamed(QAccessible::queryAccessibleInterface(test.window.get()), unnamed);
    collectUnnamed(QAccessible::queryAccessibleInterface(test.window->findChild<CheatSheet*>()),
                   unnamed);
    QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(u'\n')));
}

void Window::tabReachesEveryControl()
{
    WindowUnderTest test;
    showEverything(test);
    std::set<QString> reached;
    test.window->canvasPanel().canvas().setFocus();
    for (int i = 0; i < 160; ++i) {
        if (const QWidget* focus = QApplication::focusWidget())
            reached.insert(focus->objectName());
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget()
                                                    : test.window.get(),
                        Qt::Key_Tab);
    }
    for (const char* name :
         {"canvas",   "photo",     "openPhoto", "prompt",   "negativePrompt", "strengthSlider",
          "strength", "steps",     "seed",      "seedDice", "seedLock",       "advancedToggle",
          "guidance", "width",     "sampler",   "model",    "twin",           "generate",
          "addLora",  "loraFold",  "identityPreset", "identityStart", "memory", "previewDecoder",
          "addPhoto", "thumb-0",   "mix",
          "gallery",  "scorePlot", "filmStrip", "mode-0"})
        QVERIFY2(reached.contains(QLatin1String(name)), name);
}

void Window::everyActionHasAKeyOrAMenu()
{
    WindowUnderTest test;
    std::set<const QAction*> inMenus;
    collectActions(test.window->menuBar()->actions(), inMenus);
    for (const ActionEntry& entry : test.window->actions().entries()) {
        if (entry.action)
            QVERIFY2(!entry.action->shortcuts().isEmpty() || inMenus.contains(entry.action),
                     qPrintable(entry.id));
        QVERIFY2(!entry.text.isEmpty() && (!entry.action || entry.action->text().size() > 0),
                 qPrintable(entry.id));
    }
}

void Window::keysAreUniqueAndRebindable()
{
    WindowUnderTest test;
    std::set<QKeySequence> seen;
    for (const ActionEntry& entry : test.window->actions().entries()) {
        for (const QKeySequence& key :
             entry.action ? entry.action->shortcuts() : QList<QKeySequence>())
            QVERIFY2(seen.insert(key).second, qPrintable(key.toString()));
    }
    // Taken from the one that had it; kept for the next start.
    test.window->actions().setKeys(QStringLiteral("zoom.fit"), {QKeySequence(QStringLiteral("C"))});
    QVERIFY(test.window->actions().action("compare.cycle")->shortcuts().isEmpty());
    MainWindow next(test.studio, test.training, *test.settings, {});
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
    QTest::keyClicks(sheet->findChild<QLineEdit*>(QStringLiteral("cheatSheetSearch")),
                     QStringLiteral("identity off"));
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
        QVERIFY(contrast(theme::problemText(palette), window) >= 4.5);
        for (const QColor& colour : {theme::raisedText(palette), theme::loweredText(palette),
                                     theme::choiceText(palette), theme::breakText(palette)})
            QVERIFY(contrast(colour, base) >= 4.5);
        QVERIFY(contrast(theme::quietText(palette), theme::canvasColour(palette)) >= 4);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText),
                         palette.color(QPalette::Highlight)) >= 4.5);
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
    showEverything(test);
    QTest::qWait(50);
    QStringList clipped;
    const auto check = [&clipped](const QWidget* widget, const QString& text, QSize needed) {
        if (widget->isVisible() && !text.isEmpty() &&
            (widget->width() < needed.width() || widget->height() < needed.height()))
            clipped.append(QStringLiteral("“%1” has %2 × %3 of %4 × %5")
                               .arg(text)
                               .arg(widget->width())
                               .arg(widget->height())
                               .arg(needed.width())
                               .arg(needed.height()));
    };
    for (const QAbstractButton* button : test.window->findChildren<QAbstractButton*>())
        check(button, button->text(), button->minimumSizeHint());
    for (const QLabel* label : test.window->findChildren<QLabel*>()) {
        const QSize needed = label->wordWrap() ? QSize(1, label->heightForWidth(label->width()))
                                               : label->minimumSizeHint();
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
    test.window->reader().add({test.photo("second.likeness-id")}, 1);
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(2));
    test.window->close();

    MainWindow next(test.studio, test.training, *test.settings, {});
    next.begin();
    QTRY_VERIFY(next.session().reference());
    QCOMPARE(next.session().reference()->photo, photo);
    QCOMPARE(next.session().faceIndex(), 1);
    QCOMPARE(next.session().people().count(1), 1);
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
    test.settings->setValue(QStringLiteral("window/layout"),
                            QByteArray("\0\0\0\xff more rubbish", 17));
    test.settings->setValue(QStringLiteral("window/compareMode"), QStringLiteral("x"));
    test.settings->setValue(QStringLiteral("window/theme"), 99);
    MainWindow next(test.studio, test.training, *test.settings, {});
    next.show();
    QVERIFY(QTest::qWaitForWindowExposed(&next));
    QVERIFY(next.findChild<QDockWidget*>(QStringLiteral("promptDock"))->isVisible());
    QVERIFY(next.width() >= 640);
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
