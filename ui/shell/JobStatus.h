// The status line of a running job: what is being done, how far, how long still, and Cancel.
#pragma once

#include "core/base/Progress.h"

#include <QWidget>

class QAction;
class QLabel;
class QProgressBar;
class QToolButton;

namespace likeness::ui {

class ElidedLabel;

class JobStatus : public QWidget {
    Q_OBJECT

public:
    explicit JobStatus(QAction* cancel, QWidget* parent = nullptr);

    void begin();
    void show(const base::Progress& progress); // negative `done` leaves the bar as it is
    void showStep(int step, int steps, double remaining_seconds);
    void end(const QString& sentence);
    void showWaiting(int jobs);
    void showCaption(const QString& caption); // what is on the canvas, in a few words

private:
    QLabel* m_stage;
    QLabel* m_waiting;
    ElidedLabel* m_caption;
    QLabel* m_remaining;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
};

} // namespace likeness::ui
