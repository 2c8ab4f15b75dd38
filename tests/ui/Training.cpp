// The training window: what is asked for, what is seen while it runs, how it ends.
#include "core/training/ModelTrainer.h"
#include "tests/ui/testing/WindowTest.h"
#include "ui/look/Theme.h"
#include "ui/shell/Language.h"
#include "ui/shell/MessageBar.h"
#include "ui/shell/TrainingEntry.h"
#include "ui/training/LossPlot.h"
#include "ui/training/SampleSheet.h"
#include "ui/training/TrainingForm.h"
#include "ui/training/TrainingWords.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include <set>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

namespace {

// The training window over a fake machinery, opened by its key.
struct TrainingUnderTest : WindowUnderTest {
    TrainingUnderTest()
    {
        press(Qt::Key_T, Qt::ControlModifier);
        if (!QTest::qWaitForWindowActive(&training()))
            qFatal("the training window was not shown");
    }

    TrainingWindow& training() const { return window->training().window(); }
    FakeTraining& machinery() { return WindowUnderTest::training; }

    template <typename Widget> Widget* part(const char* name) const
    {
        auto* widget = training().findChild<Widget*>(QString::fromLatin1(name));
        if (!widget)
            qFatal("no widget named %s", name);
        return widget;
    }
    void choose(TrainingKind kind) const
    {
        part<QToolButton>(qPrintable(QStringLiteral("trainingKind-%1").arg(int(kind))))->click();
    }
    void type(const char* field, const QString& text) const
    {
        auto* edit = part<QLineEdit>(field);
        edit->setText(text);
        Q_EMIT edit->editingFinished();
    }
    void start() const { part<QPushButton>("trainingStart")->click(); }
    QString sentence() const { return part<QLabel>("trainingSentence")->text(); }

    // What the trainers write, into the folder of the form.
    void write(const QString& name, const QByteArray& bytes) const
    {
        const QString path = QDir(trainingFolder()).filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Append) || file.write(bytes) < 0)
            qFatal("cannot write %s", qPrintable(path));
    }
    QString trainingFolder() const { return part<QLineEdit>("trainingFolder")->text(); }
};

QByteArray line(int step, double loss)
{
    return QStringLiteral("{\"gradient_norm\":1.5,\"learning_rate\":0.001,\"loss\":%1,\"seconds\":2,"
                          "\"step\":%2}\n")
        .arg(loss)
        .arg(step)
        .toUtf8();
}

bool isShown(const QWidget* widget)
{
    return widget->isVisible();
}

} // namespace

class Training : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensFromTheMenu();
    void asksForTheModel();
    void asksForTheStage();
    void asksForFastSteps();
    void showsOnlyWhatMatters();
    void keepsItsFields();
    void passesOverDamagedFields();
    void stagesAreTheMachinerys();
    void showsProgress();
    void drawsTheCurveWhileItGrows();
    void survivesAHostileLog();
    void choosesBetweenLogs();
    void marksValues();
    void showsTheNewestSamples();
    void stopsAtOnceAndContinues();
    void saysWhatWentWrong();
    void paintsWithWhatWasTrained_data();
    void paintsWithWhatWasTrained();
    void goesOnWhenItsWindowIsClosed();
    void keepsTheTrainingWhenTheStudioCloses();
    void everyControlHasANameAndIsReached();
    void nothingIsClipped_data();
    void nothingIsClipped();
};

void Training::opensFromTheMenu()
{
    WindowUnderTest test;
    bool isInMenu = false;
    for (const QAction* menu : test.window->menuBar()->actions())
        isInMenu = isInMenu ||
                   menu->menu()->actions().contains(test.window->actions().action("training.open"));
    QVERIFY(isInMenu);
    test.press(Qt::Key_T, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowActive(&test.window->training().window()));
    QVERIFY(!test.window->training().window().isModal());
    QTest::keyClick(&test.window->training().window(), Qt::Key_Escape);
    QVERIFY(!test.window->training().window().isVisible());
}

