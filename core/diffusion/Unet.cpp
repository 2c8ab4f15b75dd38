#include "core/diffusion/Unet.h"

namespace likeness::diffusion {

using weights::Weights;

namespace {

// The layers of one level, except its change of size.
UnetLevel makeLevel(const UnetOptions& o, const Weights& w, const std::vector<int64_t>& in, int64_t out, size_t level,
                    bool attention, int64_t& nextLayer)
{
    UnetLevel result;
    const SpatialTransformerOptions transformer{out,
                                                o.heads[level],
                                                o.transformer_layers_per_block[level],
                                                o.cross_attention_dim,
                                                o.norm_num_groups,
                                                o.use_linear_projection};
    for (size_t j = 0; j < in.size(); ++j) {
        const auto index = static_cast<int64_t>(j);
        result.resnets.emplace_back(
            ResnetBlockOptions{in[j], out, 4 * o.block_out_channels.front(), o.norm_num_groups, o.norm_eps},
            w / "resnets" / index);
        if (attention)
            result.attentions.emplace_back(transformer, w / "attentions" / index, nextLayer);
    }
    return result;
}

std::vector<UnetLevel> makeDown(const UnetOptions& o, const Weights& w, int64_t& nextLayer)
{
    std::vector<UnetLevel> result;
    int64_t in = o.block_out_channels.front();
    for (size_t i = 0; i < o.block_out_channels.size(); ++i) {
        const Weights block = w / static_cast<int64_t>(i);
        const int64_t out = o.block_out_channels[i];
        std::vector<int64_t> widths(static_cast<size_t>(o.layers_per_block[i]), out);
        widths.front() = in;
        result.push_back(makeLevel(o, block, widths, out, i, o.downAttention[i], nextLayer));
        if (i + 1 < o.block_out_channels.size())
            result.back().downsample = weights::Conv2d(block / "downsamplers" / 0 / "conv", out, out, 3, 2, 1);
        in = out;
    }
    return result;
}

// Each residual block on the way up also gets the output of its mirror image on the way down.
std::vector<UnetLevel> makeUp(const UnetOptions& o, const Weights& w, int64_t& nextLayer)
{
    std::vector<UnetLevel> result;
    int64_t in = o.block_out_channels.back();
    for (size_t i = 0; i < o.block_out_channels.size(); ++i) {
        const Weights block = w / static_cast<int64_t>(i);
        const size_t level = o.block_out_channels.size() - 1 - i;
        const int64_t out = o.block_out_channels[level];
        const int64_t lastSkip = o.block_out_channels[level > 0 ? level - 1 : 0];
        std::vector<int64_t> widths(static_cast<size_t>(o.layers_per_block[level]) + 1, 2 * out);
        widths.front() = in + out;
        widths.back() = out + lastSkip;
        result.push_back(makeLevel(o, block, widths, out, level, o.upAttention[i], nextLayer));
        if (level > 0)
            result.back().upsample = Upsample(block / "upsamplers" / 0, out);
        in = out;
    }
    return result;
}

at::Tensor runLayer(const UnetLevel& level, size_t j, const at::Tensor& x, const at::Tensor& time,
                    const at::Tensor& text, const UnetCall& call)
{
    throwIfStopped(call.stop);
    const at::Tensor h = level.resnets[j].forward(x, time);
    return level.attentions.empty() ? h : level.attentions[j].forward(h, text, call);
}

} // namespace

Unet::Unet(UnetOptions o, const Weights& w)
    : options(o), conv_in(w / "conv_in", o.in_channels, o.block_out_channels.front(), 3, 1, 1),
      conv_out(w / "conv_out", o.block_out_channels.front(), o.out_channels, 3, 1, 1),
      time_embedding(w / "time_embedding", o.block_out_channels.front(), 4 * o.block_out_channels.front()),
      add_embedding(w / "add_embedding", o.pooled_dim + 6 * o.addition_time_embed_dim,
                    4 * o.block_out_channels.front()),
      conv_norm_out(w / "conv_norm_out", o.block_out_channels.front(), o.norm_num_groups, o.norm_eps)
{
    int64_t nextLayer = 0; // attentions are numbered down, up, mid
    down_blocks = makeDown(o, w / "down_blocks", nextLayer);
    up_blocks = makeUp(o, w / "up_blocks", nextLayer);
    const size_t last = o.block_out_channels.size() - 1;
    const int64_t channels = o.block_out_channels[last];
    UnetLevel mid = makeLevel(o, w / "mid_block", {channels}, channels, last, true, nextLayer);
    mid_resnets.push_back(std::move(mid.resnets[0]));
    mid_resnets.emplace_back(
        ResnetBlockOptions{channels, channels, 4 * o.block_out_channels.front(), o.norm_num_groups, o.norm_eps},
        w / "mid_block" / "resnets" / 1);
    mid_attention = std::move(mid.attentions[0]);
}

void Unet::check(const at::Tensor& sample, const at::Tensor& timestep, const UnetConditioning& c) const
{
    TORCH_CHECK(sample.dim() == 4 && sample.size(1) == options.in_channels && sample.numel() > 0,
                "the sample must be [B, ", options.in_channels, ", H, W], not ", sample.sizes());
    const int64_t rows = sample.size(0);
    TORCH_CHECK(timestep.numel() == 1 || (timestep.dim() == 1 && timestep.size(0) == rows),
                "the timestep must be one number or [", rows, "], not ", timestep.sizes());
    TORCH_CHECK(c.text.dim() == 3 && c.text.size(0) == rows && c.text.size(2) == options.cross_attention_dim,
                "the text must be [", rows, ", T, ", options.cross_attention_dim, "], not ", c.text.sizes());
    TORCH_CHECK(c.pooled.dim() == 2 && c.pooled.size(0) == rows && c.pooled.size(1) == options.pooled_dim,
                "the pooled text must be [", rows, ", ", options.pooled_dim, "], not ", c.pooled.sizes());
    TORCH_CHECK(c.timeIds.dim() == 2 && c.timeIds.size(0) == rows && c.timeIds.size(1) == 6,
                "the time ids must be [", rows, ", 6], not ", c.timeIds.sizes());
}

at::Tensor Unet::embedTime(const at::Tensor& timestep, const UnetConditioning& conditioning, at::ScalarType dtype) const
{
    const int64_t rows = conditioning.pooled.size(0);
    const at::Tensor time = sinusoids(timestep.flatten().expand({rows}), options.block_out_channels.front()); // [B, C0]
    const at::Tensor sizes = sinusoids(conditioning.timeIds.flatten(), options.addition_time_embed_dim)
                                 .view({rows, -1}); // [B, 6*d]
    const at::Tensor added = at::cat({conditioning.pooled.to(dtype), sizes.to(dtype)}, 1);
    return time_embedding.forward(time.to(dtype)) + add_embedding.forward(added); // [B, 4*C0]
}

at::Tensor Unet::forward(const at::Tensor& sample, const at::Tensor& timestep, const UnetConditioning& conditioning,
                         const UnetCall& call) const
{
    check(sample, timestep, conditioning);
    const at::Tensor& text = conditioning.text;
    const at::Tensor time = at::silu(embedTime(timestep, conditioning, sample.scalar_type())); // every residual block begins with it

    at::Tensor h = conv_in.forward(sample); // [B, C0, H, W]
    std::vector<at::Tensor> skips = {h};
    for (const UnetLevel& level : down_blocks) {
        for (size_t j = 0; j < level.resnets.size(); ++j)
            skips.push_back(h = runLayer(level, j, h, time, text, call));
        if (level.downsample.weight.defined())
            skips.push_back(h = level.downsample.forward(h)); // [B, C, ceil(H/2), ceil(W/2)]
    }

    h = mid_resnets[0].forward(h, time);
    h = mid_attention->forward(h, text, call);
    h = mid_resnets[1].forward(h, time);

    for (const UnetLevel& level : up_blocks) {
        for (size_t j = 0; j < level.resnets.size(); ++j) {
            h = runLayer(level, j, at::cat({h, skips.back()}, 1), time, text, call);
            skips.pop_back();
        }
        if (level.upsample.conv.weight.defined()) // to the size of the next skip, which may be odd
            h = level.upsample.forward(h, skips.back().size(2), skips.back().size(3));
    }
    return conv_out.forward(at::silu(conv_norm_out.forward(h))); // [B, out, H, W]
}

std::vector<CrossAttentionLayer> Unet::crossAttentionLayers() const
{
    std::vector<CrossAttentionLayer> result;
    const auto add = [&result](const SpatialTransformer& transformer) {
        for (const TransformerBlock& block : transformer.transformer_blocks)
            result.push_back({block.crossLayer, block.attn2.heads, block.attn2.to_q.weight.size(0)});
    };
    for (const auto* levels : {&down_blocks, &up_blocks})
        for (const UnetLevel& level : *levels)
            for (const SpatialTransformer& transformer : level.attentions)
                add(transformer);
    add(*mid_attention);
    return result;
}

} // namespace likeness::diffusion
