// The window of trainings: what to train on the left; on the right the curve of its loss and the newest samples,
// followed while it runs. Closing it leaves the training running.
#pragma once

#include "ui/training/TrainingFollower.h"
#include "ui/training/TrainingPort.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSettings;
class QSplitter;

namespace likeness::ui {

class ElidedLabel;
class LossPlot;
class SampleSheet;
class TrainingForm;

// What a finished training made, for whoever wants to paint with it.
struct TrainedPart {
    TrainingPlan plan;
    QString made;
};

class TrainingWindow : public QWidget {
    Q_OBJECT

public:
    // `root`: where trainings lie that were given no folder.
    TrainingWindow(TrainingPort& port, QSettings& settings, const QString& root);

    void start(); // or continue; does nothing while one runs
    void stop();

Q_SIGNALS:
    void useWanted(const likeness::ui::TrainedPart& part);
    void progressed(const QString& sentence); // for a line elsewhere; empty: none runs

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class State { idle, running, stopping };

    QWidget* buildLeft();
    QWidget* buildRight();
    QWidget* buildStatus();
    void connectParts();
    void enter(State state);
    void follow(const SeenTrainingPtr& seen);
    void showProgress(const base::Progress& progress);
    void showEnd(const TrainingEnd& end);
    void say(const QString& sentence, bool isProblem = false, const QString& details = {});
    void sayReady(); // what will happen on Start
    bool hasMadeItsSteps() const;
    void retranslate();
    void retranslateLogs();

    TrainingPort& m_port;
    QSettings& m_settings;
    TrainingForm* m_form;
    TrainingFollower* m_follower;
    QLabel* m_shares;
    QPushButton* m_start;
    QPushButton* m_stop;
    QLabel* m_lossTitle;
    QComboBox* m_logs;
    ElidedLabel* m_readout;
    QCheckBox* m_logarithmic;
    LossPlot* m_plot;
    QLabel* m_samplesTitle;
    ElidedLabel* m_samplesSentence;
    SampleSheet* m_sheet;
    QSplitter* m_splitter;
    QLabel* m_sentence;
    QLabel* m_remaining;
    QProgressBar* m_bar;
    QPushButton* m_use;
    State m_state = State::idle;
    bool m_saysEnd = false; // how the last training ended is still to be read
    SeenTrainingPtr m_seen;
    TrainingPlan m_plan;                 // of the last start
    std::optional<TrainedPart> m_trained; // that can be used
};

} // namespace likeness::ui