void Training::asksForTheModel()
{
    TrainingUnderTest test;
    test.choose(TrainingKind::starter);
    test.type("trainingPictures", QStringLiteral("/my/pictures"));
    test.part<QSpinBox>("trainingSteps")->setValue(800);
    test.part<QSpinBox>("trainingPersons")->setValue(100);
    test.part<QSpinBox>("trainingWorkers")->setValue(3);
    test.start();
    QCOMPARE(test.machinery().plans.size(), size_t(1));
    auto recipe = std::get<training::StarterRecipe>(test.machinery().plans[0]);
    QCOMPARE(recipe.from, "/models/starter");
    QCOMPARE(recipe.data, "/my/pictures");
    QCOMPARE(recipe.painterSteps, 800);
    QCOMPARE(recipe.persons, 100);
    QCOMPARE(recipe.workers, 3);
    QCOMPARE(recipe.folder, std::filesystem::path(test.trainingFolder().toStdString()));
    QVERIFY(QString::fromStdString(recipe.folder.string()).startsWith(test.trainings()));
    test.machinery().beStopped();
    test.part<QCheckBox>("trainingFromNothing")->setChecked(true);
    test.start();
    recipe = std::get<training::StarterRecipe>(test.machinery().plans[1]);
    QVERIFY(recipe.from.empty());
    QCOMPARE(recipe.wordSteps, training::StarterRecipe().wordSteps); // all lessons in full
}

void Training::asksForTheStage()
{
    TrainingUnderTest test;
    test.choose(TrainingKind::identity);
    test.type("trainingModel", QStringLiteral("/my/model"));
    test.type("trainingLightning", QStringLiteral("/my/lora.safetensors"));
    auto* stage = test.part<QComboBox>("trainingStage");
    stage->setCurrentIndex(stage->findData(QStringLiteral("stage2")));
    Q_EMIT stage->activated(stage->currentIndex());
    test.part<QDoubleSpinBox>("trainingRate")->setValue(0.0005);
    test.part<QSpinBox>("trainingBatch")->setValue(2);
    test.start();
    const auto recipe = std::get<training::IdentityRecipe>(test.machinery().plans.at(0));
    QVERIFY(recipe.identityPrompt.empty()); // the starter knows the portrait world's words alone
    QCOMPARE(recipe.stage, "stage2");
    QCOMPARE(recipe.model, "/my/model");
    QCOMPARE(recipe.lightning, "/my/lora.safetensors");
    QCOMPARE(recipe.learningRate, 0.0005);
    QCOMPARE(recipe.batch, 2);
}

void Training::asksForFastSteps()
{
    TrainingUnderTest test;
    test.choose(TrainingKind::fastSteps);
    test.part<QSpinBox>("trainingFastSteps")->setValue(2);
    test.start();
    const auto recipe = std::get<training::LightningRecipe>(test.machinery().plans.at(0));
    QCOMPARE(recipe.model, "/models/starter");
    QCOMPARE(recipe.fastSteps, 2);
    QCOMPARE(recipe.learningRate, 1e-3);
    test.start(); // one at a time
    QCOMPARE(test.machinery().plans.size(), size_t(1));
}

void Training::showsOnlyWhatMatters()
{
    TrainingUnderTest test;
    test.choose(TrainingKind::starter);
    QVERIFY(isShown(test.part<QLineEdit>("trainingPictures")));
    QVERIFY(!isShown(test.part<QComboBox>("trainingStage")));
    QVERIFY(!isShown(test.part<QSpinBox>("trainingPersons"))); // folded away
    test.part<QToolButton>("trainingFold")->click();
    QVERIFY(isShown(test.part<QSpinBox>("trainingPersons")));
    QVERIFY(!isShown(test.part<QDoubleSpinBox>("trainingRate")));
    test.part<QCheckBox>("trainingFromNothing")->setChecked(true);
    QVERIFY(!isShown(test.part<QLineEdit>("trainingModel")));
    test.choose(TrainingKind::identity);
    QVERIFY(isShown(test.part<QLineEdit>("trainingModel")));
    QVERIFY(isShown(test.part<QComboBox>("trainingStage")));
    QVERIFY(isShown(test.part<QDoubleSpinBox>("trainingRate")));
    QVERIFY(!isShown(test.part<QLineEdit>("trainingPictures")));
    QVERIFY(!isShown(test.part<QSpinBox>("trainingFastSteps")));
}

