#include "core/weights/OriginalNames.h"

#include <string_view>
#include <utility>
#include <vector>

namespace likeness::weights {

namespace {

using Starts = std::vector<std::pair<std::string, std::string>>; // folder's start → first one

bool hasAny(const TensorMap& tensors, const std::string& start)
{
    const auto next = tensors.lower_bound(start);
    return next != tensors.end() && next->first.starts_with(start);
}

// A residual block's own parts.
void addResnet(Starts& starts, const std::string& folder, const std::string& original)
{
    for (const auto& [to, from] :
         {std::pair{"norm1.", "in_layers.0."}, std::pair{"conv1.", "in_layers.2."},
          std::pair{"time_emb_proj.", "emb_layers.1."}, std::pair{"norm2.", "out_layers.0."},
          std::pair{"conv2.", "out_layers.3."}, std::pair{"conv_shortcut.", "skip_connection."}})
        starts.emplace_back(folder + "." + to, original + "." + from);
}

// The levels of one way: a block per residual block (with its transformer). On the way down a
// downsampler is a block of its own, on the way up the upsampler stands in its level's last block.
void addLevels(Starts& starts, const TensorMap& unet, const std::string& folder,
               const std::string& original, int64_t block)
{
    for (int64_t level = 0; hasAny(unet, folder + std::to_string(level) + "."); ++level) {
        const std::string from = folder + std::to_string(level);
        std::string last;
        bool hasAttention = false;
        for (int64_t layer = 0; hasAny(unet, from + ".resnets." + std::to_string(layer) + ".");
             ++layer) {
            const std::string number = std::to_string(layer);
            last = original + std::to_string(block++);
            addResnet(starts, from + ".resnets." + number, last + ".0");
            starts.emplace_back(from + ".attentions." + number + ".", last + ".1.");
            hasAttention = hasAny(unet, from + ".attentions." + number + ".");
        }
        if (hasAny(unet, from + ".downsamplers.0."))
            starts.emplace_back(from + ".downsamplers.0.conv.",
                                original + std::to_string(block++) + ".0.op.");
        starts.emplace_back(from + ".upsamplers.0.conv.",
                            last + (hasAttention ? ".2.conv." : ".1.conv."));
    }
}

} // namespace

std::map<std::string, std::string> originalUnetNames(const TensorMap& unet)
{
    Starts starts = {{"conv_in.", "input_blocks.0.0."},
                     {"time_embedding.linear_1.", "time_embed.0."},
                     {"time_embedding.linear_2.", "time_embed.2."},
                     {"add_embedding.linear_1.", "label_emb.0.0."},
                     {"add_embedding.linear_2.", "label_emb.0.2."},
                     {"conv_norm_out.", "out.0."},
                     {"conv_out.", "out.2."},
                     {"mid_block.attentions.0.", "middle_block.1."}};
    addResnet(starts, "mid_block.resnets.0", "middle_block.0");
    addResnet(starts, "mid_block.resnets.1", "middle_block.2");
    addLevels(starts, unet, "down_blocks.", "input_blocks.", 1); // 0 is conv_in
    addLevels(starts, unet, "up_blocks.", "output_blocks.", 0);
    std::map<std::string, std::string> names;
    for (const auto& [folder, original] : starts)
        for (auto at = unet.lower_bound(folder); at != unet.end() && at->first.starts_with(folder);
             ++at)
            names.emplace(at->first, original + at->first.substr(folder.size()));
    return names;
}

} // namespace likeness::weights
