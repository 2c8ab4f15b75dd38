// The way from the studio to the training window and back: opens it, shows a running training in the status bar, takes
// what was trained into use, and lets the studio close only when a running training has been kept.
#pragma once

#include "ui/training/TrainingWindow.h"

#include <memory>

class QToolButton;

namespace likeness::ui {

class MainWindow;

class TrainingEntry : public QObject {
    Q_OBJECT

public:
    // `root`: the folder of trainings that were given no other.
    TrainingEntry(TrainingPort& port, MainWindow& studio, const QString& root);
    ~TrainingEntry() override;

    void open();
    TrainingWindow& window(); // made at the first call

    // False while a training runs: it is stopped, and the studio closes itself when it has been kept.
    bool mayClose();

private:
    void use(const TrainedPart& part);
    void showProgress(const QString& sentence);
    void tellEnd(const TrainingEnd& end);
    void retranslate();
    bool eventFilter(QObject* watched, QEvent* event) override;

    TrainingPort& m_port;
    MainWindow& m_studio;
    const QString m_root;
    QToolButton* m_running; // in the status bar
    bool m_closes = false;
    std::unique_ptr<TrainingWindow> m_window; // a window of its own: may lie behind the studio's
};

} // namespace likeness::ui
