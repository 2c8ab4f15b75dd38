// The session without its window: undo, models, what is remembered, what is recalled.
#include "tests/ui/testing/FakeStudio.h"
#include "tests/ui/testing/WindowTest.h"
#include "ui/gallery/StepModel.h"
#include "ui/look/Theme.h"
#include "ui/session/Memory.h"
#include "ui/session/Recall.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

namespace {

ResultPtr someResult(quint64 seed)
{
    auto result = std::make_shared<generation::PortraitResult>();
    result->request.seed = seed;
    result->off = painted(16, 10, 20, 30);
    result->on = painted(16, 40, 50, 60);
    return result;
}

StepsPtr noSteps()
{
    return std::make_shared<const std::vector<generation::StepPreview>>();
}

SeenReferencePtr someReference(int faces)
{
    auto seen = std::make_shared<SeenReference>();
    seen->size = {100, 100};
    seen->faces.resize(size_t(faces));
    return seen;
}

// Everything that undo has to bring back.
struct State {
    Settings settings;
    People people;
    std::vector<std::pair<quint64, bool>> pictures;

    bool operator==(const State&) const = default;
};

State stateOf(Session& session)
{
    State state{session.settings(), session.people(), {}};
    for (const ResultEntry& entry : session.results().entries())
        state.pictures.emplace_back(entry.id, entry.starred);
    return state;
}

} // namespace

class Documents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void undoAllIsTheStart_data();
    void undoAllIsTheStart();
    void aDragIsOneStep();
    void refusesWrongValues();
    void deletionComesBackInPlace();
    void stepModelIsAModel();
    void remembersSettings();
    void passesOverDamagedSettings();
    void recallsParts();
    void peopleKeepTheirOrder();
    void everySettingIsRememberedAndRecalled();
};

