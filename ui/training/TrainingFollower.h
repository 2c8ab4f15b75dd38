// Follows a training's folder while it grows, whoever trains in it: the curve of one log and the newest sheet of
// samples. Reading happens on a thread of its own; what has not changed is not sent again.
#pragma once

#include "core/training/TrainingLog.h"

#include <QImage>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include <memory>

namespace likeness::ui {

struct SeenTraining {
    QStringList logs;     // their names, the one written last first
    QString log;          // whose points these are; empty: there is none
    std::vector<training::LogPoint> points;
    QString sheet;        // file of the samples; empty: none yet
    QImage samples;       // null while there are none, or while they are being written
    bool isBegun = false; // there is something to go on with
};
using SeenTrainingPtr = std::shared_ptr<const SeenTraining>; // never null

class TrainingFollower : public QObject {
    Q_OBJECT

public:
    explicit TrainingFollower(QObject* parent = nullptr);
    ~TrainingFollower() override;

    void setFolder(const QString& folder); // sends what is there
    void setLog(const QString& name);      // empty: the one written last
    void setFollowing(bool following);     // off: only setFolder and setLog read
    void look();                           // now

    static constexpr int pause_ms = 1000;
    static constexpr int longestSide_px = 8192; // of a sheet; larger ones are not shown

Q_SIGNALS:
    void changed(const likeness::ui::SeenTrainingPtr& seen);

private:
    class Reader; // lives on the pool's thread

    QString m_folder, m_log;
    quint64 m_ticket = 0;   // of the newest folder and log: late answers of others are dropped
    bool m_isReading = false, m_lookAgain = false;
    std::shared_ptr<Reader> m_reader;
    QTimer m_timer;
    QThreadPool m_pool; // one thread; last: its destructor waits
};

} // namespace likeness::ui
