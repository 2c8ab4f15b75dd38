// The gallery over several starts of the program.
#include "tests/ui/testing/WindowTest.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/gallery/GalleryPanel.h"
#include "ui/gallery/History.h"
#include "ui/look/Theme.h"
#include "ui/session/Pictures.h"
#include "ui/shell/JobPresenter.h"
#include "ui/shell/MessageBar.h"

#include <QDir>
#include <QSqlDatabase>
#include <QSqlQuery>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

namespace {

QStringList filesIn(const QString& folder, const QString& pattern)
{
    return QDir(folder).entryList({pattern}, QDir::Files);
}

// A statement on the table, as another program would make it.
void execute(const QString& folder, const QString& statement)
{
    {
        QSqlDatabase database =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("test"));
        database.setDatabaseName(folder + QStringLiteral("/history.sqlite"));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(statement));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("test"));
}

// Paints pictures and waits until they are on the disk: two files each, for there is a photo.
void paint(WindowUnderTest& test, int pictures)
{
    for (int i = 0; i < pictures; ++i) {
        const auto before = filesIn(test.history(), QStringLiteral("*.png")).size();
        test.generateAndWait();
        QTRY_COMPARE(filesIn(test.history(), QStringLiteral("*.png")).size(), before + 2);
        QTest::qWait(10); // the row follows the files
    }
}

void startWithAPhoto(WindowUnderTest& test)
{
    test.startAgain();
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
}

} // namespace

class Kept : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBackAtTheNextStart();
    void removedIsGoneAtTheNextStart();
    void dropsTheOldestForRoom();
    void setsADamagedTableAside();
    void leavesANewerTableAlone();
    void paintsWithoutAPlaceToKeep();
    void saysOnceThatTheDiskIsFull();
    void aLostFileIsASentence();
    void passesOverForeignRows();
};

void Kept::comesBackAtTheNextStart()
{
    WindowUnderTest test;
    startWithAPhoto(test);
    test.window->session().change(Setting::prompt, QStringLiteral("the first, “Ä”"));
    paint(test, 1);
    const QImage first = test.window->canvasPanel().canvas().on();
    const quint64 seed = test.studio.requests.back().seed;
    test.window->session().change(Setting::prompt, QStringLiteral("the second"));
    paint(test, 1);
    test.window->session().setStarred(test.window->presenter().shown(), true);

    test.startAgain();
    ResultModel& results = test.window->session().results();
    QCOMPARE(results.rowCount(), 2);
    QVERIFY(results.entries()[0].starred); // newest first
    const ResultEntry& kept = results.entries()[1];
    QVERIFY(kept.on.isNull()); // until it is opened
    QVERIFY(!results.index(1).data(ResultModel::OnThumbnailRole).value<QImage>().isNull());
    QCOMPARE(results.index(1).data(ResultModel::LikenessRole).toDouble(), 0.64);
    const quint64 id = kept.id;
    Q_EMIT test.window->gallery().opened(id);
    QCOMPARE(test.window->canvasPanel().canvas().on(), first);
    QCOMPARE(fromQImage(first), results.find(id)->result->on); // for export
    test.window->canvasPanel().canvas().setFocus();
    test.press(Qt::Key_A);
    QCOMPARE(test.window->session().settings().prompt, QStringLiteral("the first, “Ä”"));
    QCOMPARE(test.window->session().settings().seed, seed);
    // Another one takes its place in memory.
    Q_EMIT test.window->gallery().opened(results.entries()[0].id);
    QVERIFY(results.find(id)->on.isNull());
    // New pictures are newer than all that were kept, and are kept beside them.
    paint(test, 1);
    test.startAgain();
    QCOMPARE(test.window->session().results().rowCount(), 3);
}

void Kept::removedIsGoneAtTheNextStart()
{
    WindowUnderTest test;
    startWithAPhoto(test);
    paint(test, 3);
    test.startAgain();
    ResultModel& results = test.window->session().results();
    const quint64 newest = results.entries()[0].id, oldest = results.entries()[2].id;
    test.window->session().deleteResults({newest, oldest});
    QCOMPARE(filesIn(test.history(), QStringLiteral("*.png")).size(), 6); // undo needs them
    test.window->session().undoStack().undo();
    QCOMPARE(results.rowCount(), 3);
    test.window->session().deleteResults({oldest});
    test.startAgain();
    QCOMPARE(test.window->session().results().rowCount(), 2);
    QCOMPARE(filesIn(test.history(), QStringLiteral("*.png")).size(), 4);
}

