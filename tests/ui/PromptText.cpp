// The prompt's text: typing, weights, marks, styles.
#include "tests/ui/testing/WindowTest.h"
#include "ui/look/Theme.h"
#include "ui/prompt/PromptEdit.h"
#include "ui/prompt/Styles.h"

#include <QTextBlock>
#include <QTextLayout>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

class PromptText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void typedTextIsUndoneBySession();
    void weighsWords();
    void weighsGroups();
    void highlightsWhatMarksMean();
    void brokenStylesAreASentence();
};

void PromptText::typedTextIsUndoneBySession()
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

void PromptText::weighsWords()
{
    int start = 2, end = 5;
    QCOMPARE(withWeight(QStringLiteral("a red coat"), start, end, 0.1),
             QStringLiteral("a (red:1.1) coat"));
    QCOMPARE(start, 3);
    QCOMPARE(end, 6);
    QCOMPARE(withWeight(QStringLiteral("a (red:1.1) coat"), start, end, 0.1),
             QStringLiteral("a (red:1.2) coat"));
    QCOMPARE(withWeight(QStringLiteral("a (red:1.1) coat"), start, end, -0.1),
             QStringLiteral("a red coat"));
    start = 3, end = 6;
    QCOMPARE(withWeight(QStringLiteral("a (red:2.0) coat"), start, end, 0.1),
             QStringLiteral("a (red:2.0) coat"));

    WindowUnderTest test;
    auto* prompt = test.find<QPlainTextEdit>("prompt");
    prompt->setPlainText(QStringLiteral("hat"));
    prompt->setFocus();
    test.press(Qt::Key_Up, Qt::ControlModifier, prompt);
    test.press(Qt::Key_Up, Qt::ControlModifier, prompt);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("(hat:1.2)"));
    // Each is a step of its own, and none is merged with what was typed.
    test.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(prompt->toPlainText(), QStringLiteral("(hat:1.1)"));
    test.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(prompt->toPlainText(), QStringLiteral("hat"));
    prompt->selectAll();
    test.press(Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier, prompt);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("(hat:0.95)"));
    test.press(Qt::Key_Up, Qt::ControlModifier | Qt::ShiftModifier, prompt);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("hat"));
}

void PromptText::weighsGroups()
{
    // The group around the cursor, whatever is in it.
    int start = 0, end = 0;
    QVERIFY(findGroup(QStringLiteral("a (red, long coat:1.3) b"), 8, start, end));
    QCOMPARE(start, 3);
    QCOMPARE(end, 17);
    QVERIFY(!findGroup(QStringLiteral("a (red coat) b"), 5, start, end));
    QVERIFY(!findGroup(QStringLiteral("a \\(red:1.3\\) b"), 5, start, end));
    QVERIFY(!findGroup(QStringLiteral("(red:1.3) b"), 10, start, end));
    QVERIFY(findGroup(QStringLiteral("((a:1.1) b:1.2)"), 9, start, end));
    QCOMPARE(start, 1);
    // A selection with its brackets and blanks is the group.
    start = 1, end = 12;
    QCOMPARE(withWeight(QStringLiteral("a (red:1.25) coat"), start, end, 0.05),
             QStringLiteral("a (red:1.3) coat"));
    start = 2, end = 2;
    QCOMPARE(withWeight(QStringLiteral("a  b"), start, end, 0.1), QStringLiteral("a  b"));

    WindowUnderTest test;
    auto* prompt = test.find<QPlainTextEdit>("prompt");
    prompt->setPlainText(QStringLiteral("a (red coat:1.3), hat"));
    QTextCursor cursor = prompt->textCursor();
    cursor.setPosition(8);
    prompt->setTextCursor(cursor);
    test.press(Qt::Key_Down, Qt::ControlModifier, prompt);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("a (red coat:1.2), hat"));
}

namespace {

QColor colourAt(const QPlainTextEdit& edit, int position)
{
    const QTextBlock block = edit.document()->findBlock(position);
    for (const QTextLayout::FormatRange& range : block.layout()->formats()) {
        const int at = position - block.position();
        if (at >= range.start && at < range.start + range.length)
            return range.format.foreground().color();
    }
    return {};
}

} // namespace

void PromptText::highlightsWhatMarksMean()
{
    WindowUnderTest test;
    const QPalette palette = QGuiApplication::palette();
    auto* prompt = test.find<QPlainTextEdit>("prompt");
    // "é" and "😀" are more bytes than letters.
    prompt->setPlainText(QStringLiteral("é😀 (red:1.3) [dim] BREAK {x|y}"));
    QCOMPARE(colourAt(*prompt, 0), QColor());
    QCOMPARE(colourAt(*prompt, 5), theme::raisedText(palette));  // red
    QCOMPARE(colourAt(*prompt, 15), theme::loweredText(palette)); // dim
    QCOMPARE(colourAt(*prompt, 21), theme::breakText(palette));
    QCOMPARE(colourAt(*prompt, 26), theme::choiceText(palette)); // {
    QCOMPARE(colourAt(*prompt, 27), QColor());
    // A bracket in the first line reaches into the second, until it is closed.
    prompt->setPlainText(QStringLiteral("(red\ncoat"));
    QCOMPARE(colourAt(*prompt, 6), theme::raisedText(palette));
    QTextCursor cursor = prompt->textCursor();
    cursor.setPosition(4);
    cursor.insertText(QStringLiteral(")"));
    QCOMPARE(colourAt(*prompt, 7), QColor());
    // Colouring is no edit.
    const int steps = test.window->session().undoStack().count();
    theme::apply(*qApp, ThemeChoice::light);
    QCOMPARE(colourAt(*prompt, 1), theme::raisedText(theme::lightPalette()));
    theme::apply(*qApp, ThemeChoice::dark);
    QCOMPARE(test.window->session().undoStack().count(), steps);
}

void PromptText::brokenStylesAreASentence()
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

LIKENESS_UI_TEST_MAIN(PromptText)
#include "PromptText.moc"