void Documents::undoAllIsTheStart_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void Documents::undoAllIsTheStart()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    Session session;
    QAbstractItemModelTester tester(&session.results(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (quint64 i = 0; i < 6; ++i)
        session.addResult(someResult(i), noSteps());
    const State start = stateOf(session);

    for (int i = 0; i < 120; ++i) {
        const auto someId = [&random] { return quint64(1 + random.bounded(6)); };
        switch (random.bounded(13)) {
        case 0:
            session.change(Setting::prompt, QString::number(random.generate()));
            break;
        case 1:
            session.change(Setting::strength, random.bounded(5.0));
            break;
        case 2:
            session.change(Setting::steps, random.bounded(200));
            break; // some are out of range
        case 3:
            session.setReference(random.bounded(4) == 0 ? nullptr
                                                        : someReference(1 + random.bounded(4)));
            break;
        case 4:
            session.pickFace(random.bounded(5));
            break;
        case 5:
            session.deleteResults({someId(), someId()});
            break;
        case 6:
            session.setStarred(someId(), random.bounded(2) == 0);
            break;
        case 7:
            session.change(Setting::twin, random.bounded(2) == 0);
            break;
        case 8: {
            People people = session.people();
            people.add({{someReference(2), random.bounded(2), random.bounded(2)}});
            session.setPeople(people, QStringLiteral("photo"));
            break;
        }
        case 9:
            session.removePhoto(random.bounded(8));
            break;
        case 10:
            session.change(Setting::loras, QStringList{QStringLiteral("0.5 /a b.safetensors"),
                                                       QString::number(random.bounded(20)) +
                                                           QStringLiteral(" c")});
            break; // some are too strong
        case 11:
            session.change(Setting::identitySpan,
                           QPointF(random.bounded(1.0), random.bounded(1.0)));
            break; // some end before they start
        case 12:
            if (random.bounded(3) == 0)
                session.undoStack().undo();
            else
                session.apply(Settings{.prompt = QString::number(i), .steps = 9},
                              QStringLiteral("all"));
        }
    }
    const State end = stateOf(session);
    const int indexAtEnd = session.undoStack().index();
    QVERIFY(!(end == start));
    while (session.undoStack().canUndo())
        session.undoStack().undo();
    QVERIFY(stateOf(session) == start);
    session.undoStack().setIndex(indexAtEnd);
    QVERIFY(stateOf(session) == end);
}

void Documents::aDragIsOneStep()
{
    Session session;
    QSignalSpy changes(&session, &Session::settingChanged);
    for (int i = 1; i <= 50; ++i)
        session.change(Setting::strength, 0.8 + i * 0.01);
    QCOMPARE(changes.size(), 50);
    QCOMPARE(session.undoStack().count(), 1);
    session.change(Setting::steps, 12);
    QCOMPARE(session.undoStack().count(), 2);
    session.undoStack().undo();
    session.undoStack().undo();
    QCOMPARE(session.settings(), Settings());
}

void Documents::refusesWrongValues()
{
    Session session;
    QVERIFY(!session.change(Setting::steps, 151));
    QVERIFY(!session.change(Setting::steps, QStringLiteral("many")));
    QVERIFY(!session.change(Setting::strength, 5.01));
    QVERIFY(!session.change(Setting::strength, std::nan("")));
    QVERIFY(!session.change(Setting::width, 100)); // no multiple of 8
    QVERIFY(!session.change(Setting::seed, QStringLiteral("9007199254740992")));
    QVERIFY(!session.change(Setting::precision, QStringLiteral("int4")));
    QVERIFY(session.change(Setting::seed, QStringLiteral("9007199254740991")));
    QCOMPARE(session.request().seed, (std::uint64_t(1) << 53) - 1);
    QCOMPARE(session.undoStack().count(), 1);
}

void Documents::deletionComesBackInPlace()
{
    Session session;
    for (quint64 i = 1; i <= 5; ++i)
        session.addResult(someResult(i), noSteps());
    session.deleteResults({2, 4});
    QCOMPARE(session.results().rowCount(), 3);
    session.addResult(someResult(6), noSteps());
    session.undoStack().undo();
    std::vector<quint64> ids;
    for (const ResultEntry& entry : session.results().entries())
        ids.push_back(entry.id);
    QCOMPARE(ids, (std::vector<quint64>{6, 5, 4, 3, 2, 1}));
    session.deleteResults({99}); // not there: nothing to undo
    QVERIFY(!session.undoStack().canUndo());
}

void Documents::stepModelIsAModel()
{
    StepModel steps;
    QAbstractItemModelTester tester(&steps, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int i = 1; i <= 4; ++i)
        steps.append({i, QImage(4, 4, QImage::Format_RGB32), {}});
    QCOMPARE(steps.rowCount(), 4);
    QCOMPARE(steps.index(2).data(StepModel::StepRole).toInt(), 3);
    steps.clear();
    QCOMPARE(steps.rowCount(), 0);
}

void Documents::remembersSettings()
{
    QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    QVERIFY(recollect(store, Settings{.prompt = QStringLiteral("first")}).firstStart);
    Settings settings{.prompt = QStringLiteral("Ä, “quoted”; 100 %"),
                      .seed = (quint64(1) << 53) - 1,
                      .steps = 7,
                      .strength = 1.25,
                      .width = 512};
    const QList<RememberedPhoto> photos{{QStringLiteral("/photos/a b.jpg"), 3, 0},
                                        {QStringLiteral("/photos/Ä.likeness-id"), 0, 1}};
    remember(store, settings, {{QStringLiteral("/older.jpg")}, {}, {}, {}});
    remember(store, settings, photos);
    store.sync();
    QSettings again(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    const Remembered remembered = recollect(again, Settings{.prompt = QStringLiteral("first")});
    QVERIFY(!remembered.firstStart);
    QCOMPARE(remembered.settings, settings);
    QCOMPARE(remembered.photos, photos);
}

void Documents::passesOverDamagedSettings()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("s.ini")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[session]\nsteps=abc\nstrength=-3\nwidth=13\nseed=\nprecision=int4\nprompt="
               "kept\nidentitySpan=0.9\nloras=strong x\nzeroTokens=81\nblockStrengths=a\n"
               "photos\\size=9999999\nphotos\\1\\path=a.jpg\nphotos\\1\\face=x\n"
               "photos\\1\\person=7\n\xff\xfe\n");
    file.close();
    QSettings store(file.fileName(), QSettings::IniFormat);
    const Remembered remembered = recollect(store, Settings());
    QCOMPARE(remembered.settings, Settings{.prompt = QStringLiteral("kept")});
    QCOMPARE(remembered.photos, (QList<RememberedPhoto>{{QStringLiteral("a.jpg"), 0, 1}}));
}

