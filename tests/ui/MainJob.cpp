// The main job through the real window: drop, pick, generate, cancel, compare, export.
#include "tests/ui/testing/WindowTest.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/charts/ScoreMeter.h"
#include "ui/gallery/FilmStrip.h"
#include "ui/look/Theme.h"
#include "ui/reference/CropView.h"
#include "ui/reference/PhotoView.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/MessageBar.h"

#include <QFileDialog>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSignalSpy>
#include <QToolButton>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

class MainJob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dropsPicksGeneratesComparesExports();
    void cancelsAtOnceAndKeepsThePicture();
    void dropsEventsOfStaleJobs();
    void saysWhyAPhotoIsRefused();
    void saysWhyAJobFailed();
    void generatesFromThePrompt();
    void queuesASecondJob();
    void startsWithTheSample();
    void paintsWithoutAPhoto();
};

void MainJob::dropsPicksGeneratesComparesExports()
{
    WindowUnderTest test;
    test.drop(test.photo("friends.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    QCOMPARE(test.studio.photos.size(), 1);

    // Two faces, the first is chosen; a click chooses the other, a key the first again.
    auto* photo = test.find<PhotoView>("photo");
    const QImage firstCrop = test.find<CropView>("alignedCrop")->picture();
    QVERIFY(!firstCrop.isNull());
    QTest::mouseClick(photo, Qt::LeftButton, {}, photo->faceRect(1).center().toPoint());
    QCOMPARE(test.window->session().faceIndex(), 1);
    QVERIFY(test.find<CropView>("alignedCrop")->picture() != firstCrop);
    QVERIFY(!test.find<CropView>("encoderView")->picture().isNull());
    test.press(Qt::Key_1);
    QCOMPARE(test.window->session().faceIndex(), 0);
    test.press(Qt::Key_2);

    auto* prompt = test.find<QPlainTextEdit>("prompt");
    prompt->selectAll();
    QTest::keyClicks(prompt, QStringLiteral("portrait, red coat"));
    QTest::mouseClick(test.find<QToolButton>("style-oil"), Qt::LeftButton);
    test.window->canvasPanel().canvas().setFocus();

    test.studio.holds = true;
    QSignalSpy previews(&test.window->jobs(), &JobController::previewed);
    test.press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(previews.size(), 3);
    CompareCanvas& canvas = test.window->canvasPanel().canvas();
    QVERIFY(!canvas.on().isNull());
    QCOMPARE(canvas.on().width(), 32); // a preview
    QCOMPARE(test.find<FilmStrip>("filmStrip")->model()->rowCount(), 3);
    QVERIFY(test.find<QProgressBar>("progress")->isVisible());
    QVERIFY(test.find<QLabel>("remaining")->text().contains(QLatin1String("left")));

    test.studio.release();
    QTRY_VERIFY(!test.window->jobs().isBusy());
    const generation::PortraitRequest& request = test.studio.requests.at(0);
    QCOMPARE(request.prompt, std::string("portrait, red coat"));
    QCOMPARE(request.style, std::string("oil"));
    QCOMPARE(request.kind, generation::RequestKind::pair);
    QCOMPARE(request.references.size(), size_t(1));
    QCOMPARE(request.references[0].faceIndex, 1);
    QCOMPARE(canvas.on().width(), 256);
    QVERIFY(canvas.canCompare());
    QCOMPARE(*test.find<ScoreMeter>("likenessMeter")->value(), 0.64);
    QVERIFY(test.find<ScoreMeter>("likenessMeter")->isVisible());
    QVERIFY(!test.find<QProgressBar>("progress")->isVisible());

    // The steps stay to be looked at; the last in the strip is the picture itself.
    auto* film = test.find<FilmStrip>("filmStrip");
    QCOMPARE(film->model()->rowCount(), 5);
    film->setCurrentIndex(film->model()->index(1, 0));
    QCOMPARE(canvas.on().width(), 32);
    QVERIFY(!test.window->actions().action("set.export")->isEnabled());
    film->setCurrentIndex(film->model()->index(4, 0));
    QCOMPARE(canvas.on().width(), 256);

    // Compare: C cycles, \ peeks.
    const QImage wipe = canvas.grab().toImage();
    QCOMPARE(canvas.mode(), CompareMode::wipe);
    test.press(Qt::Key_C);
    QCOMPARE(canvas.mode(), CompareMode::sideBySide);
    QVERIFY(canvas.grab().toImage() != wipe);
    test.press(Qt::Key_C);
    QCOMPARE(canvas.mode(), CompareMode::difference);
    test.press(Qt::Key_C);
    QCOMPARE(canvas.mode(), CompareMode::single);
    const QImage on = canvas.grab().toImage();
    QTest::keyPress(&canvas, Qt::Key_Backslash);
    QVERIFY(canvas.isPeeking());
    QVERIFY(canvas.grab().toImage() != on);
    QTest::keyRelease(&canvas, Qt::Key_Backslash);
    QCOMPARE(canvas.grab().toImage(), on);

    // Export through the dialog.
    test.press(Qt::Key_E, Qt::ControlModifier);
    auto* dialog = test.window->findChild<QFileDialog*>(QStringLiteral("exportDialog"));
    QVERIFY(dialog);
    const QString target = test.folder.filePath(QStringLiteral("set"));
    QVERIFY(QDir().mkpath(target));
    Q_EMIT dialog->fileSelected(target);
    dialog->close();
    QTRY_VERIFY(test.window->messages().sentence().contains(target));
    QVERIFY(QFile::exists(target + QStringLiteral("/manifest.json")));
    QCOMPARE(test.studio.exportedSteps, size_t(4));
}

void MainJob::cancelsAtOnceAndKeepsThePicture()
{
    WindowUnderTest test;
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.studio.holds = true;
    QSignalSpy previews(&test.window->jobs(), &JobController::previewed);
    test.press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(previews.size(), 3);
    test.press(Qt::Key_Escape);
    QVERIFY(!test.window->jobs().isBusy()); // at once, not when the machinery answers
    QCOMPARE(test.studio.cancelled.size(), size_t(1));
    QVERIFY(!test.window->canvasPanel().canvas().on().isNull());
    QVERIFY(!test.find<QProgressBar>("progress")->isVisible());
    QCOMPARE(test.find<QLabel>("stage")->text(), QStringLiteral("Cancelled"));
    QTest::qWait(50);
    QCOMPARE(test.window->session().results().rowCount(), 0);
    test.studio.holds = false;
    test.generateAndWait();
    QCOMPARE(test.window->session().results().rowCount(), 1);
}

void MainJob::dropsEventsOfStaleJobs()
{
    WindowUnderTest test;
    QSignalSpy previews(&test.window->jobs(), &JobController::previewed);
    QSignalSpy finished(&test.window->jobs(), &JobController::finished);
    test.studio.sendLate({77, generation::StepPreview{1, 4, 0, painted(8, 1, 2, 3), {}}});
    test.studio.sendLate(
        {77, generation::Finished{std::make_shared<generation::PortraitResult>()}});
    QCOMPARE(previews.size(), 0);
    QCOMPARE(finished.size(), 0);
    QVERIFY(test.window->canvasPanel().canvas().on().isNull());
}

void MainJob::saysWhyAPhotoIsRefused()
{
    WindowUnderTest test;
    auto* sentence = test.find<QLabel>("referenceSentence");
    test.studio.faces = 0;
    test.drop(test.photo("wall.jpg"));
    QTRY_VERIFY(sentence->text().contains(QLatin1String("No face was found")));
    QVERIFY(sentence->text().contains(QLatin1String("wall.jpg")) && sentence->isVisible());
    QVERIFY(test.window->messages().sentence().isEmpty()); // once is enough
    QVERIFY(!test.window->session().reference());

    test.drop(test.folder.path());
    QVERIFY(sentence->text().contains(QLatin1String("is a folder")));
    QFile empty(test.folder.filePath(QStringLiteral("empty.png")));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    test.drop(empty.fileName());
    QVERIFY(sentence->text().contains(QLatin1String("0 bytes")));
    QCOMPARE(test.studio.photos.size(), 1); // only the first was worth asking for

    // Without the panel the window says it.
    test.window->canvasPanel().canvas().setFocus();
    test.press(Qt::Key_F);
    test.drop(empty.fileName());
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("0 bytes")));
}

