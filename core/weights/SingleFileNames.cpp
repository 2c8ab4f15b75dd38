#include "core/weights/SingleFileNames.h"

#include "core/weights/OriginalNames.h"
#include "core/weights/SingleFile.h"

#include <optional>
#include <utility>
#include <vector>

namespace likeness::weights {

namespace {

using Renames = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string> renamed(const std::string& name, const Renames& renames)
{
    for (const auto& [from, to] : renames)
        if (name.starts_with(from))
            return to + name.substr(from.size());
    return std::nullopt;
}

int64_t levelsOf(const TensorMap& vae)
{
    int64_t levels = 0;
    const auto has = [&](const std::string& start) {
        const auto next = vae.lower_bound(start);
        return next != vae.end() && next->first.starts_with(start);
    };
    while (has("decoder.up_blocks." + std::to_string(levels) + "."))
        ++levels;
    return levels;
}

std::string vaeName(const std::string& name, int64_t levels)
{
    static const Renames attention = {{"group_norm.", "norm."},
                                      {"to_q.", "q."},
                                      {"to_k.", "k."},
                                      {"to_v.", "v."},
                                      {"to_out.0.", "proj_out."}};
    const size_t half = name.find('.') + 1; // "encoder.", "decoder."
    if (!name.starts_with("encoder.") && !name.starts_with("decoder."))
        return name;
    const std::string rest = name.substr(half);
    const std::string inMiddle = "mid_block.attentions.0.";
    if (rest.starts_with(inMiddle)) {
        const std::string inner = rest.substr(inMiddle.size());
        return name.substr(0, half) + "mid.attn_1." + renamed(inner, attention).value_or(inner);
    }
    Renames outer = {{"mid_block.resnets.0.", "mid.block_1."},
                     {"mid_block.resnets.1.", "mid.block_2."},
                     {"conv_norm_out.", "norm_out."}};
    for (int64_t i = 0; i < levels; ++i) {
        const std::string down = "down_blocks." + std::to_string(i), downTo = "down." + std::to_string(i);
        const std::string up = "up_blocks." + std::to_string(i), upTo = "up." + std::to_string(levels - 1 - i);
        outer.insert(outer.end(), {{down + ".resnets.", downTo + ".block."},
                                   {down + ".downsamplers.0.", downTo + ".downsample."},
                                   {up + ".resnets.", upTo + ".block."},
                                   {up + ".upsamplers.0.", upTo + ".upsample."}});
    }
    std::string original = name.substr(0, half) + renamed(rest, outer).value_or(rest);
    if (const size_t at = original.find(".conv_shortcut."); at != std::string::npos)
        original.replace(at, 15, ".nin_shortcut.");
    return original;
}

std::string openClipName(const std::string& name)
{
    static const Renames outer = {{"text_model.embeddings.position_embedding.weight", "positional_embedding"},
                                  {"text_model.embeddings.token_embedding.", "token_embedding."},
                                  {"text_model.final_layer_norm.", "ln_final."},
                                  {"text_projection.weight", "text_projection"}};
    static const Renames inner = {
        {"layer_norm1.", "ln_1."},           {"layer_norm2.", "ln_2."},
        {"mlp.fc1.", "mlp.c_fc."},           {"mlp.fc2.", "mlp.c_proj."},
        {"self_attn.out_proj.", "attn.out_proj."}, {"self_attn.q_proj.", "attn.in_proj_"},
        {"self_attn.k_proj.", "attn.in_proj_"},    {"self_attn.v_proj.", "attn.in_proj_"}};
    const std::string layers = "text_model.encoder.layers.";
    const size_t layerEnd = name.find('.', layers.size());
    if (!name.starts_with(layers) || layerEnd == std::string::npos)
        return renamed(name, outer).value_or(name);
    const std::string rest = name.substr(layerEnd + 1);
    return "transformer.resblocks." + name.substr(layers.size(), layerEnd + 1 - layers.size()) +
           renamed(rest, inner).value_or(rest);
}

} // namespace

std::map<std::string, std::string> originalVaeNames(const TensorMap& vae)
{
    std::map<std::string, std::string> names;
    const int64_t levels = levelsOf(vae);
    for (const auto& [name, tensor] : vae)
        names.emplace(name, vaeName(name, levels));
    return names;
}

std::map<std::string, std::string> namesInSingleFile(SingleFilePart which, const TensorMap& part)
{
    std::map<std::string, std::string> names;
    for (const auto& [name, tensor] : part)
        names[name] = name;
    std::string prefix = singleFileTextPrefix;
    if (which == SingleFilePart::unet) {
        prefix = singleFileUnetPrefix;
        for (auto& [name, original] : originalUnetNames(part))
            names[name] = original;
    } else if (which == SingleFilePart::vae) {
        prefix = singleFileVaePrefix;
        names = originalVaeNames(part);
    } else if (which == SingleFilePart::textEncoder2) {
        prefix = singleFileText2Prefix;
        for (auto& [name, original] : names)
            original = openClipName(name);
    }
    for (auto& [name, original] : names)
        original.insert(0, prefix);
    return names;
}

} // namespace likeness::weights
