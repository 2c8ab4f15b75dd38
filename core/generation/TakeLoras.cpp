#include "core/generation/ModelParts.h"

#include "core/weights/ReadTensors.h"
#include "core/weights/SingleFile.h"

#include <algorithm>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using weights::TensorFile;
namespace fs = std::filesystem;

namespace {

std::string noteAbout(const fs::path& file, const std::vector<std::string>& names)
{
    constexpr size_t mostNames = 3;
    std::string text = "'" + file.filename().string() + "' changes " +
                       std::to_string(names.size()) + (names.size() == 1 ? " layer" : " layers") +
                       " that this model does not have: ";
    for (size_t i = 0; i < std::min(names.size(), mostNames); ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > mostNames)
        text += " and " + std::to_string(names.size() - mostNames) + " more";
    return text + ".";
}

Result<void> takeLora(ModelParts& parts, const TensorFile& file, double strength)
{
    const auto lora = weights::usableLora(file);
    if (!lora)
        return tl::unexpected(lora.error());
    const weights::LoraBase base{parts.unet.tensors, parts.text.tensors, parts.text_2.tensors};
    const auto unmatched = weights::addLora(parts.loras, *lora, base, strength);
    if (!unmatched)
        return tl::unexpected(unmatched.error());
    if (!unmatched->empty())
        parts.notes.push_back(noteAbout(file.path, *unmatched));
    return {};
}

// Only the header can say that a distilled model answers with the picture itself, as the one-step
// files do: names and shapes are those of every other step count.
bool predictsSample(const TensorFile& file)
{
    const auto found = file.metadata.find("modelspec.prediction_type");
    return found != file.metadata.end() && (found->second == "sample" || found->second == "x0");
}

} // namespace

Result<void> takeLightning(ModelParts& parts, const fs::path& path)
{
    auto file = weights::readTensorFile(path);
    if (!file)
        return tl::unexpected(file.error());
    parts.schedule.timestep_spacing = diffusion::TimestepSpacing::trailing;
    if (predictsSample(*file))
        parts.schedule.prediction_type = diffusion::PredictionType::sample;
    if (weights::looksLikeLora(*file))
        return takeLora(parts, *file, 1);
    if (weights::looksLikeSingleFile(*file))
        *file = weights::splitSingleFile(*file).unet;
    else
        file->tensors = weights::unetInFolderNames(file->tensors);
    if (!file->tensors.contains("conv_in.weight"))
        return base::fail(ErrorCode::wrongFormat,
                          "'" + path.string() +
                              "' holds neither a UNet nor a LoRA. Choose a file of "
                              "SDXL-Lightning: UNet, LoRA or whole checkpoint.");
    parts.unet = std::move(*file);
    return {};
}

Result<void> takeLoras(ModelParts& parts, const std::vector<LoraChoice>& loras)
{
    for (const LoraChoice& choice : loras) {
        const auto file = weights::readTensorFile(choice.file);
        if (!file)
            return tl::unexpected(file.error());
        if (auto taken = takeLora(parts, *file, choice.strength); !taken)
            return taken;
    }
    return {};
}

} // namespace likeness::generation
