#include "core/diffusion/Vae.h"

namespace likeness::diffusion {

using weights::Weights;

namespace {

constexpr double eps = 1e-6;

ResnetBlock resnet(const VaeOptions& options, const Weights& w, int64_t in, int64_t out)
{
    return ResnetBlock({in, out, 0, options.norm_num_groups, eps}, w);
}

// A layer of the attention, under its present or its older name, as a matrix or as a 1x1 convolution.
weights::Linear attentionLinear(const Weights& w, std::string_view name, std::string_view older, int64_t channels)
{
    const Weights layer = w.hasAnyBelow(older) ? w / older : w / name;
    if (layer.shapeOf("weight").size() != 4)
        return weights::Linear(layer, channels, channels);
    weights::Linear result;
    const weights::HeldTensor held = layer.takeHeld("weight", {channels, channels, 1, 1});
    result.weight = held.values.flatten(1);
    if (held.scale.defined())
        result.scale = held.scale.flatten(1);
    result.bias = layer.take("bias", {channels});
    return result;
}

bool hasEncoder(const Weights& w)
{
    return w.hasAnyBelow("encoder") || !w.hasAnyBelow("decoder"); // neither: fresh weights, or the wrong file
}

} // namespace

VaeAttention::VaeAttention(const Weights& w, int64_t channels, int64_t groups)
    : group_norm(w / "group_norm", channels, groups, eps), to_q(attentionLinear(w, "to_q", "query", channels)),
      to_k(attentionLinear(w, "to_k", "key", channels)), to_v(attentionLinear(w, "to_v", "value", channels)),
      to_out(attentionLinear(w, "to_out.0", "proj_attn", channels))
{
}

at::Tensor VaeAttention::forward(const at::Tensor& x) const
{
    const at::Tensor h = group_norm.forward(x).flatten(2).transpose(1, 2).unsqueeze(1); // [B, 1, H*W, C]
    const at::Tensor mixed = at::scaled_dot_product_attention(to_q.forward(h), to_k.forward(h), to_v.forward(h));
    return x + to_out.forward(mixed).squeeze(1).transpose(1, 2).reshape(x.sizes());
}

VaeMidBlock::VaeMidBlock(const VaeOptions& options, const Weights& w)
{
    const int64_t channels = options.block_out_channels.back();
    for (int64_t i = 0; i < 2; ++i)
        resnets.push_back(resnet(options, w / "resnets" / i, channels, channels));
    if (options.mid_block_add_attention)
        attention.emplace(w / "attentions" / 0, channels, options.norm_num_groups);
}

at::Tensor VaeMidBlock::forward(const at::Tensor& x) const
{
    at::Tensor h = resnets[0].forward(x);
    if (attention)
        h = attention->forward(h);
    return resnets[1].forward(h);
}

VaeEncoder::VaeEncoder(const VaeOptions& options, const Weights& w)
    : conv_in(w / "conv_in", options.in_channels, options.block_out_channels.front(), 3, 1, 1),
      conv_out(w / "conv_out", options.block_out_channels.back(), 2 * options.latent_channels, 3, 1, 1),
      mid_block(options, w / "mid_block"),
      conv_norm_out(w / "conv_norm_out", options.block_out_channels.back(), options.norm_num_groups, eps)
{
    const auto levels = static_cast<int64_t>(options.block_out_channels.size());
    int64_t in = options.block_out_channels.front();
    for (int64_t i = 0; i < levels; ++i) {
        const Weights block = w / "down_blocks" / i;
        const int64_t out = options.block_out_channels[static_cast<size_t>(i)];
        VaeLevel level;
        for (int64_t j = 0; j < options.layers_per_block; ++j)
            level.resnets.push_back(resnet(options, block / "resnets" / j, j == 0 ? in : out, out));
        if (i + 1 < levels)
            level.downsample = weights::Conv2d(block / "downsamplers" / 0 / "conv", out, out, 3, 2, 0);
        down_blocks.push_back(std::move(level));
        in = out;
    }
}

at::Tensor VaeEncoder::forward(const at::Tensor& x) const
{
    at::Tensor h = conv_in.forward(x); // [B, C, H, W]
    for (const VaeLevel& level : down_blocks) {
        for (const ResnetBlock& block : level.resnets)
            h = block.forward(h);
        if (level.downsample.weight.defined()) // padded right and below only
            h = level.downsample.forward(at::constant_pad_nd(h, {0, 1, 0, 1})); // [B, C, H/2, W/2]
    }
    h = mid_block.forward(h);
    return conv_out.forward(at::silu(conv_norm_out.forward(h))); // [B, 2*latent, h, w]
}

VaeDecoder::VaeDecoder(const VaeOptions& options, const Weights& w)
    : conv_in(w / "conv_in", options.latent_channels, options.block_out_channels.back(), 3, 1, 1),
      conv_out(w / "conv_out", options.block_out_channels.front(), options.out_channels, 3, 1, 1),
      mid_block(options, w / "mid_block"),
      conv_norm_out(w / "conv_norm_out", options.block_out_channels.front(), options.norm_num_groups, eps)
{
    const auto levels = static_cast<int64_t>(options.block_out_channels.size());
    int64_t in = options.block_out_channels.back();
    for (int64_t i = 0; i < levels; ++i) {
        const Weights block = w / "up_blocks" / i;
        const int64_t out = options.block_out_channels[static_cast<size_t>(levels - 1 - i)];
        VaeLevel level;
        for (int64_t j = 0; j <= options.layers_per_block; ++j)
            level.resnets.push_back(resnet(options, block / "resnets" / j, j == 0 ? in : out, out));
        if (i + 1 < levels)
            level.upsample = Upsample(block / "upsamplers" / 0, out);
        up_blocks.push_back(std::move(level));
        in = out;
    }
}

at::Tensor VaeDecoder::forward(const at::Tensor& z, const std::stop_token& stop) const
{
    throwIfStopped(stop);
    at::Tensor h = mid_block.forward(conv_in.forward(z)); // [B, C, h, w]
    for (const VaeLevel& level : up_blocks) {
        for (const ResnetBlock& block : level.resnets) {
            throwIfStopped(stop);
            h = block.forward(h);
        }
        if (level.upsample.conv.weight.defined())
            h = level.upsample.forward(h, 2 * h.size(2), 2 * h.size(3)); // [B, C, 2h, 2w]
    }
    return conv_out.forward(at::silu(conv_norm_out.forward(h))); // [B, 3, h*s, w*s]
}

Vae::Vae(VaeOptions options_, const Weights& w)
    : options(std::move(options_)), decoder(options, w / "decoder")
{
    const int64_t channels = options.latent_channels;
    if (options.use_post_quant_conv)
        post_quant_conv = weights::Conv2d(w / "post_quant_conv", channels, channels, 1);
    if (!hasEncoder(w)) {
        w.ignore("quant_conv."); // belongs to the encoder
        return;
    }
    encoder.emplace(options, w / "encoder");
    if (options.use_quant_conv)
        quant_conv = weights::Conv2d(w / "quant_conv", 2 * channels, 2 * channels, 1);
}

void Vae::checkImages(const at::Tensor& images) const
{
    TORCH_CHECK(encoder, "this VAE has a decoder only: it cannot encode pictures");
    TORCH_CHECK(images.dim() == 4 && images.size(1) == options.in_channels, "images must be [B, ",
                options.in_channels, ", H, W], not ", images.sizes());
    TORCH_CHECK(images.size(2) >= downscale() && images.size(3) >= downscale(), "images must be at least ",
                downscale(), " pixels high and wide, not ", images.size(2), "x", images.size(3));
}

at::Tensor Vae::encode(const at::Tensor& images) const
{
    checkImages(images);
    const at::Tensor moments = encoder->forward(images);
    return quant_conv.weight.defined() ? quant_conv.forward(moments) : moments;
}

void Vae::checkLatents(const at::Tensor& z) const
{
    TORCH_CHECK(z.dim() == 4 && z.size(1) == options.latent_channels, "latents must be [B, ",
                options.latent_channels, ", h, w], not ", z.sizes());
}

at::Tensor Vae::decode(const at::Tensor& z, const std::stop_token& stop) const
{
    checkLatents(z);
    return decoder.forward(post_quant_conv.weight.defined() ? post_quant_conv.forward(z) : z, stop);
}

int64_t Vae::downscale() const { return int64_t(1) << (options.block_out_channels.size() - 1); }

Moments splitMoments(const at::Tensor& moments)
{
    TORCH_CHECK(moments.dim() == 4 && moments.size(1) % 2 == 0, "moments must be [B, 2*C, h, w], not ",
                moments.sizes());
    const auto parts = moments.chunk(2, 1);
    return {parts[0], parts[1].clamp(-30.0, 20.0)};
}

at::Tensor sampleMoments(const at::Tensor& moments, const at::Tensor& noise)
{
    const Moments m = splitMoments(moments);
    TORCH_CHECK(noise.sizes() == m.mean.sizes(), "noise must be ", m.mean.sizes(), ", not ", noise.sizes());
    return m.mean + at::exp(0.5 * m.logvar) * noise;
}

} // namespace likeness::diffusion
