#include "core/diffusion/OptionsOf.h"

#include <algorithm>
#include <numeric>

namespace likeness::diffusion {

using weights::Weights;

namespace {

int64_t positiveOr(int64_t number, int64_t otherwise)
{
    return number > 0 ? number : otherwise;
}

// The largest number of groups up to 32 that divides every width.
int64_t groupsFor(const std::vector<int64_t>& widths)
{
    int64_t groups = 32;
    for (const int64_t width : widths)
        groups = std::gcd(groups, width);
    return groups;
}

// The first level with transformers tells the width of the text.
int64_t textWidth(const Weights& blocks, int64_t levels)
{
    for (int64_t i = 0; i < levels; ++i)
        if (const int64_t width =
                (blocks / i / "attentions" / 0 / "transformer_blocks" / 0 / "attn2")
                    .size("to_k.weight", 1))
            return width;
    return 0;
}

void readLevels(const Weights& w, UnetOptions& o)
{
    const Weights blocks = w / "down_blocks";
    const auto levels = static_cast<size_t>(w.count("down_blocks"));
    if (levels == 0)
        return;
    for (auto* numbers :
         {&o.block_out_channels, &o.layers_per_block, &o.transformer_layers_per_block, &o.heads})
        numbers->assign(levels, 1);
    o.downAttention.assign(levels, false);
    o.upAttention.assign(levels, false);
    for (size_t i = 0; i < levels; ++i) {
        const Weights block = blocks / static_cast<int64_t>(i);
        const int64_t width = positiveOr((block / "resnets" / 0).size("conv2.weight", 0), 64);
        o.block_out_channels[i] = width;
        o.layers_per_block[i] = positiveOr(block.count("resnets"), 1);
        o.downAttention[i] = block.hasAnyBelow("attentions");
        o.upAttention[i] = (w / "up_blocks" / static_cast<int64_t>(i)).hasAnyBelow("attentions");
        o.transformer_layers_per_block[i] =
            positiveOr((block / "attentions" / 0).count("transformer_blocks"), 1);
        o.heads[i] = std::max<int64_t>(width / 64, 1);
    }
    o.norm_num_groups = groupsFor(o.block_out_channels);
    o.cross_attention_dim =
        positiveOr(textWidth(blocks, static_cast<int64_t>(levels)), o.cross_attention_dim);
    const Weights middle = w / "mid_block" / "attentions" / 0;
    if (const int64_t depth = middle.count("transformer_blocks"))
        o.transformer_layers_per_block.back() = depth;
    const auto projection = middle.shapeOf("proj_in.weight");
    o.use_linear_projection = projection.empty() || projection.size() == 2;
}

} // namespace

UnetOptions unetOptionsOf(const Weights& w, int64_t pooled_dim)
{
    UnetOptions o;
    o.in_channels = positiveOr(w.size("conv_in.weight", 1), o.in_channels);
    o.out_channels = positiveOr(w.size("conv_out.weight", 0), o.out_channels);
    readLevels(w, o);
    const int64_t added =
        w.size("add_embedding.linear_1.weight", 1); // pooled_dim + 6 * addition_time_embed_dim
    if (added > 0) {
        const int64_t times = (added - pooled_dim) / 6;
        o.addition_time_embed_dim = times > 0 && (added - pooled_dim) % 6 == 0 ? times : 1;
        o.pooled_dim = added - 6 * o.addition_time_embed_dim;
    }
    return o;
}

VaeOptions vaeOptionsOf(const Weights& w)
{
    VaeOptions o;
    const Weights decoder = w / "decoder";
    o.latent_channels = positiveOr(decoder.size("conv_in.weight", 1), o.latent_channels);
    if (const int64_t levels = decoder.count("up_blocks")) {
        o.block_out_channels.clear();
        for (int64_t i = levels - 1; i >= 0; --i)
            o.block_out_channels.push_back(positiveOr(
                (decoder / "up_blocks" / i / "resnets" / 0).size("conv2.weight", 0), 64));
        o.layers_per_block = std::max<int64_t>((decoder / "up_blocks" / 0).count("resnets") - 1, 1);
        o.norm_num_groups = groupsFor(o.block_out_channels);
        o.mid_block_add_attention = (decoder / "mid_block").hasAnyBelow("attentions");
    }
    o.use_quant_conv = w.hasAnyBelow("quant_conv");
    o.use_post_quant_conv = w.hasAnyBelow("post_quant_conv");
    return o;
}

} // namespace likeness::diffusion