void Training::keepsItsFields()
{
    TrainingUnderTest test;
    test.choose(TrainingKind::identity);
    test.part<QSpinBox>("trainingSteps")->setValue(77);
    test.choose(TrainingKind::fastSteps);
    test.part<QSpinBox>("trainingSteps")->setValue(33);
    test.part<QDoubleSpinBox>("trainingRate")->setValue(0.002);
    test.training().close();
    TrainingForm next(*test.settings, test.trainings());
    QCOMPARE(next.kind(), TrainingKind::fastSteps);
    QCOMPARE(next.fields().steps, 33);
    QCOMPARE(next.fields().learningRate, 0.002);
    next.findChild<QToolButton*>(QStringLiteral("trainingKind-1"))->click();
    QCOMPARE(next.fields().steps, 77);
}

void Training::passesOverDamagedFields()
{
    WindowUnderTest test;
    const TrainingFields atFirst = fieldsAtFirst(TrainingKind::identity, test.trainings());
    for (const char* key : {"steps", "persons", "batch", "learningRate", "workers", "guidance"}) {
        for (const char* value : {"", "many", "-3", "nan", "inf", "1e99"}) {
            test.settings->setValue(QStringLiteral("training/identity/") + QLatin1String(key),
                                    QLatin1String(value));
            TrainingFields fields = atFirst;
            recallFields(*test.settings, TrainingKind::identity, fields);
            QCOMPARE(fields, atFirst);
        }
    }
    test.settings->setValue(QStringLiteral("training/kind"), 99);
    TrainingForm form(*test.settings, test.trainings());
    QCOMPARE(form.kind(), TrainingKind::fastSteps);
}

void Training::stagesAreTheMachinerys()
{
    QStringList words;
    for (const IdentityStage& stage : identityStages())
        words.append(stage.word);
    QCOMPARE(words, (QStringList{QStringLiteral("stage1"), QStringLiteral("naive_id"),
                                 QStringLiteral("stage2"), QStringLiteral("stage3")}));
}

void Training::showsProgress()
{
    TrainingUnderTest test;
    test.start();
    QVERIFY(!test.part<TrainingForm>("trainingForm")->isEnabled());
    test.machinery().progress("Painting the training portraits", 0.25, 40);
    QCOMPARE(test.sentence(), QStringLiteral("Painting the training portraits"));
    QCOMPARE(test.part<QProgressBar>("trainingBar")->value(), 250);
    QCOMPARE(test.part<QLabel>("trainingRemaining")->text(), QStringLiteral("about 40 s left"));
    test.machinery().progress("Training vae, step 30 of 120, loss 0.250000", 0.25, 5 * 3600.0);
    QCOMPARE(test.sentence(), QStringLiteral("Autoencoder: step 30 of 120"));
    QCOMPARE(test.part<QLabel>("trainingRemaining")->text(), QStringLiteral("about 5 h left"));
    auto* running = test.find<QToolButton>("runningTraining"); // in the studio
    QVERIFY(isShown(running));
    QVERIFY(running->text().contains(QStringLiteral("step 30 of 120")));
    test.machinery().finish(QStringLiteral("/out/model"));
    QVERIFY(!isShown(running));
    QVERIFY(test.part<TrainingForm>("trainingForm")->isEnabled());
    QVERIFY(test.sentence().contains(QStringLiteral("/out/model")));
}

void Training::drawsTheCurveWhileItGrows()
{
    TrainingUnderTest test;
    auto* plot = test.part<LossPlot>("lossPlot");
    QCOMPARE(plot->pointCount(), 0);
    test.start();
    test.write(QStringLiteral("vae.log.jsonl"), line(10, 2.5) + line(20, 1.5));
    QTRY_COMPARE(plot->pointCount(), 2);
    const QByteArray half = line(30, 1.25);
    test.write(QStringLiteral("vae.log.jsonl"), half.left(40));
    QTest::qWait(1200);
    QCOMPARE(plot->pointCount(), 2);
    test.write(QStringLiteral("vae.log.jsonl"), half.mid(40));
    QTRY_COMPARE(plot->pointCount(), 3);
    QCOMPARE(test.part<QComboBox>("trainingLogs")->currentText(), QStringLiteral("Autoencoder"));
    QVERIFY(plot->readout().contains(QStringLiteral("1.25")));
    QVERIFY(plot->readout().contains(QStringLiteral("30")));
    QVERIFY(plot->isLogarithmic());
    QVERIFY(plot->placeOf(2).y() > plot->placeOf(0).y()); // the loss has fallen
    QVERIFY(plot->placeOf(2).x() > plot->placeOf(0).x());
    test.part<QCheckBox>("trainingLogarithmic")->click();
    QVERIFY(!plot->isLogarithmic());
}