void Kept::dropsTheOldestForRoom()
{
    WindowUnderTest test;
    startWithAPhoto(test);
    paint(test, 4);
    const auto oldest = test.window->session().results().entries()[3].id;
    test.window->session().setStarred(oldest, true);
    test.window.reset();

    // Room for three: the oldest without a star goes.
    Session session;
    qint64 all = 0;
    for (const QString& file : filesIn(test.history(), QStringLiteral("*.png")))
        all += QFileInfo(test.history() + u'/' + file).size();
    History history(test.studio, session, test.history(), all * 7 / 8);
    history.begin();
    QCOMPARE(session.results().rowCount(), 3);
    QVERIFY(session.results().entries()[2].starred);
    QCOMPARE(filesIn(test.history(), QStringLiteral("*.png")).size(), 6);
    test.startAgain();
}

void Kept::setsADamagedTableAside()
{
    for (const bool isCutOff : {false, true}) {
        WindowUnderTest test;
        startWithAPhoto(test);
        paint(test, 2);
        test.window->close();
        test.window.reset();
        QFile table(test.history() + QStringLiteral("/history.sqlite"));
        QVERIFY(table.open(QIODevice::ReadWrite));
        if (isCutOff)
            QVERIFY(table.resize(table.size() / 2));
        else
            table.write(QByteArray(5000, 'x'));
        table.close();
        MainWindow next(test.studio, test.training, *test.settings, {{}, {}, test.history()});
        next.begin();
        QVERIFY(next.messages().sentence().contains(QLatin1String("set aside")));
        QCOMPARE(filesIn(test.history(), QStringLiteral("history-damaged-*")).size(), 1);
        QCOMPARE(filesIn(test.history(), QStringLiteral("*.png")).size(), 4); // nothing is lost
        // And it goes on.
        test.startAgain();
        QVERIFY(!test.window->messages().sentence().contains(QLatin1String("set aside")));
        test.drop(test.photo("a.jpg"));
        QTRY_VERIFY(test.window->session().reference());
        paint(test, 1);
        test.startAgain();
        QCOMPARE(test.window->session().results().rowCount(), 1);
    }
}

void Kept::leavesANewerTableAlone()
{
    WindowUnderTest test;
    startWithAPhoto(test);
    paint(test, 1);
    test.window->close();
    test.window.reset();
    execute(test.history(), QStringLiteral("PRAGMA user_version = 99"));
    MainWindow next(test.studio, test.training, *test.settings, {{}, {}, test.history()});
    next.begin();
    QVERIFY(next.messages().sentence().contains(QLatin1String("newer Likeness")));
    QVERIFY(filesIn(test.history(), QStringLiteral("history-damaged-*")).isEmpty());
    execute(test.history(), QStringLiteral("PRAGMA user_version = 1"));
    test.startAgain();
    QCOMPARE(test.window->session().results().rowCount(), 1);
}

void Kept::paintsWithoutAPlaceToKeep()
{
    WindowUnderTest test;
    QFile inTheWay(test.history());
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    inTheWay.close();
    test.startAgain();
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("not kept")));
    test.generateAndWait();
    QCOMPARE(test.window->session().results().rowCount(), 1);
}

void Kept::saysOnceThatTheDiskIsFull()
{
    WindowUnderTest test;
    test.startAgain();
    test.studio.diskIsFull = true;
    test.generateAndWait();
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("disk is full")));
    test.window->messages().say(MessageBar::Kind::note, QStringLiteral("Something else."));
    test.generateAndWait();
    QTest::qWait(20);
    QCOMPARE(test.window->messages().sentence(), QStringLiteral("Something else."));
}

void Kept::aLostFileIsASentence()
{
    WindowUnderTest test;
    startWithAPhoto(test);
    paint(test, 1);
    for (const QString& file : filesIn(test.history(), QStringLiteral("*.png")))
        QVERIFY(QFile::remove(test.history() + u'/' + file));
    test.startAgain();
    Q_EMIT test.window->gallery().opened(test.window->session().results().entries()[0].id);
    QVERIFY(test.window->messages().sentence().contains(QLatin1String("gone")));
}

void Kept::passesOverForeignRows()
{
    WindowUnderTest test;
    startWithAPhoto(test);
    paint(test, 2);
    test.window->close();
    test.window.reset();
    execute(test.history(), QStringLiteral("UPDATE pictures SET request = '{\"steps\": \"x\"}', "
                                           "on_thumbnail = x'00ff' WHERE key = 1"));
    // A name in the table cannot point out of the folder.
    const QString outside = test.photo("outside.png");
    execute(test.history(), QStringLiteral("UPDATE pictures SET removed = 1, on_file = '%1', "
                                           "off_file = '../outside.png' WHERE key = 2")
                                .arg(outside));
    test.startAgain();
    QCOMPARE(test.window->session().results().rowCount(), 0);
    QVERIFY(QFile::exists(outside));
}

LIKENESS_UI_TEST_MAIN(Kept)
#include "Kept.moc"
