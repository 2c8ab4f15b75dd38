#include "core/sets/PictureSettings.h"

#include "core/generation/RequestJson.h"

#include <cstdio>
#include <filesystem>

namespace likeness::sets {

namespace {

// At most six digits, without trailing zeros, whatever the locale.
std::string plain(double number)
{
    std::string text =
        std::to_string(static_cast<long long>(number * 1e6 + (number < 0 ? -0.5 : 0.5)));
    const bool negative = text.front() == '-';
    text.erase(0, negative ? 1 : 0);
    if (text.size() < 7)
        text.insert(0, 7 - text.size(), '0');
    text.insert(text.size() - 6, ".");
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return (negative ? "-" : "") + text;
}

// "ink: 0.8, grain: 1" for files ink.safetensors and grain.safetensors.
std::string loraTexts(const std::vector<generation::LoraChoice>& loras)
{
    std::string text;
    for (const generation::LoraChoice& lora : loras)
        text += (text.empty() ? "" : ", ") + std::filesystem::path(lora.file).stem().string() +
                ": " + plain(lora.strength);
    return text;
}

std::string modelName(const std::string& model)
{
    std::filesystem::path path(model);
    return path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
}

} // namespace

std::string readableSettings(const generation::PortraitResult& result, Identity identity)
{
    const generation::PortraitRequest& request = result.request;
    std::string text = result.expandedPrompt + '\n';
    if (!result.expandedNegative.empty())
        text += "Negative prompt: " + result.expandedNegative + '\n';
    text += "Steps: " + std::to_string(request.steps) + ", Sampler: " + request.sampler +
            ", CFG scale: " + plain(request.guidance) + ", Seed: " + std::to_string(request.seed) +
            ", Size: " + std::to_string(request.width) + 'x' + std::to_string(request.height);
    if (!request.model.empty())
        text += ", Model: " + modelName(request.model);
    if (!request.loras.empty())
        text += ", LoRAs: \"" + loraTexts(request.loras) + '"';
    text += identity == Identity::on
                ? ", Identity: on, Identity strength: " + plain(request.strength)
                : ", Identity: off";
    return text + ", Version: Likeness " LIKENESS_VERSION;
}

std::vector<images::PngText> pictureTexts(const generation::PortraitResult& result,
                                          Identity identity)
{
    return {{"parameters", readableSettings(result, identity)},
            {"likeness", generation::toJson(result.request)},
            {std::string(images::xmpKey), images::aiMarkXmp()}};
}

} // namespace likeness::sets
