// The shipped languages are complete, keep every placeholder, and take effect while the window is
// open.
#include "tests/ui/testing/WindowTest.h"
#include "ui/look/Theme.h"
#include "ui/shell/Language.h"

#include <QDirIterator>
#include <QDockWidget>
#include <QMenuBar>
#include <QRegularExpression>
#include <QXmlStreamReader>

using namespace likeness::ui;
using namespace likeness::ui::testing;

namespace {

struct Message {
    QString source;
    QStringList translations; // several for plurals
    bool isFinished = true;
    bool isPlural = false;
};

QList<Message> readMessages(const QString& path)
{
    QList<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("message")) {
            messages.append(Message());
            messages.last().isPlural =
                xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
        } else if (xml.name() == QLatin1String("source")) {
            messages.last().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            messages.last().isFinished = !xml.attributes().hasAttribute(QLatin1String("type"));
            if (!messages.last().isPlural)
                messages.last().translations.append(xml.readElementText());
        } else if (xml.name() == QLatin1String("numerusform")) {
            messages.last().translations.append(xml.readElementText());
        }
    }
    return messages;
}

QStringList placeholders(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("%[1-9]"));
    QStringList found;
    for (auto match = pattern.globalMatch(text); match.hasNext();)
        found.append(match.next().captured());
    found.sort();
    return found;
}

} // namespace

class Languages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areComplete_data();
    void areComplete();
    void changeTheOpenWindow();
    void countInWords();
};

void Languages::areComplete_data()
{
    QTest::addColumn<QString>("path");
    for (QDirIterator files(QStringLiteral(LIKENESS_TRANSLATIONS), {QStringLiteral("*.ts")});
         files.hasNext();) {
        const QString path = files.next();
        QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
    }
}

void Languages::areComplete()
{
    QFETCH(const QString, path);
    const QList<Message> messages = readMessages(path);
    QVERIFY(messages.size() >= 10);
    for (const Message& message : messages) {
        QVERIFY2(message.isFinished, qPrintable(message.source));
        QCOMPARE(message.translations.size(), message.isPlural ? 2 : 1);
        for (const QString& translation : message.translations) {
            QVERIFY2(!translation.isEmpty(), qPrintable(message.source));
            QVERIFY2(placeholders(translation) == placeholders(message.source),
                     qPrintable(message.source));
        }
    }
}

void Languages::changeTheOpenWindow()
{
    Language language;
    language.install(QStringLiteral("en"));
    WindowUnderTest test;
    auto* dock = test.window->findChild<QDockWidget*>(QStringLiteral("galleryDock"));
    QCOMPARE(dock->windowTitle(), QStringLiteral("Gallery"));
    language.install(QStringLiteral("de"));
    QTRY_COMPARE(dock->windowTitle(), QStringLiteral("Galerie"));
    QCOMPARE(test.window->actions().action("generate")->text(), QStringLiteral("Malen"));
    QCOMPARE(test.window->menuBar()->actions().first()->text(), QStringLiteral("&Datei"));
    language.install(QStringLiteral("en"));
    QTRY_COMPARE(dock->windowTitle(), QStringLiteral("Gallery"));
}

void Languages::countInWords()
{
    Language language;
    language.install(QStringLiteral("en"));
    QCOMPARE(MainWindow::tr("%n picture(s) deleted", nullptr, 1),
             QStringLiteral("One picture deleted"));
    QCOMPARE(MainWindow::tr("%n picture(s) deleted", nullptr, 3),
             QStringLiteral("3 pictures deleted"));
    language.install(QStringLiteral("de"));
    QCOMPARE(MainWindow::tr("%n picture(s) deleted", nullptr, 3),
             QStringLiteral("3 Bilder gelöscht"));
    for (const char* other : {"C", "tlh", "eo"}) { // languages we do not have
        language.install(QString::fromLatin1(other));
        QCOMPARE(MainWindow::tr("%n picture(s) deleted", nullptr, 3),
                 QStringLiteral("3 pictures deleted"));
    }
}

LIKENESS_UI_TEST_MAIN(Languages)
#include "Languages.moc"
