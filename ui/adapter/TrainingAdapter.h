// core/training's doors as the window's TrainingPort: each training runs in a thread of its own. Of its progress only
// the newest waits for the window.
#pragma once

#include "core/generation/Mailbox.h"
#include "core/generation/Studio.h"
#include "ui/training/TrainingPort.h"

#include <thread>

namespace likeness::ui {

class TrainingAdapter final : public TrainingPort {
public:
    // Of the options: the starter model, and the file with which faces are found in own pictures.
    explicit TrainingAdapter(generation::StudioOptions options);
    ~TrainingAdapter() override; // stops a running training and waits for its checkpoint

    void start(const TrainingPlan& plan) override;
    void stop() override;
    bool isRunning() const override { return m_running; }
    QString starterModel() const override;

private:
    base::Result<QString> run(TrainingPlan plan, const std::stop_token& stop); // on its thread
    void deliver(const base::Progress& progress);
    void end(const TrainingEnd& end);

    const generation::StudioOptions m_options;
    generation::Mailbox<base::Progress> m_progress; // the one that waits
    bool m_running = false;
    std::jthread m_thread; // last: joined before what it uses goes
};

} // namespace likeness::ui
