#include "ui/training/TrainingWords.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace likeness::ui {

namespace {

struct Words {
    const char* name;
    const char* title;
};

// The trainings as core names their logs.
constexpr Words logs[] = {
    {"vae", QT_TRANSLATE_NOOP("Training", "Autoencoder")},
    {"arcface", QT_TRANSLATE_NOOP("Training", "Face recogniser")},
    {"eva", QT_TRANSLATE_NOOP("Training", "Vision tower")},
    {"decoder", QT_TRANSLATE_NOOP("Training", "Decoder")},
    {"words", QT_TRANSLATE_NOOP("Training", "Reading words")},
    {"stage1", QT_TRANSLATE_NOOP("Training", "Painting")},
    {"naive_id", QT_TRANSLATE_NOOP("Training", "Naive identity loss")},
    {"stage2", QT_TRANSLATE_NOOP("Training", "Identity loss")},
    {"stage3", QT_TRANSLATE_NOOP("Training", "Identity loss and alignment")},
    {"lightning", QT_TRANSLATE_NOOP("Training", "Fast steps")},
};

// What comes before a training, as core names it.
[[maybe_unused]] constexpr const char* stages[] = {
    QT_TRANSLATE_NOOP("Stages", "Painting the training portraits"),
    QT_TRANSLATE_NOOP("Stages", "Encoding the portraits"),
    QT_TRANSLATE_NOOP("Stages", "Looking at the reference portraits"),
    QT_TRANSLATE_NOOP("Stages", "Preparing the pictures")};

struct Stage {
    const char* word;
    const char* title;
    const char* sentence;
};

constexpr Stage identityStageWords[] = {
    {"stage1", QT_TRANSLATE_NOOP("Training", "1: learn to paint a person"),
     QT_TRANSLATE_NOOP("Training", "Diffusion loss alone: where every adapter begins.")},
    {"naive_id", QT_TRANSLATE_NOOP("Training", "Naive identity loss"),
     QT_TRANSLATE_NOOP("Training",
                       "Identity measured on a guess from noise: for comparison, as in the paper.")},
    {"stage2", QT_TRANSLATE_NOOP("Training", "2: more likeness"),
     QT_TRANSLATE_NOOP("Training", "Identity measured on the finished fast picture: more likeness, "
                                   "less of the picture without identity.")},
    {"stage3", QT_TRANSLATE_NOOP("Training", "3: likeness and purity"),
     QT_TRANSLATE_NOOP("Training", "As stage 2, and kept close to the picture without identity. "
                                   "The one to use.")},
};

QString translated(const char* text)
{
    return QCoreApplication::translate("Training", text);
}

} // namespace

QString titleOf(TrainingKind kind)
{
    switch (kind) {
    case TrainingKind::starter:
        return QCoreApplication::translate("Training", "Model");
    case TrainingKind::identity:
        return QCoreApplication::translate("Training", "Identity");
    case TrainingKind::fastSteps:
        return QCoreApplication::translate("Training", "Fast Steps");
    }
    return {};
}

QString sentenceOf(TrainingKind kind)
{
    switch (kind) {
    case TrainingKind::starter:
        return QCoreApplication::translate(
            "Training", "The starter model learns on: from your own pictures, or from portraits of "
                        "invented people.");
    case TrainingKind::identity:
        return QCoreApplication::translate(
            "Training", "A model's identity adapter learns to keep a face, in the stages of the "
                        "PuLID paper.");
    case TrainingKind::fastSteps:
        return QCoreApplication::translate(
            "Training", "A Lightning LoRA, with which the model paints in a few steps what took it "
                        "many.");
    }
    return {};
}

QString titleOfLog(const QString& name)
{
    for (const Words& log : logs) {
        if (name == QLatin1String(log.name))
            return translated(log.title);
    }
    return name;
}

QString sentenceOf(const base::Progress& progress)
{
    static const QRegularExpression step(
        QStringLiteral("^Training (\\S+), step (\\d+) of (\\d+)"));
    const QString stage = QString::fromStdString(progress.stage);
    const auto match = step.match(stage);
    if (!match.hasMatch())
        return QCoreApplication::translate("Stages", progress.stage.c_str());
    const QString title = titleOfLog(match.captured(1)), at = match.captured(2),
                  of = match.captured(3);
    return QCoreApplication::translate("Training", "%1: step %2 of %3").arg(title, at, of);
}

QList<IdentityStage> identityStages()
{
    QList<IdentityStage> stages;
    for (const Stage& stage : identityStageWords)
        stages.append({QLatin1String(stage.word), translated(stage.title),
                       translated(stage.sentence)});
    return stages;
}

} // namespace likeness::ui
