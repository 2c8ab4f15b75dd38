// A training that does what the test says, when it says so.
#pragma once

#include "ui/training/TrainingPort.h"

namespace likeness::ui::testing {

class FakeTraining : public TrainingPort {
    Q_OBJECT

public:
    using TrainingPort::TrainingPort;

    void start(const TrainingPlan& plan) override
    {
        plans.push_back(plan);
        m_running = true;
    }
    void stop() override { ++stops; }
    bool isRunning() const override { return m_running; }
    QString starterModel() const override { return QStringLiteral("/models/starter"); }

    void progress(const std::string& stage, double done, double remaining_seconds)
    {
        Q_EMIT progressed({stage, done, remaining_seconds});
    }
    void finish(const QString& made) { end({TrainingEnd::How::finished, made, {}, {}}); }
    void beStopped() { end({TrainingEnd::How::stopped, {}, QStringLiteral("Was stopped."), {}}); }
    void fail(const QString& sentence)
    {
        end({TrainingEnd::How::failed, {}, sentence, QStringLiteral("details")});
    }

    // What it was asked for.
    std::vector<TrainingPlan> plans;
    int stops = 0;

private:
    void end(const TrainingEnd& end)
    {
        m_running = false;
        Q_EMIT ended(end);
    }

    bool m_running = false;
};

} // namespace likeness::ui::testing
