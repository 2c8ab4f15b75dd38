#include "core/weights/Lora.h"

#include "core/weights/LoraNames.h"
#include "core/weights/PeftConfig.h"
#include "core/weights/ReadTensors.h"

#include <cmath>

namespace likeness::weights {

using base::ErrorCode;
using base::Result;

namespace {

struct Pieces {
    at::Tensor down, up, alpha;
};

// What is wrong with the two matrices; empty: nothing.
std::string faultOf(const Pieces& pieces)
{
    const auto fits = [](const at::Tensor& t) {
        return t.is_floating_point() && (t.dim() == 2 || t.dim() == 4) && t.numel() > 0;
    };
    if (!fits(pieces.down) || !fits(pieces.up))
        return "its two halves must be matrices or convolutions of floating-point numbers";
    if (pieces.up.dim() == 4 && (pieces.up.size(2) != 1 || pieces.up.size(3) != 1))
        return "its upper half must be a 1x1 convolution";
    if (pieces.down.size(0) != pieces.up.size(1))
        return "its two matrices have different ranks";
    if (pieces.alpha.defined() && pieces.alpha.numel() != 1)
        return "its alpha must be one number";
    if (pieces.alpha.defined() && !pieces.alpha.is_meta() &&
        !std::isfinite(pieces.alpha.to(at::kDouble).item<double>()))
        return "its alpha is not a number";
    return {};
}

// The header's, else that of the file beside it, of which only layers without alphas need anything.
PeftConfig configOf(const TensorFile& file, const std::map<std::string, Pieces>& layers)
{
    PeftConfig config = PeftConfig::inHeader(file.metadata);
    if (!config.isEmpty())
        return config;
    std::map<std::string, int64_t> ranks;
    for (const auto& [name, pieces] : layers)
        if (pieces.down.defined() && pieces.down.dim() > 0 && !pieces.alpha.defined() &&
            file.tensors.contains(name + ".lora_A.weight"))
            ranks[name] = pieces.down.size(0);
    return PeftConfig::beside(file.path, ranks);
}

LoraLayer layerOf(const std::string& name, const Pieces& pieces, const PeftConfig& config)
{
    LoraTarget target = loraTargetOf(name);
    const int64_t rank = pieces.down.size(0);
    LoraLayer layer{name, target.part, std::move(target.module), pieces.down, pieces.up, 1};
    if (!pieces.alpha.defined())
        layer.factor = config.factorOf(name, target.part, rank);
    else if (!pieces.alpha.is_meta())
        layer.factor = pieces.alpha.to(at::kDouble).item<double>() / static_cast<double>(rank);
    return layer;
}

} // namespace

bool looksLikeLora(const TensorFile& file)
{
    for (const auto& [name, tensor] : file.tensors) {
        const auto known = loraNameOf(name);
        if ((known && known->role != LoraRole::alpha) || !otherKindOf(name).empty())
            return true;
    }
    return false;
}

Lora describeLora(const TensorFile& file)
{
    Lora lora;
    lora.path = file.path;
    std::map<std::string, Pieces> layers;
    for (const auto& [name, tensor] : file.tensors) {
        if (lora.unsupported.empty())
            lora.unsupported = otherKindOf(name);
        const auto known = loraNameOf(name);
        if (!known) {
            lora.unknown.push_back(name);
            continue;
        }
        Pieces& pieces = layers[known->layer];
        at::Tensor& piece = known->role == LoraRole::down ? pieces.down
                            : known->role == LoraRole::up ? pieces.up
                                                          : pieces.alpha;
        if (piece.defined()) // the same under two grammars
            lora.unknown.push_back(name);
        else
            piece = tensor;
    }
    const PeftConfig config = configOf(file, layers);
    if (config.says("use_dora"))
        lora.unsupported = "DoRA";
    for (const auto& [name, pieces] : layers) {
        if (!pieces.down.defined() || !pieces.up.defined())
            lora.missing.push_back(name + (pieces.down.defined() ? ": up" : ": down"));
        else if (const std::string fault = faultOf(pieces); !fault.empty())
            lora.misshaped.push_back(name + " (" + fault + ")");
        else
            lora.layers.push_back(layerOf(name, pieces, config));
    }
    return lora;
}

Result<Lora> usableLora(const TensorFile& file)
{
    const auto refuse = [&](const std::string& why, const std::string& context = {}) {
        return base::fail(ErrorCode::wrongFormat, "'" + file.path + "' " + why, context);
    };
    if (!looksLikeLora(file))
        return refuse("is no LoRA: none of its " + std::to_string(file.tensors.size()) +
                      " tensors has a LoRA's name. Choose a LoRA made for SDXL.");
    Lora lora = describeLora(file);
    if (!lora.unsupported.empty())
        return refuse("is a " + lora.unsupported +
                      ", which Likeness cannot merge. Choose a plain LoRA.");
    std::string names;
    for (const auto* list : {&lora.missing, &lora.misshaped})
        for (const std::string& name : *list)
            names += name + "\n";
    if (!lora.missing.empty())
        return refuse("is damaged: the half '" + lora.missing.front() +
                          "' of a layer is missing. Download or copy it again.",
                      names);
    if (!lora.misshaped.empty())
        return refuse("is damaged: '" + lora.misshaped.front() + "'. Download or copy it again.",
                      names);
    return lora;
}

Result<Lora> readLora(const std::filesystem::path& path)
{
    const auto file = readTensorFile(path);
    if (!file)
        return tl::unexpected(file.error());
    return usableLora(*file);
}

std::set<int64_t> ranksOf(const Lora& lora)
{
    std::set<int64_t> ranks;
    for (const LoraLayer& layer : lora.layers)
        ranks.insert(layer.down.size(0));
    return ranks;
}

} // namespace likeness::weights
