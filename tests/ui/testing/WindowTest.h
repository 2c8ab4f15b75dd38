// The real window over a fake machinery, with settings that vanish after the test.
#pragma once

#include "tests/ui/testing/FakeStudio.h"
#include "tests/ui/testing/FakeTraining.h"
#include "ui/shell/MainWindow.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

namespace likeness::ui::testing {

struct WindowUnderTest {
    explicit WindowUnderTest(bool firstStart = false); // firstStart: with the sample photo in place
    void startAgain(); // as another start of the program, one that keeps its pictures in history()
    QString history() const { return folder.filePath(QStringLiteral("history")); }
    QString trainings() const { return folder.filePath(QStringLiteral("trainings")); }
    ~WindowUnderTest();

    template <typename Widget> Widget* find(const char* objectName) const
    {
        auto* widget = window->findChild<Widget*>(QString::fromLatin1(objectName));
        if (!widget)
            qFatal("no widget named %s", objectName);
        return widget;
    }

    QString photo(const char* name) const; // path of a file with some bytes in it
    // On the window (or a widget in it), as a file manager does it.
    void drop(const QString& path) { drop(QStringList{path}); }
    void drop(const QStringList& paths, QWidget* on = nullptr);
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier, QWidget* on = nullptr);
    void generateAndWait();

    QTemporaryDir folder;
    FakeStudio studio;
    FakeTraining training;
    std::unique_ptr<QSettings> settings;
    std::unique_ptr<MainWindow> window;
};

// Before QApplication exists: no display, one look, no traces.
void prepareProcess();

} // namespace likeness::ui::testing

// QTEST_MAIN with the studio's own look.
#define LIKENESS_UI_TEST_MAIN(Class)                                                               \
    int main(int argc, char** argv)                                                                \
    {                                                                                              \
        likeness::ui::testing::prepareProcess();                                                   \
        QApplication application(argc, argv);                                                      \
        likeness::ui::theme::apply(application, likeness::ui::ThemeChoice::dark);                  \
        Class test;                                                                                \
        return QTest::qExec(&test, argc, argv);                                                    \
    }
