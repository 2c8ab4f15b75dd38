// A machinery that paints coloured squares at the pace the test wants. It keeps what it was asked
// for.
#pragma once

#include "ui/session/StudioPort.h"

#include <QMap>
#include <QTimer>

namespace likeness::ui::testing {

class FakeStudio : public StudioPort {
    Q_OBJECT

public:
    explicit FakeStudio(QObject* parent = nullptr);

    generation::JobId submit(generation::PortraitRequest request) override;
    void cancel(generation::JobId job) override;
    void readReference(const QString& photo, quint64 ticket) override;
    void saveIdentity(const generation::IdentityToSave& what) override;
    static constexpr int manySteps = 40; // go with another guidance
    base::Result<generation::PortraitRequest> defaultsFor(const QString& model,
                                                          const QString& lightning, int) const override;
    void estimateMemory(const generation::PortraitRequest& request, quint64 ticket) override;
    void readSettings(const QString& file) override;
    void keep(ResultPtr result, const QString& offFile, const QString& onFile,
              quint64 ticket) override;
    void exportSet(ResultPtr result, StepsPtr steps, const QString& folder) override;

    // How it behaves.
    int stepPause_ms = 2;
    int steps = 4;
    int faces = 2;                                    // per photo; 0: refuses with a sentence, as
                                                      // for names with "nobody" in them
    bool holds = false;                               // stops before the last step until release()
    bool fails = false;                               // the next job fails
    bool diskIsFull = false;                          // nothing can be kept
    double likeness = 0.64;                           // of the pictures
    std::optional<generation::PortraitRequest> found; // in every file that may hold settings
    void release();
    // An event as if the inference thread had sent it late.
    void sendLate(const generation::JobEvent& event) { Q_EMIT jobEvent(event); }

    // What it was asked for.
    std::vector<generation::PortraitRequest> requests;
    std::vector<generation::JobId> cancelled;
    QStringList photos;
    std::vector<generation::IdentityToSave> identities;
    QStringList exportFolders;
    size_t exportedSteps = 0;

private:
    void work();
    void send(generation::JobId job, decltype(generation::JobEvent::event) event);
    generation::StepPreview previewOf(int step) const;
    ResultPtr resultOf(const generation::PortraitRequest& request) const;

    struct Job {
        generation::JobId id;
        generation::PortraitRequest request;
    };
    std::vector<Job> m_queue;
    int m_step = 0;
    generation::JobId m_lastId = 0;
    QTimer m_timer;
};

// A portrait-shaped picture of a colour.
images::Image painted(int side, int red, int green, int blue);

} // namespace likeness::ui::testing
