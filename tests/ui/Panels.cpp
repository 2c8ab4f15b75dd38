// The panels: prompt, seed, sizes, gallery, scores, export, dropped settings.
#include "tests/ui/testing/WindowTest.h"
#include "ui/charts/ScorePlot.h"
#include "ui/gallery/GalleryPanel.h"
#include "ui/look/Theme.h"
#include "ui/prompt/PromptEdit.h"
#include "ui/prompt/Styles.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/MessageBar.h"
#include "ui/shell/SetExport.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSpinBox>
#include <QToolButton>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

class Panels : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
};

void Panels::deletesWithUndo()
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

void Panels::recallsSettings()
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

void Panels::takesSettingsFromDroppedFiles()
{
    WindowUnderTest test;
    const Settings before = test.window->session().settings();
    test.drop(test.photo("foreign.json"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("no settings")));
    QVERIFY(test.studio.photos.isEmpty()); // a manifest is no photo

    test.studio.found = generation::PortraitRequest{.prompt = "from a file", .seed = 99};
    test.drop(test.photo("id_on.png"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("made with Likeness")));
    QCOMPARE(test.studio.photos.size(), 1);              // it is a photo as well
    QCOMPARE(test.window->session().settings(), before); // only offered
    QTest::mouseClick(test.find<QToolButton>("messageButton"), Qt::LeftButton);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("from a file"));
    QCOMPARE(test.window->session().settings().seed, 99u);
    while (test.window->session().undoStack().canUndo())
        test.window->session().undoStack().undo();
    test.drop(test.photo("manifest.json"));
    QTRY_COMPARE(test.window->session().settings().prompt, QStringLiteral("from a file"));
}

void Panels::scorePlotOpensPictures()
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
    QTest::mouseClick(plot->childAt(place), Qt::LeftButton, {},
                      plot->childAt(place)->mapFrom(plot, place));
    QCOMPARE(test.window->presenter().shown(), first);
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Right);
    QVERIFY(test.window->presenter().shown() != first);
}

void Panels::typedTextIsUndoneBySession()
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

void Panels::saysWhenASeedIsNone()
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

void Panels::sizesAreWhatModelsPaint()
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

void Panels::stepsSentenceFollowsTheModel()
{
    WindowUnderTest test;
    auto* sentence = test.find<QLabel>("stepsSentence");
    QVERIFY(sentence->isVisible());
    test.window->session().change(Setting::model, QStringLiteral("/models/lightning"));
    QVERIFY(!sentence->isVisible());
    test.window->session().change(Setting::model, QStringLiteral("missing"));
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("no model")));
}

void Panels::weighsWords()
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
}

void Panels::brokenStylesAreASentence()
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

void Panels::exportsIntoANewFolder()
{
    QTemporaryDir folder;
    QCOMPARE(exportFolder(folder.path(), 7), folder.path()); // empty: it is the set
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("portrait-7")));
    QCOMPARE(exportFolder(folder.path(), 7), folder.filePath(QStringLiteral("portrait-7-2")));
    QCOMPARE(exportFolder(folder.path(), 8), folder.filePath(QStringLiteral("portrait-8")));
}

void Panels::saysWhyExportFailed()
{
    WindowUnderTest test;
    test.generateAndWait();
    const ResultEntry* entry =
        test.window->session().results().find(test.window->presenter().shown());
    test.window->port().exportSet(entry->result, entry->steps,
                                  test.photo("a-file") + QStringLiteral("/below"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("could not be written")));
}

LIKENESS_UI_TEST_MAIN(Panels)
#include "Panels.moc"
