#include "core/generation/LoraReport.h"

#include "core/diffusion/Unet.h"
#include "core/text/ClipTextEncoder.h"
#include "core/weights/LoraMerge.h"

namespace likeness::generation {

using weights::Lora;
using weights::TensorMap;
using weights::Weights;

namespace {

Weights namesOnly()
{
    const auto empty = [](const std::string&, at::IntArrayRef shape) {
        return at::empty(shape, at::TensorOptions(at::kFloat).device(at::kMeta));
    };
    return Weights::fresh(empty, {at::kFloat, at::kMeta});
}

TensorMap textTensors(int64_t width, int64_t layers, int64_t projection)
{
    text::ClipTextOptions options;
    options.hidden_size = width;
    options.intermediate_size = 4 * width;
    options.num_hidden_layers = layers;
    options.num_attention_heads = width / 64;
    options.projection_dim = projection;
    options.withProjection = projection > 0;
    const Weights w = namesOnly();
    text::ClipTextEncoder(w, options);
    return w.taken();
}

// The tensors of SDXL base 1.0, without numbers: names and shapes.
struct SdxlBase {
    TensorMap unet, text = textTensors(768, 12, 0), text_2 = textTensors(1280, 32, 1280);

    SdxlBase()
    {
        const Weights w = namesOnly();
        diffusion::Unet(diffusion::UnetOptions(), w);
        unet = w.taken();
    }
};

// "rank 64" or "ranks 4 to 64".
std::string rankText(const std::set<int64_t>& ranks)
{
    if (ranks.size() == 1)
        return "rank " + std::to_string(*ranks.begin());
    return "ranks " + std::to_string(*ranks.begin()) + " to " + std::to_string(*ranks.rbegin());
}

// "UNet: 228, text encoder 1: 18" for what is changed of each part.
std::string partsText(const Lora& lora)
{
    size_t counts[3] = {};
    for (const weights::LoraLayer& layer : lora.layers)
        ++counts[static_cast<size_t>(layer.part.value_or(weights::LoraPart::unet))];
    std::string text;
    constexpr const char* names[] = {"UNet: ", "text encoder 1: ", "text encoder 2: "};
    for (size_t i = 0; i < 3; ++i)
        if (counts[i])
            text += (text.empty() ? "" : ", ") + std::string(names[i]) + std::to_string(counts[i]);
    return text;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

void reportLora(const weights::TensorFile& file, CheckpointPart& part)
{
    const Lora lora = weights::describeLora(file);
    part.kind = "LoRA";
    if (!lora.unsupported.empty()) {
        part.kind = lora.unsupported;
        part.detail = "Likeness cannot merge this kind of LoRA";
        part.isChecked = false;
        return;
    }
    part.missing = lora.missing;
    part.misshaped = lora.misshaped;
    part.unexpected = lora.unknown;
    part.detail = std::to_string(lora.layers.size()) + " layers";
    if (lora.layers.empty())
        return;
    part.detail += " of " + rankText(weights::ranksOf(lora)) + " (" + partsText(lora) + ")";
    static const SdxlBase base; // names and shapes: the same for every file
    const weights::LoraFit fit = weights::fitLora(lora, {base.unet, base.text, base.text_2});
    append(part.unexpected, fit.unmatched);
    const size_t fitting =
        fit.changes.unet.size() + fit.changes.text.size() + fit.changes.text_2.size();
    if (fitting == lora.layers.size())
        part.detail += ", fits SDXL base 1.0";
    else if (fitting > fit.misshaped.size())
        append(part.misshaped, fit.misshaped);
    else
        part.detail += ", made for another model than SDXL base 1.0";
}

} // namespace likeness::generation