void Documents::recallsParts()
{
    generation::PortraitRequest request;
    request.prompt = "old prompt";
    request.style = "oil";
    request.seed = 42;
    request.steps = 9;
    request.strength = 1.5;
    request.width = request.height = 512;
    const Settings current{.prompt = QStringLiteral("new prompt"), .seed = 1};
    const Settings seed = recalled(current, request, RecallPart::seed);
    QCOMPARE(seed.seed, 42u);
    QVERIFY(seed.seedLocked);
    QCOMPARE(seed.prompt, QStringLiteral("new prompt"));
    const Settings prompt = recalled(current, request, RecallPart::prompt);
    QCOMPARE(prompt.prompt, QStringLiteral("old prompt"));
    QCOMPARE(prompt.style, QStringLiteral("oil"));
    QCOMPARE(prompt.steps, 0);
    const Settings remix = recalled(current, request, RecallPart::remix);
    QCOMPARE(remix.seed, 1u);
    QCOMPARE(remix.strength, 1.5);
    const Settings all = recalled(current, request, RecallPart::all);
    // What is recalled makes the same request again.
    generation::PortraitRequest again = requestFrom(all);
    QCOMPARE(again.prompt, request.prompt);
    QCOMPARE(again.seed, request.seed);
    QCOMPARE(again.steps, request.steps);
    QCOMPARE(again.width, request.width);
}

void Documents::peopleKeepTheirOrder()
{
    People people;
    const auto photo = [](int person) { return PersonPhoto{someReference(1), 0, person}; };
    QVERIFY(people.add({photo(1)})); // without a first person it is the first
    QCOMPARE(people.count(0), 1);
    QVERIFY(people.add({photo(1), photo(0), photo(1)}));
    QCOMPARE(people.count(0), 2);
    QCOMPARE(people.count(1), 2);
    std::vector<int> order;
    for (const PersonPhoto& one : people.photos)
        order.push_back(one.person);
    QCOMPARE(order, (std::vector<int>{0, 0, 1, 1}));
    QVERIFY(!people.add({photo(0), photo(0), photo(0)})); // a fifth
    QCOMPARE(people.count(0), People::mostPhotos);
    people.shown = 5;
    people.remove(0);
    QCOMPARE(people.shown, 4); // the same photo
    for (int i = 0; i < 3; ++i)
        people.remove(0);
    QCOMPARE(people.count(0), 2); // the second person is the only one now
    QCOMPARE(people.count(1), 0);
    people.remove(1);
    people.remove(0);
    people.remove(0);
    QCOMPARE(people, People());
}

void Documents::everySettingIsRememberedAndRecalled()
{
    Settings settings;
    const QMap<Setting, QVariant> values{
        {Setting::identityPreset, QStringLiteral("style")},
        {Setting::zeroTokens, 12},
        {Setting::ortho, QStringLiteral("v1")},
        {Setting::identitySpan, QPointF(0.25, 0.9)},
        {Setting::blockStrengths, QStringLiteral("1, 0.5, 0")},
        {Setting::joinTokens, true},
        {Setting::recordMaps, true},
        {Setting::mix, 0.3},
        {Setting::loras, QStringList{QStringLiteral("0.8 /a, b; c.safetensors"),
                                     QStringLiteral("-1.25 /Ä.pt")}},
        {Setting::memory, QStringLiteral("offload")},
        {Setting::previewDecoder, QStringLiteral("/taesdxl.safetensors")},
    };
    for (const Setting setting : values.keys())
        QVERIFY2(settings.set(setting, values[setting]), qPrintable(storageName(setting)));
    for (const Setting setting : allSettings())
        QVERIFY(settings.value(setting).isValid());

    QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    remember(store, settings, {});
    store.sync();
    QSettings again(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    QCOMPARE(recollect(again, Settings()).settings, settings);

    generation::PortraitRequest request = requestFrom(settings);
    request.references = {{"a.jpg", 0, 0}, {"b.jpg", 0, 1}};
    settings.seedLocked = true;
    QCOMPARE(recalled(Settings(), request, RecallPart::all), settings);
    request.references.pop_back(); // one person: the share says nothing
    QCOMPARE(recalled(Settings(), request, RecallPart::all).mix, Settings().mix);
    QVERIFY(!settings.set(Setting::identitySpan, QPointF(0.5, 0.5)));
    QVERIFY(!settings.set(Setting::loras, QStringList{QStringLiteral("11 /a")}));
    QVERIFY(!settings.set(Setting::loras, QStringList{QStringLiteral("/without-strength")}));
    QVERIFY(!settings.set(Setting::blockStrengths, QStringLiteral("1, 6")));
    QVERIFY(!settings.set(Setting::memory, QStringLiteral("floppy")));
}

LIKENESS_UI_TEST_MAIN(Documents)
#include "Documents.moc"
