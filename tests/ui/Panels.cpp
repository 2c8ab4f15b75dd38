// The panels: prompt, seed, sizes, gallery, scores, export, dropped settings.
#include "tests/ui/testing/WindowTest.h"
#include "ui/charts/ScorePlot.h"
#include "ui/gallery/GalleryPanel.h"
#include "ui/look/Theme.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/look/Fold.h"
#include "ui/prompt/PromptEdit.h"
#include "ui/prompt/PromptPanel.h"
#include "ui/prompt/RangeBar.h"
#include "ui/prompt/Styles.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/MessageBar.h"
#include "ui/shell/SetExport.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTextBlock>
#include <QTextLayout>
#include <QWheelEvent>
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
    void weighsGroups();
    void highlightsWhatMarksMean();
    void keepsAListOfLoras();
    void tunesTheIdentity();
    void choosesFilesAndMemory();
    void foldsAreRememberedAndSaySo();
    void scrollingChangesNoSetting();
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
    for (const char* wrong : {"abc", "-1", "9007199254740992", "1.5"}) {
        seed->setFocus();
        seed->setText(QLatin1String(wrong));
        test.press(Qt::Key_Return, Qt::NoModifier, seed);
        QVERIFY(test.window->messages().sentence().contains(QLatin1String("no seed")));
        QCOMPARE(seed->text(), before);
    }
    seed->setText(QStringLiteral("9007199254740991"));
    test.press(Qt::Key_Return, Qt::NoModifier, seed);
    QCOMPARE(test.window->session().settings().seed, quint64((quint64(1) << 53) - 1));
    test.find<QToolButton>("seedLock")->click();
    test.generateAndWait();
    QCOMPARE(test.studio.requests.back().seed, (std::uint64_t(1) << 53) - 1);
    test.press(Qt::Key_D, Qt::ControlModifier);
    QVERIFY(test.window->session().settings().seed != (quint64(1) << 53) - 1);
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

void Panels::weighsGroups()
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

void Panels::highlightsWhatMarksMean()
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

void Panels::keepsAListOfLoras()
{
    WindowUnderTest test;
    test.window->promptPanel().setOpenFolds(
        {QStringLiteral("advancedToggle"), QStringLiteral("loraFold")});
    Session& session = test.window->session();
    const auto names = [&session] {
        QStringList list;
        for (const generation::LoraChoice& lora : session.settings().loras)
            list.append(QFileInfo(QString::fromStdString(lora.file)).fileName());
        return list;
    };
    // Through the dialog.
    test.find<QPushButton>("addLora")->click();
    auto* dialog = test.find<QFileDialog>("loraDialog");
    const QString ink = test.photo("ink.safetensors"), wood = test.photo("wood.safetensors");
    Q_EMIT dialog->filesSelected({ink, wood});
    dialog->close();
    QCOMPARE(names(), (QStringList{QStringLiteral("ink.safetensors"),
                                   QStringLiteral("wood.safetensors")}));
    auto* strength = test.find<QDoubleSpinBox>("loraStrength-0");
    QCOMPARE(strength->minimum(), -2.0);
    QCOMPARE(strength->maximum(), 2.0);
    strength->setValue(-0.5);
    test.find<QToolButton>("loraDown-0")->click();
    QCOMPARE(names().first(), QStringLiteral("wood.safetensors"));
    QCOMPARE(test.find<QDoubleSpinBox>("loraStrength-1")->value(), -0.5);
    QVERIFY(!test.find<QToolButton>("loraDown-1")->isEnabled());
    test.generateAndWait();
    QCOMPARE(test.studio.requests.back().loras.size(), size_t(2));
    QCOMPARE(test.studio.requests.back().loras[1].strength, -0.5);

    // One that is gone says so.
    QVERIFY(test.find<QLabel>("loraProblem-0")->isHidden());
    QVERIFY(QFile::remove(wood));
    test.window->promptPanel().setAdvancedShown(false);
    test.window->promptPanel().setAdvancedShown(true);
    QVERIFY(test.find<QLabel>("loraProblem-0")->isVisible());
    QVERIFY(test.find<QLabel>("loraProblem-0")->text().contains(QLatin1String("wood.safetensors")));
    test.find<QToolButton>("loraRemove-0")->click();
    QCOMPARE(names(), QStringList{QStringLiteral("ink.safetensors")});
    while (session.undoStack().canUndo())
        session.undoStack().undo();
    QVERIFY(names().isEmpty());
}

