// Low-rank changes to a model's weights (Hu et al. 2021, arXiv 2106.09685) as people share them:
// every changed layer has a "down" and an "up" matrix and maybe an alpha.
//
// Three grammars of names: kohya's ("lora_unet_down_blocks_1_….lora_down.weight", also with the
// first publication's "input_blocks_4_1_…"; "lora_te1_", "lora_te2_"), PEFT's
// ("unet.….lora_A.weight") and diffusers' older ones ("….lora.down.weight", "…_lora.down.weight",
// "….lora_linear_layer.down.weight"). A file's name says nothing.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace likeness::weights {

enum class LoraPart { unet, text, text_2 };

// One changed layer. r: rank.
struct LoraLayer {
    std::string name;             // as in the file, without its ending
    std::optional<LoraPart> part; // absent: the name does not say
    std::string module;           // the layer in that part, '_' for every '.'
    at::Tensor down;              // [r, in] or [r, in, kh, kw]
    at::Tensor up;                // [out, r] or [out, r, 1, 1]
    double factor = 1; // alpha / r; 1 without alpha; alpha / sqrt(r) where the file says rsLoRA
};

struct Lora {
    std::string path;
    std::vector<LoraLayer> layers;               // those that are whole
    std::vector<std::string> missing;            // "NAME: up": halves that are not there
    std::vector<std::string> misshaped, unknown; // names, the former with the reason
    std::string unsupported; // "DoRA", "LoHa", …: what the file is instead; empty: a LoRA
};

bool looksLikeLora(const TensorFile& file);

// What the file holds, whatever is wrong with it.
Lora describeLora(const TensorFile& file);

// The same, ready to be merged. Errors: those of reading; wrongFormat where the file is no LoRA, is
// one of the kinds that cannot be merged, or lacks a half or a number.
base::Result<Lora> readLora(const std::filesystem::path& path);
base::Result<Lora> usableLora(const TensorFile& file);

std::set<int64_t> ranksOf(const Lora& lora);

} // namespace likeness::weights
