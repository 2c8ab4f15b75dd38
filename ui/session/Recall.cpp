#include "ui/session/Recall.h"

#include <algorithm>

namespace likeness::ui {

namespace {

void takeIdentity(Settings& settings, const generation::PortraitRequest& request)
{
    const generation::IdentityTuning& identity = request.identity;
    settings.identityPreset = QString::fromStdString(identity.preset);
    settings.zeroTokens = identity.zeroTokens.value_or(-1);
    settings.ortho = QString::fromStdString(identity.ortho);
    settings.identitySpan = {identity.start, identity.end};
    settings.blockStrengths = identity.blockStrengths;
    settings.joinTokens = identity.joinTokens;
    settings.recordMaps = identity.recordMaps;
    const bool hasSecond =
        std::any_of(request.references.begin(), request.references.end(),
                    [](const generation::Reference& one) { return one.person == 1; });
    if (hasSecond) // a picture of one person says nothing about mixing
        settings.mix = identity.mix;
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
        settings.precision = nameOf(request.precision);
        settings.memory = nameOf(request.memory);
        settings.model = request.model == generation::starterModelName
                             ? QString()
                             : QString::fromStdString(request.model);
        settings.lightning = QString::fromStdString(request.lightning);
        settings.adapter = QString::fromStdString(request.adapter);
        settings.loras = request.loras;
        settings.previewDecoder = QString::fromStdString(request.previewDecoder);
        takeIdentity(settings, request);
    }
    return settings;
}

} // namespace likeness::ui
