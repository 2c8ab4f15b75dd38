#include "core/generation/LoraReport.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace likeness::generation {

namespace {

enum class Role { down, up, alpha };

struct Ending {
    std::string_view text;
    Role role;
};

constexpr Ending endings[] = {
    {".lora_down.weight", Role::down},
    {".lora_up.weight", Role::up}, // kohya
    {".lora_A.weight", Role::down},
    {".lora_B.weight", Role::up}, // PEFT
    {".lora.down.weight", Role::down},
    {".lora.up.weight", Role::up}, // diffusers
    {"_lora.down.weight", Role::down},
    {"_lora.up.weight", Role::up}, // diffusers, oldest
    {".lora_linear_layer.down.weight", Role::down},
    {".lora_linear_layer.up.weight", Role::up},
    {".alpha", Role::alpha},
};

std::optional<Ending> endingOf(std::string_view name)
{
    for (const Ending& ending : endings)
        if (name.size() > ending.text.size() &&
            name.substr(name.size() - ending.text.size()) == ending.text)
            return ending;
    return std::nullopt;
}

struct Layer {
    const at::Tensor* down = nullptr;
    const at::Tensor* up = nullptr;
    bool hasAlpha = false;
};

// "rank 64" or "ranks 4 to 64".
std::string rankText(const std::set<int64_t>& ranks)
{
    if (ranks.size() == 1)
        return "rank " + std::to_string(*ranks.begin());
    return "ranks " + std::to_string(*ranks.begin()) + " to " + std::to_string(*ranks.rbegin());
}

} // namespace

bool looksLikeLora(const weights::TensorFile& file)
{
    return std::any_of(file.tensors.begin(), file.tensors.end(), [](const auto& entry) {
        const auto ending = endingOf(entry.first);
        return ending && ending->role != Role::alpha;
    });
}

void reportLora(const weights::TensorFile& file, CheckpointPart& part)
{
    std::map<std::string, Layer> layers;
    for (const auto& [name, tensor] : file.tensors) {
        const auto ending = endingOf(name);
        if (!ending) {
            part.unexpected.push_back(name);
            continue;
        }
        Layer& layer = layers[name.substr(0, name.size() - ending->text.size())];
        if (ending->role == Role::alpha)
            layer.hasAlpha = true;
        else
            (ending->role == Role::down ? layer.down : layer.up) = &tensor;
    }

    std::set<int64_t> ranks;
    for (const auto& [name, layer] : layers) {
        if (!layer.down || !layer.up) {
            part.missing.push_back(name + (layer.down ? ": up" : ": down"));
            continue;
        }
        const bool haveRank = layer.down->dim() >= 2 && layer.up->dim() >= 2;
        if (!haveRank || layer.down->size(0) != layer.up->size(1))
            part.misshaped.push_back(name + " (its two matrices have different ranks)");
        else
            ranks.insert(layer.down->size(0));
    }
    part.detail = std::to_string(layers.size()) + " layers";
    if (!ranks.empty())
        part.detail += ", " + rankText(ranks);
}

} // namespace likeness::generation
