// The grammars of LoRA names: what a tensor of a layer is, and which layer of which part is meant.
#pragma once

#include "core/weights/Lora.h"

#include <map>
#include <string_view>

namespace likeness::weights {

enum class LoraRole { down, up, alpha };

struct LoraName {
    LoraRole role = LoraRole::down;
    std::string layer; // the name without its ending
};

// Nothing where the name has none of the endings.
std::optional<LoraName> loraNameOf(std::string_view tensor);

// "DoRA", "LoHa", …: kinds of low-rank files that are not ours, known by one of their names; or
// empty.
std::string otherKindOf(std::string_view tensor);

struct LoraTarget {
    std::optional<LoraPart> part;
    std::string module; // '_' for every '.'
};
LoraTarget loraTargetOf(std::string_view layer);

// The tensors of one part that a LoRA can change (matrices and convolutions), by every name that a
// LoRA may have for their layer: '_' for every '.', without ".weight".
using LoraModules = std::map<std::string, std::string, std::less<>>; // module → tensor
LoraModules loraModulesOf(LoraPart part, const TensorMap& tensors);

} // namespace likeness::weights
