// The training window's only door to the machinery: one training at a time goes in, progress and its end come out as
// signals in the window's thread. adapter/TrainingAdapter implements it over core/training's doors; the tests implement
// it with a fake.
#pragma once

#include "core/training/ModelTrainer.h"
#include "core/training/StarterTrainer.h"

#include <QObject>
#include <QString>

#include <variant>

namespace likeness::ui {

// What is to be trained, as core/training takes it.
using TrainingPlan =
    std::variant<training::StarterRecipe, training::IdentityRecipe, training::LightningRecipe>;

struct TrainingEnd {
    enum class How { finished, stopped, failed };
    How how = How::finished;
    QString made;             // finished: the file or the folder of the model
    QString sentence, details; // stopped, failed: in the machinery's words
};

// All calls return at once.
class TrainingPort : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    // Answered by `ended`, once. Nothing happens while another runs.
    virtual void start(const TrainingPlan& plan) = 0;
    // A checkpoint is written; `ended` follows.
    virtual void stop() = 0;
    virtual bool isRunning() const = 0; // from start() until `ended`

    virtual QString starterModel() const = 0; // its folder: what is trained where no model is chosen

Q_SIGNALS:
    void progressed(const likeness::base::Progress& progress);
    void noted(const QString& sentence); // something was measured or written on the way
    void ended(const likeness::ui::TrainingEnd& end);
};

} // namespace likeness::ui
