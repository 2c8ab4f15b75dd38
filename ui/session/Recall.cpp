#include "ui/session/Recall.h"

namespace likeness::ui {

namespace {

QString precisionName(generation::Precision precision)
{
    switch (precision) {
    case generation::Precision::fp32:
        return QStringLiteral("fp32");
    case generation::Precision::bf16:
        return QStringLiteral("bf16");
    case generation::Precision::fp16:
        return QStringLiteral("fp16");
    case generation::Precision::automatic:
        break;
    }
    return QStringLiteral("auto");
}

} // namespace

Settings recalled(const Settings& current, const generation::PortraitRequest& request,
                  RecallPart part)
{
    Settings settings = current;
    const bool all = part == RecallPart::all || part == RecallPart::remix;
    if (all || part == RecallPart::prompt) {
        settings.prompt = QString::fromStdString(request.prompt);
        settings.negativePrompt = QString::fromStdString(request.negativePrompt);
        settings.style = QString::fromStdString(request.style);
    }
    if (part == RecallPart::all || part == RecallPart::seed) {
        settings.seed = request.seed;
        settings.seedLocked = true;
    }
    if (all) {
        settings.steps = request.steps;
        settings.strength = request.strength;
        settings.guidance = request.guidance;
        settings.width = request.width;
        settings.height = request.height;
        settings.sampler = QString::fromStdString(request.sampler);
        settings.precision = precisionName(request.precision);
        settings.model = request.model == generation::starterModelName
                             ? QString()
                             : QString::fromStdString(request.model);
        settings.lightning = QString::fromStdString(request.lightning);
        settings.adapter = QString::fromStdString(request.adapter);
    }
    return settings;
}

} // namespace likeness::ui
