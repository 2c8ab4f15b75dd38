// The window over the real machinery: a real photo, the starter model, real files.
#include "app/common/ResourcePaths.h"
#include "app/common/Startup.h"
#include "core/generation/RequestCheck.h"
#include "tests/ui/testing/WindowTest.h"
#include "ui/adapter/StudioAdapter.h"
#include "ui/adapter/TrainingAdapter.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/look/Theme.h"
#include "ui/session/Pictures.h"
#include "ui/shell/JobPresenter.h"

#include <QComboBox>
#include <QSignalSpy>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

class Machinery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheFaceOfThePhoto();
    void saysWhatIsWrongWithAFile();
    void savesAndShowsAnIdentity();
    void offersTheEnginesSamplers();
    void keepsPicturesWithSettingsInside();
    void estimatesMemory();
    void exportsAndFindsTheSettingsAgain();
    void cancelsAndEndsInTime();
    void paintsThePair();
    void trainsStopsAndContinues();
    void saysWhyItDoesNotTrain();

private:
    const app::ResourcePaths m_paths = app::resourcePaths();
    const QString m_sample =
        QString::fromStdU16String((m_paths.samples / "astronaut.jpg").u16string());
};

void Machinery::findsTheFaceOfThePhoto()
{
    StudioAdapter studio(m_paths.studioOptions());
    QSignalSpy read(&studio, &StudioPort::referenceRead);
    studio.readReference(m_sample, 5);
    QVERIFY(read.wait(60'000));
    QCOMPARE(read[0][0].toULongLong(), 5u);
    const auto seen = read[0][1].value<SeenReferencePtr>();
    QCOMPARE(seen->faces.size(), size_t(1));
    QCOMPARE(seen->size, QSize(512, 512));
    QCOMPARE(seen->faces[0].landmarks.size(), size_t(68));
    QCOMPARE(seen->aligned[0].size(), QSize(512, 512));
    QCOMPARE(seen->encoderView[0].size(), QSize(512, 512));
}

void Machinery::saysWhatIsWrongWithAFile()
{
    QTemporaryDir folder;
    QFile text(folder.filePath(QStringLiteral("text.jpg")));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("not a picture");
    text.close();
    StudioAdapter studio(m_paths.studioOptions());
    QSignalSpy refused(&studio, &StudioPort::referenceRefused);
    studio.readReference(text.fileName(), 1);
    QVERIFY(refused.wait(60'000));
    QVERIFY(refused[0][1].toString().contains(QLatin1String("text.jpg")));
    QSignalSpy missing(&studio, &StudioPort::settingsMissing);
    studio.readSettings(text.fileName());
    QVERIFY(missing.wait(10'000));
    QVERIFY(!studio.defaultsFor(folder.filePath(QStringLiteral("no-model")), {}, 0));
}

void Machinery::savesAndShowsAnIdentity()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("Eileen.likeness-id"));
    StudioAdapter studio(m_paths.studioOptions());
    QSignalSpy saved(&studio, &StudioPort::identitySaved);
    studio.saveIdentity({.photo = m_sample.toStdU16String(),
                         .name = "Eileen",
                         .file = file.toStdU16String()});
    QVERIFY(saved.wait(120'000));
    QCOMPARE(saved[0][0].toString(), file);
    // It is told by its first bytes, whatever its name is.
    const QString renamed = folder.filePath(QStringLiteral("eileen.jpg"));
    QVERIFY(QFile::rename(file, renamed));
    QSignalSpy read(&studio, &StudioPort::referenceRead);
    studio.readReference(renamed, 9);
    QVERIFY(read.wait(60'000));
    const auto seen = read[0][1].value<SeenReferencePtr>();
    QVERIFY(seen->isIdentity);
    QCOMPARE(seen->name, QStringLiteral("Eileen"));
    QCOMPARE(seen->picture.size(), QSize(112, 112));
    // One that is damaged has a sentence.
    QFile damaged(renamed);
    QVERIFY(damaged.resize(damaged.size() / 2));
    QSignalSpy refused(&studio, &StudioPort::referenceRefused);
    studio.readReference(renamed, 10);
    QVERIFY(refused.wait(60'000));
    QVERIFY(refused[0][1].toString().contains(QLatin1String("eileen.jpg")));
    QSignalSpy notSaved(&studio, &StudioPort::identityNotSaved);
    studio.saveIdentity({.photo = folder.filePath(QStringLiteral("missing.jpg")).toStdU16String(),
                         .file = file.toStdU16String()});
    QVERIFY(notSaved.wait(60'000));
}

void Machinery::offersTheEnginesSamplers()
{
    WindowUnderTest test;
    auto* box = test.find<QComboBox>("sampler");
    QStringList offered;
    for (int i = 1; i < box->count(); ++i)
        offered.append(box->itemData(i).toString());
    QStringList known;
    for (const std::string& name : generation::samplerNames())
        known.append(QString::fromStdString(name));
    offered.sort();
    known.sort();
    QCOMPARE(offered, known);
}

void Machinery::keepsPicturesWithSettingsInside()
{
    QTemporaryDir folder;
    StudioAdapter studio(m_paths.studioOptions());
    auto result = std::make_shared<generation::PortraitResult>();
    result->request.prompt = "kept";
    result->request.seed = 11;
    result->on = painted(64, 200, 120, 90);
    const QString file = folder.filePath(QStringLiteral("on.png"));
    QSignalSpy kept(&studio, &StudioPort::kept);
    studio.keep(result, {}, file, 3); // a picture without a twin
    QVERIFY(kept.wait(60'000));
    QCOMPARE(kept[0][0].toULongLong(), 3u);
    QCOMPARE(fromQImage(QImage(file)), result->on); // the same pixels
    QSignalSpy found(&studio, &StudioPort::settingsFound);
    studio.readSettings(file);
    QVERIFY(found.wait(60'000));
    QCOMPARE(found[0][1].value<generation::PortraitRequest>().prompt, std::string("kept"));
    QSignalSpy notKept(&studio, &StudioPort::notKept);
    studio.keep(result, {}, folder.filePath(QStringLiteral("no/such/folder.png")), 4);
    QVERIFY(notKept.wait(60'000));
    QVERIFY(!notKept[0][1].toString().isEmpty());
}

void Machinery::estimatesMemory()
{
    StudioAdapter studio(m_paths.studioOptions());
    QSignalSpy estimated(&studio, &StudioPort::memoryEstimated);
    studio.estimateMemory({.steps = 4}, 6);
    QVERIFY(estimated.wait(120'000));
    QCOMPARE(estimated[0][0].toULongLong(), 6u);
    QVERIFY(estimated[0][1].toString().contains(QLatin1String("GB")) ||
            estimated[0][1].toString().contains(QLatin1String("MB")));
    QVERIFY(estimated[0][2].toBool());
}

void Machinery::exportsAndFindsTheSettingsAgain()
{
    QTemporaryDir folder;
    const QString target = folder.filePath(QStringLiteral("Sätze/eins"));
    auto result = std::make_shared<generation::PortraitResult>();
    result->request.prompt = "für später";
    result->request.seed = 4711;
    result->request.width = result->request.height = 64;
    result->request.steps = 4;
    result->off = painted(64, 10, 20, 30);
    result->on = painted(64, 40, 50, 60);
    const auto steps = std::make_shared<const std::vector<generation::StepPreview>>(
        1, generation::StepPreview{1, 4, 0, painted(8, 1, 2, 3), painted(8, 4, 5, 6)});

    StudioAdapter studio(m_paths.studioOptions());
    QSignalSpy exported(&studio, &StudioPort::exported);
    studio.exportSet(result, steps, target);
    QVERIFY(exported.wait(10'000));
    QVERIFY(QFile::exists(target + QStringLiteral("/manifest.json")));
    QSignalSpy found(&studio, &StudioPort::settingsFound);
    studio.readSettings(target + QStringLiteral("/id_on.png"));
    QVERIFY(found.wait(10'000));
    const auto request = found[0][1].value<generation::PortraitRequest>();
    QCOMPARE(request.prompt, result->request.prompt);
    QCOMPARE(request.seed, result->request.seed);

    QSignalSpy failed(&studio, &StudioPort::exportFailed);
    studio.exportSet(result, steps, target + QStringLiteral("/manifest.json/below"));
    QVERIFY(failed.wait(10'000));
    QVERIFY(!failed[0][0].toString().isEmpty());
}

void Machinery::cancelsAndEndsInTime()
{
    auto studio = std::make_unique<StudioAdapter>(m_paths.studioOptions());
    JobController jobs(*studio);
    QSignalSpy progressed(&jobs, &JobController::progressed);
    jobs.submit(generation::PortraitRequest{.kind = generation::RequestKind::single});
    jobs.submit(generation::PortraitRequest{.kind = generation::RequestKind::single});
    QVERIFY(progressed.wait(60'000) || !jobs.isBusy());
    jobs.cancelAll();
    QVERIFY(!jobs.isBusy());
    QElapsedTimer timer;
    timer.start();
    studio.reset(); // joins both threads
    QVERIFY(timer.elapsed() < 30'000);
}

void Machinery::paintsThePair()
{
    if (!std::filesystem::exists(m_paths.starterModel / "model_index.json"))
        QSKIP("there is no starter model in this checkout");
    StudioAdapter studio(m_paths.studioOptions());
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    FakeTraining training;
    MainWindow window(studio, training, settings, {{}, m_sample});
    window.begin({}, [](Settings& first) {
        first.seed = 7;
        first.seedLocked = true;
        first.steps = 2;
    });
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(window.session().reference(), 60'000);
    QSignalSpy finished(&window.jobs(), &JobController::finished);
    QSignalSpy failed(&window.jobs(), &JobController::failed);
    QSignalSpy previews(&window.jobs(), &JobController::previewed);
    window.actions().action("generate")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window.jobs().isBusy(), 240'000);
    QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].toString()));
    QCOMPARE(finished.size(), 1);
    QVERIFY(previews.size() >= 1 && previews.size() <= 2);
    const CompareCanvas& canvas = window.canvasPanel().canvas();
    QVERIFY(canvas.canCompare());
    QVERIFY(canvas.off() != canvas.on());
    QVERIFY(window.presenter().shown() != 0);
}

void Machinery::trainsStopsAndContinues()
{
    QTemporaryDir folder;
    TrainingAdapter training(m_paths.studioOptions());
    training::LightningRecipe recipe;
    recipe.model = training.starterModel().toStdString();
    recipe.folder = folder.path().toStdString();
    recipe.persons = 4;
    recipe.steps = 1000;
    recipe.batch = 1;
    recipe.workers = 1;
    recipe.sampleEvery = 5;
    QSignalSpy progressed(&training, &TrainingPort::progressed);
    QSignalSpy ended(&training, &TrainingPort::ended);
    training.start(recipe);
    QVERIFY(training.isRunning());
    training.start(recipe); // one at a time: nothing happens
    const QString log = folder.filePath(QStringLiteral("lightning.log.jsonl"));
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(log).size() > 0, 300'000); // ten steps
    QVERIFY(progressed.size() > 0);
    QVERIFY(!QImage(folder.filePath(QStringLiteral("samples.png"))).isNull());
    training.stop();
    QVERIFY(ended.wait(60'000));
    QCOMPARE(ended[0][0].value<TrainingEnd>().how, TrainingEnd::How::stopped);
    QVERIFY(!training.isRunning());
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("lightning.checkpoint.safetensors"))));
    recipe.steps = 12; // made already, or nearly
    training.start(recipe);
    QVERIFY(ended.wait(300'000));
    const auto end = ended[1][0].value<TrainingEnd>();
    QVERIFY2(end.how == TrainingEnd::How::finished, qPrintable(end.sentence));
    QVERIFY(QFile::exists(end.made));
    QCOMPARE(ended.size(), 2);
}

void Machinery::saysWhyItDoesNotTrain()
{
    QTemporaryDir folder;
    TrainingAdapter training(m_paths.studioOptions());
    training::IdentityRecipe recipe;
    recipe.model = folder.filePath(QStringLiteral("nowhere")).toStdString();
    recipe.folder = folder.filePath(QStringLiteral("out")).toStdString();
    QSignalSpy ended(&training, &TrainingPort::ended);
    training.start(recipe);
    QVERIFY(ended.wait(60'000));
    const auto end = ended[0][0].value<TrainingEnd>();
    QCOMPARE(end.how, TrainingEnd::How::failed);
    QVERIFY2(end.sentence.contains(QStringLiteral("nowhere")), qPrintable(end.sentence));
}

int main(int argc, char** argv)
{
    app::startup();
    prepareProcess();
    QApplication application(argc, argv);
    theme::apply(application, ThemeChoice::dark);
    Machinery test;
    return QTest::qExec(&test, argc, argv);
}
#include "Machinery.moc"
