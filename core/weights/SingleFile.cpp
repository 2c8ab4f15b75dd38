#include "core/weights/SingleFile.h"

#include "core/weights/Weights.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace likeness::weights {

namespace {

using Renames = std::vector<std::pair<std::string, std::string>>;

bool startsWith(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

// The first rename whose start fits; the rest of the name stays.
std::optional<std::string> renamed(const std::string& name, const Renames& renames)
{
    for (const auto& [from, to] : renames)
        if (startsWith(name, from))
            return to + name.substr(from.size());
    return std::nullopt;
}

std::string resnetName(const std::string& rest)
{
    static const Renames inner = {
        {"in_layers.0.", "norm1."},          {"in_layers.2.", "conv1."},
        {"emb_layers.1.", "time_emb_proj."}, {"out_layers.0.", "norm2."},
        {"out_layers.3.", "conv2."},         {"skip_connection.", "conv_shortcut."}};
    return renamed(rest, inner).value_or(rest);
}

// Tensors below `prefix`, without it.
TensorMap below(const TensorMap& tensors, const std::string& prefix)
{
    TensorMap result;
    for (auto at = tensors.lower_bound(prefix);
         at != tensors.end() && startsWith(at->first, prefix); ++at)
        result.emplace(at->first.substr(prefix.size()), at->second);
    return result;
}

bool hasAnyBelow(const TensorMap& tensors, const std::string& part)
{
    const auto next = tensors.lower_bound(part + ".");
    return next != tensors.end() && startsWith(next->first, part + ".");
}

int64_t countBelow(const TensorMap& tensors, const std::string& part)
{
    int64_t number = 0;
    while (hasAnyBelow(tensors, part + "." + std::to_string(number)))
        ++number;
    return number;
}

// The UNet's blocks, moved one part after the other; what no rule moves keeps its name, for the
// model to report.
class UnetBlocks {
public:
    UnetBlocks(const TensorMap& from, TensorMap& result) : m_from(from), m_result(result) {}

    void move()
    {
        moveDown();
        move("middle_block.0", "mid_block.resnets.0", Insides::resnet);
        move("middle_block.1", "mid_block.attentions.0");
        move("middle_block.2", "mid_block.resnets.1", Insides::resnet);
        moveUp();
        for (const char* blocks : {"input_blocks.", "middle_block.", "output_blocks."})
            for (const auto& [rest, tensor] : below(m_from, blocks))
                if (!m_moved.count(blocks + rest))
                    m_result.emplace(blocks + rest, tensor);
    }

    void markMoved(const std::string& name) { m_moved.insert(name); }

private:
    // Moves all tensors below "PART." to "TO."; resnets rename their insides as well.
    enum class Insides { keep, resnet };
    void move(const std::string& part, const std::string& to, Insides insides = Insides::keep)
    {
        for (const auto& [rest, tensor] : below(m_from, part + ".")) {
            m_result.emplace(to + "." + (insides == Insides::resnet ? resnetName(rest) : rest),
                             tensor);
            m_moved.insert(part + "." + rest);
        }
    }

    // input_blocks: 0 is conv_in; then the levels' resnets (with their transformers), a level ends
    // with a downsampler.
    void moveDown()
    {
        int64_t level = 0, layer = 0;
        for (int64_t i = 1; i < countBelow(m_from, "input_blocks"); ++i) {
            const std::string block = "input_blocks." + std::to_string(i);
            const std::string to = "down_blocks." + std::to_string(level);
            if (hasAnyBelow(m_from, block + ".0.op")) {
                move(block + ".0.op", to + ".downsamplers.0.conv");
                ++level;
                layer = 0;
                continue;
            }
            const std::string number = std::to_string(layer++);
            move(block + ".0", to + ".resnets." + number, Insides::resnet);
            move(block + ".1", to + ".attentions." + number);
        }
    }

    // output_blocks: resnets (with their transformers); the last of a level also holds the
    // upsampler.
    void moveUp()
    {
        int64_t level = 0, layer = 0;
        for (int64_t i = 0; i < countBelow(m_from, "output_blocks"); ++i) {
            const std::string block = "output_blocks." + std::to_string(i);
            const std::string to = "up_blocks." + std::to_string(level);
            const std::string number = std::to_string(layer++);
            move(block + ".0", to + ".resnets." + number, Insides::resnet);
            for (const char* part : {".1", ".2"}) {
                if (hasAnyBelow(m_from, block + part + ".conv")) {
                    move(block + part + ".conv", to + ".upsamplers.0.conv");
                    ++level;
                    layer = 0;
                } else {
                    move(block + part, to + ".attentions." + number);
                }
            }
        }
    }

    const TensorMap& m_from;
    TensorMap& m_result;
    std::set<std::string> m_moved;
};

std::string vaeName(const std::string& name, int64_t levels)
{
    static const Renames inner = {{"norm.", "group_norm."},
                                  {"q.", "to_q."},
                                  {"k.", "to_k."},
                                  {"v.", "to_v."},
                                  {"proj_out.", "to_out.0."}};
    for (const std::string half : {"encoder.", "decoder."}) {
        if (!startsWith(name, half))
            continue;
        const std::string rest = name.substr(half.size());
        if (startsWith(rest, "mid.attn_1."))
            return half + "mid_block.attentions.0." +
                   renamed(rest.substr(11), inner).value_or(rest.substr(11));
        Renames outer = {{"mid.block_1.", "mid_block.resnets.0."},
                         {"mid.block_2.", "mid_block.resnets.1."},
                         {"norm_out.", "conv_norm_out."}};
        for (int64_t i = 0; i < levels; ++i) {
            const std::string down = "down." + std::to_string(i), up = "up." + std::to_string(i);
            const std::string downTo = "down_blocks." + std::to_string(i);
            const std::string upTo = "up_blocks." + std::to_string(levels - 1 - i);
            outer.insert(outer.end(), {{down + ".block.", downTo + ".resnets."},
                                       {down + ".downsample.", downTo + ".downsamplers.0."},
                                       {up + ".block.", upTo + ".resnets."},
                                       {up + ".upsample.", upTo + ".upsamplers.0."}});
        }
        std::string moved = half + renamed(rest, outer).value_or(rest);
        if (const size_t at = moved.find(".nin_shortcut."); at != std::string::npos)
            moved.replace(at, 14, ".conv_shortcut.");
        return moved;
    }
    return name;
}

// open_clip's text tower → transformers' names.
TensorMap openClipInFolderNames(const TensorMap& tensors)
{
    static const Renames outer = {
        {"positional_embedding", "text_model.embeddings.position_embedding.weight"},
        {"token_embedding.", "text_model.embeddings.token_embedding."},
        {"ln_final.", "text_model.final_layer_norm."},
        {"transformer.resblocks.", "text_model.encoder.layers."}};
    static const Renames inner = {{"ln_1.", "layer_norm1."},
                                  {"ln_2.", "layer_norm2."},
                                  {"mlp.c_fc.", "mlp.fc1."},
                                  {"mlp.c_proj.", "mlp.fc2."},
                                  {"attn.out_proj.", "self_attn.out_proj."}};
    TensorMap result;
    for (const auto& [name, tensor] : tensors) {
        if (name == "text_projection" || name == "text_projection.weight") {
            result["text_projection.weight"] = tensor.dim() == 2 ? tensor.t().contiguous() : tensor;
            continue;
        }
        const std::string moved = renamed(name, outer).value_or(name);
        const size_t layerEnd =
            moved.find('.', std::string_view("text_model.encoder.layers.").size());
        if (!startsWith(moved, "text_model.encoder.layers.") || layerEnd == std::string::npos) {
            result.emplace(moved, tensor);
            continue;
        }
        const std::string layer = moved.substr(0, layerEnd + 1), rest = moved.substr(layerEnd + 1);
        const bool isFused = rest == "attn.in_proj_weight" || rest == "attn.in_proj_bias";
        if (isFused && tensor.dim() >= 1 && tensor.size(0) % 3 == 0) {
            const std::string end = rest == "attn.in_proj_bias" ? ".bias" : ".weight";
            const auto parts = tensor.chunk(3, 0);
            for (size_t i = 0; i < 3; ++i)
                result.emplace(layer + "self_attn." + std::array{"q_proj", "k_proj", "v_proj"}[i] +
                                   end,
                               parts[i]);
        } else {
            result.emplace(layer + renamed(rest, inner).value_or(rest), tensor);
        }
    }
    return result;
}

constexpr const char* unetPrefix = singleFileUnetPrefix;
constexpr const char* vaePrefix = singleFileVaePrefix;
constexpr const char* textPrefix = singleFileTextPrefix;
constexpr const char* text2Prefix = singleFileText2Prefix;

bool isMarker(std::string_view name)
{
    return name == "v_pred" || name == "ztsnr" || startsWith(name, "edm_");
}

// Of the training program: buffers of its noise schedule and the moving average of the weights.
bool isLeftOver(std::string_view name)
{
    static const std::array<std::string_view, 14> buffers = {"betas",
                                                             "alphas_cumprod",
                                                             "alphas_cumprod_prev",
                                                             "sqrt_alphas_cumprod",
                                                             "sqrt_one_minus_alphas_cumprod",
                                                             "log_one_minus_alphas_cumprod",
                                                             "sqrt_recip_alphas_cumprod",
                                                             "sqrt_recipm1_alphas_cumprod",
                                                             "posterior_variance",
                                                             "posterior_log_variance_clipped",
                                                             "posterior_mean_coef1",
                                                             "posterior_mean_coef2",
                                                             "logvar",
                                                             "denoiser.sigmas"};
    return startsWith(name, "model_ema.") ||
           std::find(buffers.begin(), buffers.end(), name) != buffers.end();
}

} // namespace

bool looksLikeSingleFile(const TensorFile& file)
{
    const auto next = file.tensors.lower_bound(unetPrefix);
    return next != file.tensors.end() && startsWith(next->first, unetPrefix);
}

TensorMap unetInFolderNames(const TensorMap& tensors)
{
    if (!hasAnyBelow(tensors, "input_blocks"))
        return tensors;
    static const Renames outer = {{"input_blocks.0.0.", "conv_in."},
                                  {"time_embed.0.", "time_embedding.linear_1."},
                                  {"time_embed.2.", "time_embedding.linear_2."},
                                  {"label_emb.0.0.", "add_embedding.linear_1."},
                                  {"label_emb.0.2.", "add_embedding.linear_2."},
                                  {"out.0.", "conv_norm_out."},
                                  {"out.2.", "conv_out."}};
    TensorMap result;
    UnetBlocks blocks(tensors, result);
    for (const auto& [name, tensor] : tensors) {
        const bool isInBlock = startsWith(name, "input_blocks.") ||
                               startsWith(name, "output_blocks.") ||
                               startsWith(name, "middle_block.");
        if (const auto moved = renamed(name, outer)) {
            result.emplace(*moved, tensor);
            blocks.markMoved(name);
        } else if (!isInBlock) {
            result.emplace(name, tensor);
        }
    }
    blocks.move();
    return result;
}

TensorMap vaeInFolderNames(const TensorMap& tensors)
{
    const int64_t levels = countBelow(tensors, "decoder.up");
    TensorMap result;
    for (const auto& [name, tensor] : tensors)
        result.emplace(vaeName(name, levels), tensor);
    return result;
}

SingleFileParts splitSingleFile(const TensorFile& file)
{
    const auto part = [&file](TensorMap tensors) {
        return TensorFile{file.path, std::move(tensors), file.metadata};
    };
    SingleFileParts parts;
    parts.unet = part(unetInFolderNames(below(file.tensors, unetPrefix)));
    parts.vae = part(vaeInFolderNames(below(file.tensors, vaePrefix)));
    parts.textEncoder = part(below(file.tensors, textPrefix));
    parts.textEncoder2 = part(openClipInFolderNames(below(file.tensors, text2Prefix)));
    for (const auto& [name, tensor] : file.tensors) {
        const bool isInPart = startsWith(name, unetPrefix) || startsWith(name, vaePrefix) ||
                              startsWith(name, textPrefix) || startsWith(name, text2Prefix);
        if (isMarker(name))
            parts.markers.push_back(name);
        else if (!isInPart && !isLeftOver(name))
            parts.unexpected.push_back(name);
    }
    return parts;
}

} // namespace likeness::weights