void MainJob::saysWhyAJobFailed()
{
    WindowUnderTest test;
    test.studio.fails = true;
    QSignalSpy failed(&test.window->jobs(), &JobController::failed);
    test.press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(failed.wait());
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("not an SDXL model")));
    QVERIFY(!test.window->jobs().isBusy());
}

void MainJob::generatesFromThePrompt()
{
    WindowUnderTest test;
    auto* prompt = test.find<QPlainTextEdit>("prompt");
    prompt->setFocus();
    const QString before = prompt->toPlainText();
    test.press(Qt::Key_Return, Qt::ControlModifier, prompt);
    QTRY_COMPARE(test.studio.requests.size(), size_t(1));
    QCOMPARE(prompt->toPlainText(), before);
    // Single letters are text there, not commands.
    prompt->selectAll();
    QTest::keyClicks(prompt, QStringLiteral("c1\\fa."));
    QCOMPARE(prompt->toPlainText(), QStringLiteral("c1\\fa."));
    QCOMPARE(test.window->canvasPanel().canvas().mode(), CompareMode::wipe);
}

void MainJob::queuesASecondJob()
{
    WindowUnderTest test;
    test.studio.holds = true;
    test.press(Qt::Key_Return, Qt::ControlModifier);
    test.press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(test.window->jobs().waiting(), 1);
    QVERIFY(test.studio.requests[0].seed != test.studio.requests[1].seed);
    test.studio.release();
    QTRY_COMPARE(test.window->session().results().rowCount(), 2);
}

void MainJob::startsWithTheSample()
{
    WindowUnderTest test(true);
    QTRY_VERIFY(test.window->session().reference());
    QVERIFY(!test.window->session().undoStack().canUndo());
    QVERIFY(!test.window->session().settings().prompt.isEmpty());
    QVERIFY(test.find<QWidget>("generate")->isVisible());
    QVERIFY(test.find<QLabel>("stepsSentence")->text().contains(QLatin1String("20")));
}

void MainJob::paintsWithoutAPhoto()
{
    WindowUnderTest test;
    test.generateAndWait();
    QCOMPARE(test.studio.requests[0].kind, generation::RequestKind::single);
    const CompareCanvas& canvas = test.window->canvasPanel().canvas();
    QVERIFY(!canvas.off().isNull());
    QVERIFY(!canvas.canCompare());
}

LIKENESS_UI_TEST_MAIN(MainJob)
#include "MainJob.moc"
