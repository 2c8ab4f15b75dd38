#include "ui/training/TrainingFields.h"

#include <QSettings>
#include <QThread>

#include <algorithm>
#include <cmath>

namespace likeness::ui {

namespace {

std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(text.toStdU16String());
}

// Of the kinds, in settings and in the names of folders.
QString wordOf(TrainingKind kind)
{
    switch (kind) {
    case TrainingKind::starter:
        return QStringLiteral("starter");
    case TrainingKind::identity:
        return QStringLiteral("identity");
    case TrainingKind::fastSteps:
        return QStringLiteral("fast-steps");
    }
    return {};
}

QString keyOf(TrainingKind kind, const char* field)
{
    return QStringLiteral("training/%1/%2").arg(wordOf(kind), QLatin1String(field));
}

// Calls visit(name, value, least, most) or visit(name, value) for each field that is kept.
template <typename Fields, typename Visit>
void visitFields(TrainingKind kind, Fields& fields, const Visit& visit)
{
    visit("folder", fields.folder);
    visit("model", fields.model);
    visit("fromNothing", fields.fromNothing);
    visit("pictures", fields.pictures);
    visit("stage", fields.stage);
    visit("lightning", fields.lightning);
    visit("steps", fields.steps, stepsRange.least, stepsRange.most);
    visit("persons", fields.persons, personsRange(kind).least, personsRange(kind).most);
    visit("batch", fields.batch, batchRange.least, batchRange.most);
    visit("learningRate", fields.learningRate, leastRate, mostRate);
    visit("fastSteps", fields.fastSteps, fastStepsRange.least, fastStepsRange.most);
    visit("guidance", fields.guidance, leastGuidance, mostGuidance);
    visit("workers", fields.workers, workersRange.least, workersRange.most);
}

// Often enough to watch it learn, rarely enough not to hold it up.
int sampleEvery(const TrainingFields& fields)
{
    return std::clamp(fields.steps / 8, 20, 500);
}

template <typename Recipe> Recipe modelRecipe(const TrainingFields& fields, const QString& starterModel)
{
    Recipe recipe;
    recipe.model = toPath(fields.model.isEmpty() ? starterModel : fields.model);
    recipe.folder = toPath(fields.folder);
    recipe.persons = fields.persons;
    recipe.steps = fields.steps;
    recipe.batch = fields.batch;
    recipe.learningRate = fields.learningRate;
    recipe.sampleEvery = sampleEvery(fields);
    recipe.workers = fields.workers;
    return recipe;
}

training::StarterRecipe starterRecipe(const TrainingFields& fields, const QString& starterModel)
{
    training::StarterRecipe recipe;
    recipe.folder = toPath(fields.folder);
    recipe.persons = fields.persons;
    recipe.painterSteps = fields.steps;
    recipe.sampleEvery = sampleEvery(fields);
    recipe.workers = fields.workers;
    recipe.data = toPath(fields.pictures);
    if (!fields.fromNothing) {
        recipe.from = toPath(fields.model.isEmpty() ? starterModel : fields.model);
        // The decoder and the text encoders know their lessons already.
        recipe.decoderSteps = std::clamp<std::int64_t>(fields.steps / 4, 1, recipe.decoderSteps);
        recipe.wordSteps = std::clamp<std::int64_t>(fields.steps / 4, 1, recipe.wordSteps);
    }
    return recipe;
}

} // namespace

WholeRange personsRange(TrainingKind kind)
{
    return {kind == TrainingKind::starter ? 64 : 4, 1'000'000};
}

TrainingFields fieldsAtFirst(TrainingKind kind, const QString& root)
{
    TrainingFields fields;
    fields.folder = root + u'/' + wordOf(kind);
    fields.workers = std::clamp(QThread::idealThreadCount(), workersRange.least, workersRange.most);
    if (kind == TrainingKind::starter)
        fields.steps = 2000;
    if (kind == TrainingKind::fastSteps)
        fields.learningRate = 1e-3;
    return fields;
}

void recallFields(const QSettings& store, TrainingKind kind, TrainingFields& fields)
{
    visitFields(kind, fields, [&](const char* name, auto& value, auto... range) {
        const QVariant kept = store.value(keyOf(kind, name));
        if (!kept.isValid())
            return;
        if constexpr (sizeof...(range) == 2) {
            bool isNumber = false;
            const double number = kept.toDouble(&isNumber);
            const auto [least, most] = std::pair(range...);
            if (isNumber && number >= least && number <= most)
                value = static_cast<std::remove_reference_t<decltype(value)>>(number);
        } else {
            value = kept.value<std::remove_reference_t<decltype(value)>>();
        }
    });
}

void rememberFields(QSettings& store, TrainingKind kind, const TrainingFields& fields)
{
    visitFields(kind, fields, [&](const char* name, const auto& value, auto...) {
        store.setValue(keyOf(kind, name), value);
    });
}

QString lastLogOf(TrainingKind kind, const TrainingFields& fields)
{
    switch (kind) {
    case TrainingKind::starter:
        return QStringLiteral("stage1");
    case TrainingKind::identity:
        return fields.stage;
    case TrainingKind::fastSteps:
        return QStringLiteral("lightning");
    }
    return {};
}

TrainingPlan planOf(TrainingKind kind, const TrainingFields& fields, const QString& starterModel)
{
    switch (kind) {
    case TrainingKind::starter:
        return starterRecipe(fields, starterModel);
    case TrainingKind::identity: {
        auto recipe = modelRecipe<training::IdentityRecipe>(fields, starterModel);
        recipe.stage = fields.stage.toStdString();
        recipe.lightning = toPath(fields.lightning);
        recipe.identityPrompt.clear(); // captions: the starter does not know the paper's words
        return recipe;
    }
    case TrainingKind::fastSteps: {
        auto recipe = modelRecipe<training::LightningRecipe>(fields, starterModel);
        recipe.fastSteps = fields.fastSteps;
        recipe.guidance = fields.guidance;
        return recipe;
    }
    }
    return {};
}

} // namespace likeness::ui
