// The machinery's words for stages and trainings, in the artist's language.
#pragma once

#include "core/base/Progress.h"
#include "ui/training/TrainingFields.h"

namespace likeness::ui {

QString titleOf(TrainingKind kind);    // "Identity adapter"
QString sentenceOf(TrainingKind kind); // what it is for
QString titleOfLog(const QString& name); // "vae" → "Autoencoder"; a name that is not known stays
// "Training vae, step 3 of 9, loss 0.1" → "Autoencoder: step 3 of 9"
QString sentenceOf(const base::Progress& progress);

struct IdentityStage {
    QString word;  // as core/training names it
    QString title, sentence;
};
QList<IdentityStage> identityStages(); // in core/training's order

} // namespace likeness::ui