void Training::survivesAHostileLog()
{
    TrainingUnderTest test;
    test.write(QStringLiteral("vae.log.jsonl"),
               QByteArray("{\"step\":1e9,\"loss\":1}\n\xff\xfe\n{\"step\":5,\"loss\":-2}\nnull\n"
                          "{\"step\":9,\"loss\":1e308}\n{\"step\":9223372036854775807,\"loss\":0}\n"));
    test.write(QStringLiteral("vae.log.jsonl"), QByteArray(300'000, '['));
    auto* plot = test.part<LossPlot>("lossPlot");
    QTRY_COMPARE(plot->pointCount(), 3);
    QVERIFY(!plot->isLogarithmic()); // there is a negative loss
    QTest::keyClick(plot, Qt::Key_Home);
    QVERIFY(!plot->readout().isEmpty());
    QVERIFY(!plot->grab().isNull());
}

void Training::choosesBetweenLogs()
{
    TrainingUnderTest test;
    test.write(QStringLiteral("vae.log.jsonl"), line(10, 1) + line(20, 1) + line(30, 1));
    auto* plot = test.part<LossPlot>("lossPlot");
    QTRY_COMPARE(plot->pointCount(), 3);
    QTest::qWait(20); // the clock of files
    test.write(QStringLiteral("words.log.jsonl"), line(10, 1));
    QTRY_COMPARE(plot->pointCount(), 1); // the one that grows
    auto* logs = test.part<QComboBox>("trainingLogs");
    QCOMPARE(logs->count(), 2);
    QCOMPARE(logs->currentText(), QStringLiteral("Reading words"));
    logs->setCurrentIndex(1);
    Q_EMIT logs->activated(1);
    QTRY_COMPARE(plot->pointCount(), 3);
    test.write(QStringLiteral("words.log.jsonl"), line(20, 1));
    QTest::qWait(1200);
    QCOMPARE(plot->pointCount(), 3); // what was chosen stays
}

void Training::marksValues()
{
    TrainingUnderTest test;
    test.write(QStringLiteral("vae.log.jsonl"), line(10, 4) + line(20, 2) + line(30, 1));
    auto* plot = test.part<LossPlot>("lossPlot");
    QTRY_COMPARE(plot->pointCount(), 3);
    auto* readout = test.part<QWidget>("trainingReadout");
    auto* drawing = plot->findChild<QWidget*>();
    const QPointF place = drawing->mapFrom(plot, plot->placeOf(1).toPoint());
    QMouseEvent move(QEvent::MouseMove, place, drawing->mapToGlobal(place), Qt::NoButton, {}, {});
    QCoreApplication::sendEvent(drawing, &move);
    QVERIFY(plot->readout().startsWith(QStringLiteral("Step 20 · loss 2 ")));
    QVERIFY(readout->isVisible());
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Left);
    QVERIFY(plot->readout().startsWith(QStringLiteral("Step 10 · loss 4 ")));
    QTest::keyClick(plot, Qt::Key_End);
    QVERIFY(plot->readout().startsWith(QStringLiteral("Step 30 · loss 1 ")));
    QVERIFY(plot->readout().contains(QStringLiteral("rate 0.001")));
    QVERIFY(plot->accessibleDescription().contains(plot->readout()));
}

void Training::showsTheNewestSamples()
{
    TrainingUnderTest test;
    auto* sheet = test.part<SampleSheet>("sampleSheet");
    QVERIFY(sheet->samples().isNull());
    const auto paint = [&](const QString& name, QColor colour) {
        QImage picture(60, 40, QImage::Format_RGB32);
        picture.fill(colour);
        const QString path = QDir(test.trainingFolder()).filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QVERIFY(picture.save(path));
    };
    paint(QStringLiteral("samples/500.png"), Qt::red);
    QTRY_COMPARE(sheet->samples().size(), QSize(60, 40));
    QCOMPARE(sheet->samples().pixelColor(5, 5), QColor(Qt::red));
    QVERIFY(sheet->view().isFitted());
    QTest::keyClick(sheet, Qt::Key_Plus);
    const QRectF closer = sheet->view().target();
    QVERIFY(!sheet->view().isFitted());
    QTest::qWait(20);
    paint(QStringLiteral("samples/1000.png"), Qt::blue);
    QTRY_COMPARE(sheet->samples().pixelColor(5, 5), QColor(Qt::blue));
    QCOMPARE(sheet->view().target(), closer); // a newer sheet is looked at as closely
    QTest::keyClick(sheet, Qt::Key_0);
    QVERIFY(sheet->view().isFitted());
    QTest::qWait(20);
    test.write(QStringLiteral("samples/1500.png"), QByteArray("\x89PNG half written"));
    QTest::qWait(1200);
    QCOMPARE(sheet->samples().pixelColor(5, 5), QColor(Qt::blue)); // stays while the next is written
}

void Training::stopsAtOnceAndContinues()
{
    TrainingUnderTest test;
    QCOMPARE(test.part<QPushButton>("trainingStart")->text(), QStringLiteral("Start Training"));
    test.start();
    test.write(QStringLiteral("stage1.checkpoint.safetensors"), "x");
    auto* stop = test.part<QPushButton>("trainingStop");
    QVERIFY(isShown(stop));
    stop->click();
    QCOMPARE(test.machinery().stops, 1);
    QVERIFY(!stop->isEnabled()); // and says that it heard
    QVERIFY(test.sentence().contains(QStringLiteral("keeping")));
    test.machinery().progress("Training stage1, step 3 of 9", 0.3, 1); // late
    QVERIFY(test.sentence().contains(QStringLiteral("keeping")));
    test.machinery().beStopped();
    QVERIFY(test.sentence().contains(QStringLiteral("kept")));
    auto* start = test.part<QPushButton>("trainingStart");
    QTRY_COMPARE(start->text(), QStringLiteral("Continue Training"));
    start->click();
    QCOMPARE(test.machinery().plans.size(), size_t(2));
    QCOMPARE(std::get<training::StarterRecipe>(test.machinery().plans[1]).folder,
             std::get<training::StarterRecipe>(test.machinery().plans[0]).folder);
}

void Training::saysWhatWentWrong()
{
    TrainingUnderTest test;
    test.start();
    test.machinery().fail(QStringLiteral("'/x' is not a model: choose a model's folder."));
    QCOMPARE(test.sentence(), QStringLiteral("'/x' is not a model: choose a model's folder."));
    QVERIFY(test.part<QLabel>("trainingSentence")->property("problem").toBool());
    QTest::qWait(1200); // following the folder does not wipe it away
    QVERIFY(test.sentence().startsWith(u'\''));
    QVERIFY(isShown(test.part<QPushButton>("trainingStart")));
    QVERIFY(!isShown(test.part<QPushButton>("trainingUse")));
    test.choose(TrainingKind::fastSteps); // what concerns another folder is gone
    QTRY_COMPARE(test.sentence(), QString());
}

void Training::paintsWithWhatWasTrained_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<Setting>("setting");
    QTest::newRow("model") << int(TrainingKind::starter) << Setting::model;
    QTest::newRow("identity") << int(TrainingKind::identity) << Setting::adapter;
    QTest::newRow("fast") << int(TrainingKind::fastSteps) << Setting::lightning;
}

void Training::paintsWithWhatWasTrained()
{
    QFETCH(const int, kind);
    QFETCH(const Setting, setting);
    TrainingUnderTest test;
    test.choose(static_cast<TrainingKind>(kind));
    test.start();
    test.machinery().finish(QStringLiteral("/out/made"));
    auto* use = test.part<QPushButton>("trainingUse");
    QVERIFY(isShown(use));
    const Settings before = test.window->session().settings();
    use->click();
    QCOMPARE(test.window->session().settings().value(setting).toString(),
             QStringLiteral("/out/made"));
    if (setting == Setting::lightning)
        QCOMPARE(test.find<QSpinBox>("steps")->specialValueText(), QStringLiteral("auto (4)"));
    if (setting != Setting::model) // the starter model was chosen
        QCOMPARE(test.window->session().settings().model, QString());
    test.window->session().undoStack().undo();
    QVERIFY(test.window->session().settings() == before);
}

void Training::goesOnWhenItsWindowIsClosed()
{
    TrainingUnderTest test;
    test.start();
    test.training().close();
    QCOMPARE(test.machinery().stops, 0);
    test.machinery().progress("Training stage1, step 3 of 9", 0.3, 1);
    auto* running = test.find<QToolButton>("runningTraining");
    QVERIFY(isShown(running));
    running->click();
    QVERIFY(test.training().isVisible());
    QVERIFY(isShown(test.part<QPushButton>("trainingStop")));
    test.training().close();
    test.machinery().finish(QStringLiteral("/out/model"));
    QVERIFY(test.window->messages().sentence().contains(QStringLiteral("done")));
}

void Training::keepsTheTrainingWhenTheStudioCloses()
{
    TrainingUnderTest test;
    test.start();
    QVERIFY(!test.window->close());
    QVERIFY(test.window->isVisible());
    QCOMPARE(test.machinery().stops, 1);
    QVERIFY(test.window->messages().sentence().contains(QStringLiteral("kept")));
    QVERIFY(!test.window->close()); // impatience changes nothing
    QCOMPARE(test.machinery().stops, 1);
    test.machinery().beStopped();
    QTRY_VERIFY(!test.window->isVisible());
    QVERIFY(!test.training().isVisible());
}

void Training::everyControlHasANameAndIsReached()
{
    TrainingUnderTest test;
    test.write(QStringLiteral("vae.log.jsonl"), line(10, 1));
    QTRY_VERIFY(isShown(test.part<QComboBox>("trainingLogs")));
    test.part<QToolButton>("trainingFold")->click();
    for (const TrainingKind kind : allTrainingKinds) {
        test.choose(kind);
        QTRY_COMPARE(test.part<TrainingForm>("trainingForm")->kind(), kind);
        std::set<const QWidget*> reached;
        for (int i = 0; i < 60; ++i) {
            if (const QWidget* focus = QApplication::focusWidget())
                reached.insert(focus);
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget()
                                                        : &test.training(),
                            Qt::Key_Tab);
        }
        for (const QWidget* widget : test.training().findChildren<QWidget*>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
                !widget->isEnabled() || widget->focusProxy())
                continue;
            QVERIFY2(reached.contains(widget), qPrintable(widget->objectName()));
            const auto* item = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
            QVERIFY2(item && !item->text(QAccessible::Name).isEmpty(),
                     qPrintable(widget->objectName()));
        }
    }
}

void Training::nothingIsClipped_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("en") << QStringLiteral("en");
    QTest::newRow("de") << QStringLiteral("de");
}

void Training::nothingIsClipped()
{
    QFETCH(const QString, language);
    Language words;
    words.install(language);
    TrainingUnderTest test;
    test.part<QToolButton>("trainingFold")->click();
    for (const TrainingKind kind : allTrainingKinds) {
        test.choose(kind);
        QTest::qWait(20);
        QStringList clipped;
        for (const QLabel* label : test.training().findChildren<QLabel*>()) {
            const QSize needed = label->wordWrap()
                                     ? QSize(1, label->heightForWidth(label->width()))
                                     : label->minimumSizeHint();
            if (label->isVisible() && !label->text().isEmpty() &&
                (label->width() < needed.width() || label->height() < needed.height()))
                clipped.append(label->text());
        }
        for (const QAbstractButton* button : test.training().findChildren<QAbstractButton*>()) {
            if (button->isVisible() && !button->text().isEmpty() &&
                button->width() < button->minimumSizeHint().width())
                clipped.append(button->text());
        }
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
    }
    words.install(QStringLiteral("en"));
}

LIKENESS_UI_TEST_MAIN(Training)
#include "Training.moc"
