#include "core/weights/LoraNames.h"

#include "core/weights/OriginalNames.h"

#include <algorithm>

namespace likeness::weights {

namespace {

struct Ending {
    std::string_view text;
    LoraRole role;
};

constexpr Ending endings[] = {
    {".lora_down.weight", LoraRole::down}, // kohya
    {".lora_up.weight", LoraRole::up},
    {".lora_A.weight", LoraRole::down}, // PEFT
    {".lora_B.weight", LoraRole::up},
    {".lora_A.default.weight", LoraRole::down}, // with the adapter's name
    {".lora_B.default.weight", LoraRole::up},
    {".lora.down.weight", LoraRole::down}, // diffusers
    {".lora.up.weight", LoraRole::up},
    {"_lora.down.weight", LoraRole::down}, // diffusers, oldest
    {"_lora.up.weight", LoraRole::up},
    {".lora_linear_layer.down.weight", LoraRole::down},
    {".lora_linear_layer.up.weight", LoraRole::up},
    {".alpha", LoraRole::alpha},
};

// Part of a name, and the kind of file that has such names (LyCORIS, arXiv 2309.14859; DoRA, arXiv
// 2402.09353).
constexpr std::pair<std::string_view, const char*> otherKinds[] = {
    {".dora_scale", "DoRA"},
    {".lora_magnitude_vector", "DoRA"},
    {".hada_w", "LoHa"},
    {".lokr_w", "LoKr"},
    {".lora_mid.", "LoCon with Tucker decomposition"},
    {".oft_", "OFT"},
    {".on_input", "IA3"},
    {".diff_b", "set of full differences"},
};

struct Start {
    std::string_view text;
    LoraPart part;
};

constexpr Start starts[] = {
    {"lora_unet_", LoraPart::unet},
    {"lora_te1_", LoraPart::text},
    {"lora_te2_", LoraPart::text_2},
    {"unet.", LoraPart::unet},
    {"text_encoder.", LoraPart::text},
    {"text_encoder_2.", LoraPart::text_2},
    {"model.diffusion_model.", LoraPart::unet},
    {"diffusion_model.", LoraPart::unet},
};

// What the oldest diffusers files call the projections of a text encoder's attention.
constexpr std::pair<std::string_view, std::string_view> oldTextNames[] = {
    {"_to_q", "_q_proj"},
    {"_to_k", "_k_proj"},
    {"_to_v", "_v_proj"},
    {"_to_out", "_out_proj"},
};

std::string underscored(std::string_view name)
{
    std::string result(name);
    std::ranges::replace(result, '.', '_');
    return result;
}

std::string_view withoutStart(std::string_view name, std::string_view start)
{
    return name.starts_with(start) ? name.substr(start.size()) : name;
}

// The oldest diffusers names go through an attention's "processor" and leave out what is the only
// one of its kind.
std::string modernised(std::string module, std::optional<LoraPart> part)
{
    constexpr std::string_view processor = "_processor_";
    if (const size_t at = module.find(processor); at != std::string::npos)
        module.replace(at, processor.size(), "_");
    if (part == LoraPart::text || part == LoraPart::text_2) {
        for (const auto& [old, now] : oldTextNames)
            if (module.ends_with(old))
                return module.substr(0, module.size() - old.size()) + std::string(now);
    } else if (module.ends_with("_to_out")) {
        module += "_0";
    }
    return module;
}

} // namespace

std::optional<LoraName> loraNameOf(std::string_view tensor)
{
    for (const Ending& ending : endings)
        if (tensor.size() > ending.text.size() && tensor.ends_with(ending.text))
            return LoraName{ending.role,
                            std::string(tensor.substr(0, tensor.size() - ending.text.size()))};
    return std::nullopt;
}

std::string otherKindOf(std::string_view tensor)
{
    for (const auto& [part, kind] : otherKinds)
        if (tensor.find(part) != std::string_view::npos)
            return kind;
    return tensor.ends_with(".diff") ? "set of full differences" : "";
}

LoraTarget loraTargetOf(std::string_view layer)
{
    layer = withoutStart(layer, "base_model.model.");
    LoraTarget target{std::nullopt, {}};
    for (const Start& start : starts)
        if (layer.starts_with(start.text)) {
            target.part = start.part;
            layer.remove_prefix(start.text.size());
            break;
        }
    layer = withoutStart(layer, "base_model.model.");
    target.module = modernised(underscored(layer), target.part);
    return target;
}

LoraModules loraModulesOf(LoraPart part, const TensorMap& tensors)
{
    constexpr std::string_view ending = ".weight", model = "text_model_";
    const auto originals =
        part == LoraPart::unet ? originalUnetNames(tensors) : std::map<std::string, std::string>();
    LoraModules modules;
    for (const auto& [name, tensor] : tensors) {
        if (!name.ends_with(ending) || (tensor.dim() != 2 && tensor.dim() != 4))
            continue;
        const auto add = [&](std::string_view spelling) {
            modules.emplace(underscored(spelling.substr(0, spelling.size() - ending.size())), name);
        };
        add(name);
        if (const auto original = originals.find(name); original != originals.end())
            add(original->second);
        if (part != LoraPart::unet) { // encoders are stored with and without this start
            add(name.starts_with("text_model.") ? name.substr(model.size())
                                                : std::string(model) + name);
        }
    }
    return modules;
}

} // namespace likeness::weights
