// The settings below the prompt: seed, sizes, steps, LoRAs, tuning, files and memory, folds.
#include "tests/ui/testing/WindowTest.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/look/Fold.h"
#include "ui/look/Theme.h"
#include "ui/prompt/PromptPanel.h"
#include "ui/prompt/RangeBar.h"
#include "ui/shell/MessageBar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QWheelEvent>
#include <QToolButton>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

class PromptSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhenASeedIsNone();
    void sizesAreWhatModelsPaint();
    void stepsSentenceFollowsTheModel();
    void guidanceGoesWithTheSteps();
    void keepsAListOfLoras();
    void tunesTheIdentity();
    void choosesFilesAndMemory();
    void foldsAreRememberedAndSaySo();
    void scrollingChangesNoSetting();
};

void PromptSettings::saysWhenASeedIsNone()
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

void PromptSettings::sizesAreWhatModelsPaint()
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

void PromptSettings::stepsSentenceFollowsTheModel()
{
    WindowUnderTest test;
    auto* sentence = test.find<QLabel>("stepsSentence");
    QVERIFY(sentence->isVisible());
    test.window->session().change(Setting::model, QStringLiteral("/models/lightning"));
    QVERIFY(!sentence->isVisible());
    test.window->session().change(Setting::model, QStringLiteral("missing"));
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("no model")));
}

// A model with a Lightning file of its own has another guidance for few steps than for many.
void PromptSettings::guidanceGoesWithTheSteps()
{
    WindowUnderTest test;
    auto* guidance = test.find<QDoubleSpinBox>("guidance");
    const QString few = guidance->specialValueText();
    QVERIFY(few.contains(QLatin1String("1.5")));
    test.window->session().change(Setting::steps, FakeStudio::manySteps);
    QVERIFY(guidance->specialValueText().contains(QLatin1String("5.0")));
    test.window->session().change(Setting::steps, 0);
    QCOMPARE(guidance->specialValueText(), few);
}

void PromptSettings::keepsAListOfLoras()
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

void PromptSettings::tunesTheIdentity()
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

void PromptSettings::choosesFilesAndMemory()
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

void PromptSettings::foldsAreRememberedAndSaySo()
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

void PromptSettings::scrollingChangesNoSetting()
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

LIKENESS_UI_TEST_MAIN(PromptSettings)
#include "PromptSettings.moc"
