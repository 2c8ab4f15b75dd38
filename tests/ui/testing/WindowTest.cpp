#include "tests/ui/testing/WindowTest.h"

#include "ui/shell/JobPresenter.h"

#include <QMimeData>
#include <QSignalSpy>
#include <QStandardPaths>

namespace likeness::ui::testing {

void prepareProcess()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("LANGUAGE", "en");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("LikenessTest"));
    QCoreApplication::setApplicationName(QStringLiteral("likeness-test"));
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
}

WindowUnderTest::WindowUnderTest(bool firstStart)
    : settings(std::make_unique<QSettings>(folder.filePath(QStringLiteral("settings.ini")),
                                           QSettings::IniFormat))
{
    const StudioFiles files{QStringLiteral(LIKENESS_STYLES),
                            firstStart ? photo("sample.jpg") : QString(), {}, trainings()};
    window = std::make_unique<MainWindow>(studio, training, *settings, files);
    window->begin();
    window->show();
    window->activateWindow();
    if (!QTest::qWaitForWindowActive(window.get()))
        qFatal("the window was not shown");
}

void WindowUnderTest::startAgain()
{
    if (window)
        window->close();
    window.reset();
    window = std::make_unique<MainWindow>(
        studio, training, *settings,
        StudioFiles{QStringLiteral(LIKENESS_STYLES), {}, history(), trainings()});
    window->begin();
    window->show();
    window->activateWindow();
    if (!QTest::qWaitForWindowActive(window.get()))
        qFatal("the window was not shown");
}

WindowUnderTest::~WindowUnderTest()
{
    window.reset(); // before the machinery it talks to
}

QString WindowUnderTest::photo(const char* name) const
{
    const QString path = folder.filePath(QString::fromLatin1(name));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write("not empty") < 0)
        qFatal("cannot write %s", name);
    return path;
}

void WindowUnderTest::drop(const QStringList& paths, QWidget* on)
{
    QWidget* target = on ? on : window.get();
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths)
        urls.append(QUrl::fromLocalFile(path));
    data.setUrls(urls);
    const QPoint place = target->rect().center();
    QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &enter);
    if (!enter.isAccepted())
        return;
    QDropEvent event(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &event);
}

void WindowUnderTest::press(int key, Qt::KeyboardModifiers modifiers, QWidget* on)
{
    QTest::keyClick(on ? on : window.get(), Qt::Key(key), modifiers);
}

void WindowUnderTest::generateAndWait()
{
    QSignalSpy finished(&window->jobs(), &JobController::finished);
    press(Qt::Key_Return, Qt::ControlModifier);
    if (!finished.wait(5000))
        qFatal("the job did not finish");
}

} // namespace likeness::ui::testing
