// What was made: gallery with undo, recalled and dropped settings, score plot, export.
#include "tests/ui/testing/WindowTest.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/charts/ScorePlot.h"
#include "ui/gallery/GalleryPanel.h"
#include "ui/look/Theme.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/MessageBar.h"
#include "ui/shell/SetExport.h"

#include <QListView>
#include <QToolButton>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

class Gallery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deletesWithUndo();
    void recallsSettings();
    void takesSettingsFromDroppedFiles();
    void scorePlotOpensPictures();
    void exportsIntoANewFolder();
    void saysWhyExportFailed();
};

void Gallery::deletesWithUndo()
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

void Gallery::recallsSettings()
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

void Gallery::takesSettingsFromDroppedFiles()
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

void Gallery::scorePlotOpensPictures()
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

void Gallery::exportsIntoANewFolder()
{
    QTemporaryDir folder;
    QCOMPARE(exportFolder(folder.path(), 7), folder.path()); // empty: it is the set
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("portrait-7")));
    QCOMPARE(exportFolder(folder.path(), 7), folder.filePath(QStringLiteral("portrait-7-2")));
    QCOMPARE(exportFolder(folder.path(), 8), folder.filePath(QStringLiteral("portrait-8")));
}

void Gallery::saysWhyExportFailed()
{
    WindowUnderTest test;
    test.generateAndWait();
    const ResultEntry* entry =
        test.window->session().results().find(test.window->presenter().shown());
    test.window->port().exportSet(entry->result, entry->steps,
                                  test.photo("a-file") + QStringLiteral("/below"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("could not be written")));
}

LIKENESS_UI_TEST_MAIN(Gallery)
#include "Gallery.moc"