void Panels::tunesTheIdentity()
{
    WindowUnderTest test;
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.window->promptPanel().setOpenFolds(
        {QStringLiteral("advancedToggle"), QStringLiteral("identityFold")});
    Session& session = test.window->session();
    auto* preset = test.find<QComboBox>("identityPreset");
    auto* zero = test.find<QSpinBox>("zeroTokens");
    const auto choose = [preset](const char* data) {
        preset->setCurrentIndex(preset->findData(QLatin1String(data)));
        Q_EMIT preset->activated(preset->currentIndex());
    };
    QVERIFY(!zero->isVisible()); // Custom shows it
    choose("style");
    QCOMPARE(session.request().identity.preset, std::string("style"));
    choose("custom");
    QVERIFY(zero->isVisible());
    zero->setValue(24);
    QCOMPARE(session.request().identity.zeroTokens, 24);
    QCOMPARE(session.request().identity.preset, std::string("style")); // what is left alone
    auto* blocks = test.find<QLineEdit>("blockStrengths");
    blocks->setText(QStringLiteral("1 0.5"));
    Q_EMIT blocks->editingFinished();
    QCOMPARE(session.request().identity.blockStrengths, (std::vector<double>{1, 0.5}));
    blocks->setText(QStringLiteral("many"));
    Q_EMIT blocks->editingFinished();
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("block strengths")));
    QCOMPARE(blocks->text(), QStringLiteral("1, 0.5"));
    choose("fidelity"); // takes one's own values away, as one step
    QVERIFY(!session.request().identity.zeroTokens);
    QVERIFY(session.request().identity.blockStrengths.empty());
    session.undoStack().undo();
    QCOMPARE(session.request().identity.zeroTokens, 24);
    QCOMPARE(preset->currentData().toString(), QStringLiteral("custom"));

    // Start and end: numbers, and a bar that is dragged; never the end before the start.
    test.find<QSpinBox>("identityStart")->setValue(20);
    QCOMPARE(session.request().identity.start, 0.2);
    test.find<QSpinBox>("identityEnd")->setValue(10);
    QCOMPARE(session.request().identity.end, 0.1);
    QVERIFY(session.request().identity.start < 0.1);
    auto* bar = test.find<RangeBar>("identityBar");
    const auto place = [bar](double share) {
        return QPoint(int(bar->placeOf(share)), bar->height() / 2);
    };
    QTest::mousePress(bar, Qt::LeftButton, {}, place(0.1));
    QMouseEvent move(QEvent::MouseMove, QPointF(place(0.75)), bar->mapToGlobal(QPointF(place(0.75))),
                     Qt::LeftButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(bar, &move);
    QVERIFY(std::abs(session.request().identity.end - 0.75) < 0.02);
    QCOMPARE(test.find<QSpinBox>("identityEnd")->value(),
             int(std::lround(session.request().identity.end * 100)));
    test.find<QCheckBox>("recordMaps")->click();
    QVERIFY(session.request().identity.recordMaps);

    // Back from a picture.
    test.generateAndWait();
    const generation::IdentityTuning painted = test.studio.requests.back().identity;
    session.restore(Settings());
    QCOMPARE(preset->currentData().toString(), QString());
    test.window->canvasPanel().canvas().setFocus();
    test.press(Qt::Key_A);
    QVERIFY(session.request().identity == painted);
    QCOMPARE(preset->currentData().toString(), QStringLiteral("custom"));
}

void Panels::choosesFilesAndMemory()
{
    WindowUnderTest test;
    test.window->promptPanel().setOpenFolds(
        {QStringLiteral("advancedToggle"), QStringLiteral("modelFold")});
    auto* memory = test.find<QComboBox>("memory");
    memory->setCurrentIndex(memory->findData(QStringLiteral("offload")));
    Q_EMIT memory->activated(memory->currentIndex());
    auto* decoder = test.find<QLineEdit>("previewDecoder");
    decoder->setText(QStringLiteral("/models/taesdxl.safetensors"));
    Q_EMIT decoder->editingFinished();
    const generation::PortraitRequest request = test.window->session().request();
    QCOMPARE(request.memory, generation::MemoryMode::offload);
    QCOMPARE(request.previewDecoder, std::string("/models/taesdxl.safetensors"));

    // What it takes of memory, and a problem where it does not fit.
    auto* estimate = test.find<QLabel>("memoryEstimate");
    QTRY_VERIFY(estimate->text().contains(QLatin1String("2.1 GB")));
    QVERIFY(!estimate->property("problem").toBool());
    test.window->session().change(Setting::memory, QStringLiteral("whole"));
    QTRY_VERIFY(estimate->text().contains(QLatin1String("9.9 GB")));
    QVERIFY(estimate->property("problem").toBool());
}

void Panels::foldsAreRememberedAndSaySo()
{
    WindowUnderTest test;
    auto* fold = test.find<Fold>("identityFold");
    QVERIFY(!fold->isVisible()); // a beginner sees none of it
    test.window->session().change(Setting::identityPreset, QStringLiteral("style"));
    QVERIFY(fold->text().contains(QLatin1String("Style")));
    const QStringList open{QStringLiteral("advancedToggle"), QStringLiteral("identityFold")};
    test.window->promptPanel().setOpenFolds(open);
    test.window->close();
    MainWindow next(test.studio, test.training, *test.settings, {});
    next.begin();
    QCOMPARE(next.promptPanel().openFolds(), open);
}

void Panels::scrollingChangesNoSetting()
{
    WindowUnderTest test;
    test.window->promptPanel().setOpenFolds({QStringLiteral("advancedToggle"),
                                             QStringLiteral("loraFold"),
                                             QStringLiteral("modelFold")});
    test.window->session().change(Setting::loras, QStringList{QStringLiteral("0.5 /a.pt")});
    QTest::qWait(20);
    const Settings before = test.window->session().settings();
    test.window->canvasPanel().canvas().setFocus();
    for (const char* name :
         {"sampler", "guidance", "steps", "strengthSlider", "memory", "loraStrength-0"}) {
        auto* field = test.find<QWidget>(name);
        const QPointF place = field->rect().center();
        QWheelEvent wheel(place, field->mapToGlobal(place), {}, {0, -120}, {}, {},
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(field, &wheel);
        QVERIFY2(!field->hasFocus(), name);
        QVERIFY2(test.window->session().settings() == before, name);
    }
    // With the focus it turns the number.
    auto* steps = test.find<QSpinBox>("steps");
    steps->setFocus();
    QWheelEvent wheel(QPointF(5, 5), steps->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, {}, {},
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(steps, &wheel);
    QCOMPARE(test.window->session().settings().steps, before.steps + 1);
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
