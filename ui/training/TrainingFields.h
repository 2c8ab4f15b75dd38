// What the training window's fields hold, and the recipe that they make. Plain values: kept between starts, tested
// without a window.
#pragma once

#include "ui/training/TrainingPort.h"

#include <array>

class QSettings;

namespace likeness::ui {

enum class TrainingKind { starter, identity, fastSteps };
inline constexpr std::array allTrainingKinds{TrainingKind::starter, TrainingKind::identity,
                                             TrainingKind::fastSteps};

struct TrainingFields {
    QString folder;                             // of the training
    QString model;                              // to start from; empty: the starter model
    bool fromNothing = false;                   // starter: no model to start from
    QString pictures;                           // starter: folder of own pictures; empty: none
    QString stage = QStringLiteral("stage3");   // identity
    QString lightning;                          // identity: LoRA with which the model paints in a few steps
    int steps = 500;
    int persons = 1000; // of the portrait world
    int batch = 8;      // per core and step; identity and fastSteps
    double learningRate = 3e-4; // identity and fastSteps
    int fastSteps = 4;          // fastSteps: in which it shall paint
    double guidance = 1.5;      // fastSteps: of the teacher
    int workers = 1;            // cores

    bool operator==(const TrainingFields&) const = default;
};

// The ranges that the trainers take.
struct WholeRange {
    int least, most;
};
inline constexpr WholeRange stepsRange{1, 10'000'000}, batchRange{1, 1024}, workersRange{1, 64},
    fastStepsRange{1, 16};
WholeRange personsRange(TrainingKind kind);
inline constexpr double leastRate = 1e-8, mostRate = 1, leastGuidance = 1, mostGuidance = 30;

// `root`: the folder in which trainings lie that were given no other.
TrainingFields fieldsAtFirst(TrainingKind kind, const QString& root);

// Values that are damaged or out of range keep what `fields` has.
void recallFields(const QSettings& store, TrainingKind kind, TrainingFields& fields);
void rememberFields(QSettings& store, TrainingKind kind, const TrainingFields& fields);

// The log that grows last: when it has all its steps, the training is done.
QString lastLogOf(TrainingKind kind, const TrainingFields& fields);

TrainingPlan planOf(TrainingKind kind, const TrainingFields& fields, const QString& starterModel);

} // namespace likeness::ui
