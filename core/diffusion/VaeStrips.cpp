#include "core/diffusion/VaeStrips.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace likeness::diffusion {

using weights::Conv2d;
using weights::GroupNorm;

namespace {

// Rows first … last of a picture, as a band that is computed at a time.
struct Band {
    int64_t first = 0, last = 0; // one behind the end
};

std::vector<Band> bandsOf(int64_t height, int64_t width, const StripOptions& options)
{
    const int64_t rows = std::max<int64_t>(1, options.strip_cells / std::max<int64_t>(width, 1));
    std::vector<Band> bands;
    for (int64_t first = 0; first < height; first += rows)
        bands.push_back({first, std::min(height, first + rows)});
    return bands;
}

// A group norm with the statistics of the whole picture, ready to be applied to any band:
// x * factor + shift, per picture and channel.
struct Normalisation {
    at::Tensor factor, shift; // [B, C, 1, 1], fp32

    Normalisation(const GroupNorm& norm, const at::Tensor& x, const StripOptions& options)
    {
        const int64_t batch = x.size(0), channels = x.size(1), groups = norm.groups;
        const auto exact = x.options().dtype(at::kDouble);
        at::Tensor sum = at::zeros({batch, groups}, exact), squares = sum.clone();
        for (const Band& band : bandsOf(x.size(2), x.size(3), options)) {
            // Mean and deviation inside the band in float, joined over the bands in double.
            const at::Tensor part =
                x.slice(2, band.first, band.last).to(at::kFloat).reshape({batch, groups, -1});
            const at::Tensor mean = part.mean(-1).to(at::kDouble);
            const at::Tensor variance = part.var(-1, false).to(at::kDouble);
            const auto count = static_cast<double>(part.size(-1));
            sum += mean * count;
            squares += (variance + mean * mean) * count;
        }
        const auto count = static_cast<double>(channels / groups * x.size(2) * x.size(3));
        const at::Tensor mean = sum / count;
        const at::Tensor inverse = ((squares / count - mean * mean).clamp_min(0) + norm.eps).rsqrt();
        const at::Tensor perGroup = norm.weight.to(at::kDouble).view({1, groups, -1}); // [1, G, C/G]
        const at::Tensor scaled = inverse.unsqueeze(-1) * perGroup;                    // [B, G, C/G]
        const at::Tensor moved = norm.bias.to(at::kDouble).view({1, groups, -1}) - mean.unsqueeze(-1) * scaled;
        factor = scaled.view({batch, channels, 1, 1}).to(at::kFloat);
        shift = moved.view({batch, channels, 1, 1}).to(at::kFloat);
    }

    at::Tensor apply(const at::Tensor& x) const
    {
        return at::addcmul(shift, x.to(at::kFloat), factor).to(x.scalar_type());
    }
};

// The input rows that a band of the output looks at, with zeros above and below the picture.
// `prepare` is applied to the rows that exist, before the zeros.
template <typename Prepare>
at::Tensor rowsFor(const at::Tensor& x, Band output, int64_t stride, int64_t above, int64_t below,
                   const Prepare& prepare)
{
    const int64_t height = x.size(2);
    const int64_t wantedFirst = output.first * stride - above;
    const int64_t wantedLast = (output.last - 1) * stride + 1 + below;
    const int64_t first = std::max<int64_t>(wantedFirst, 0), last = std::min(wantedLast, height);
    const at::Tensor rows = prepare(x.slice(2, first, last));
    return at::constant_pad_nd(rows, {0, 0, first - wantedFirst, wantedLast - last});
}

// A convolution with its weight brought to the input once for all bands.
struct ReadyConv {
    at::Tensor weight, bias;
    int64_t padding = 0;

    ReadyConv(const Conv2d& conv, const at::Tensor& x)
        : weight(weights::broughtTo(x, conv.weight, conv.scale)), bias(conv.bias), padding(conv.padding)
    {
    }

    // One band of conv(prepare(x)): stride 1, and a padding that keeps the size.
    template <typename Prepare>
    at::Tensor band(const at::Tensor& x, Band band, const Prepare& prepare) const
    {
        const at::Tensor rows = rowsFor(x, band, 1, padding, padding, prepare);
        return at::conv2d(rows, weight, bias, at::IntArrayRef{1, 1}, at::IntArrayRef{0, padding});
    }
};

constexpr auto asItIs = [](const at::Tensor& x) { return x; };

class Strips {
public:
    Strips(const StripOptions& options, const std::stop_token& stop) : m_options(options), m_stop(stop) {}

    // conv(silu(norm(x))), or conv(x) without a norm
    at::Tensor convolve(const Conv2d& conv, const at::Tensor& x, const GroupNorm* norm = nullptr) const
    {
        at::Tensor out = emptyLike(x, conv.weight.size(0), x.size(2), x.size(3));
        const ReadyConv ready(conv, x);
        if (norm)
            fill(out, [&, n = Normalisation(*norm, x, m_options)](Band band) {
                return ready.band(x, band, [&](const at::Tensor& rows) { return at::silu(n.apply(rows)); });
            });
        else
            fill(out, [&](Band band) { return ready.band(x, band, asItIs); });
        return out;
    }

    // As ResnetBlock::forward without time. Takes `x` over: its memory becomes the result's.
    at::Tensor resnet(const ResnetBlock& block, at::Tensor x) const
    {
        const at::Tensor h = convolve(block.conv1, x, &block.norm1);
        const Normalisation n(block.norm2, h, m_options);
        const bool keepsChannels = !block.conv_shortcut.weight.defined();
        at::Tensor out = keepsChannels ? x : emptyLike(h, h.size(1), h.size(2), h.size(3));
        const ReadyConv conv2(block.conv2, h);
        const auto shortcut =
            keepsChannels ? std::nullopt : std::optional(ReadyConv(block.conv_shortcut, x));
        fill(out, [&](Band band) {
            const at::Tensor added =
                conv2.band(h, band, [&](const at::Tensor& rows) { return at::silu(n.apply(rows)); });
            return (shortcut ? shortcut->band(x, band, asItIs) : x.slice(2, band.first, band.last)) + added;
        });
        return out;
    }

    // As Upsample::forward to twice the size.
    at::Tensor upsample(const Upsample& up, const at::Tensor& x) const
    {
        const int64_t height = 2 * x.size(2), width = 2 * x.size(3);
        at::Tensor out = emptyLike(x, up.conv.weight.size(0), height, width);
        const ReadyConv conv(up.conv, x);
        fill(out, [&](Band band) {
            // The rows of the small picture under the band and its margin, doubled, then cut to it.
            const int64_t first = std::max<int64_t>(band.first - 1, 0), last = std::min(band.last + 1, height);
            const int64_t from = first / 2, to = (last + 1) / 2;
            const at::Tensor doubled = at::upsample_nearest2d(x.slice(2, from, to), {2 * (to - from), width});
            const at::Tensor rows = at::constant_pad_nd(doubled.slice(2, first - 2 * from, last - 2 * from),
                                                        {0, 0, first - (band.first - 1), band.last + 1 - last});
            return at::conv2d(rows, conv.weight, conv.bias, at::IntArrayRef{1, 1}, at::IntArrayRef{0, 1});
        });
        return out;
    }

    // The encoder's: stride 2, padded right and below only.
    at::Tensor downsample(const Conv2d& conv, const at::Tensor& x) const
    {
        at::Tensor out = emptyLike(x, conv.weight.size(0), (x.size(2) - 2) / 2 + 1, (x.size(3) - 2) / 2 + 1);
        const ReadyConv ready(conv, x);
        fill(out, [&](Band band) {
            const at::Tensor rows = rowsFor(x, band, 2, 0, 2, asItIs);
            return at::conv2d(at::constant_pad_nd(rows, {0, 1}), ready.weight, ready.bias, {2, 2});
        });
        return out;
    }

    // As VaeMidBlock::forward; every query still sees every cell.
    at::Tensor middle(const VaeMidBlock& block, at::Tensor x) const
    {
        at::Tensor h = resnet(block.resnets[0], std::move(x));
        if (block.attention)
            h = attend(*block.attention, h);
        return resnet(block.resnets[1], std::move(h));
    }

private:
    static at::Tensor emptyLike(const at::Tensor& x, int64_t channels, int64_t height, int64_t width)
    {
        return at::empty({x.size(0), channels, height, width}, x.options());
    }

    template <typename Compute> void fill(at::Tensor& out, const Compute& compute) const
    {
        for (const Band& band : bandsOf(out.size(2), out.size(3), m_options)) {
            throwIfStopped(m_stop);
            out.slice(2, band.first, band.last).copy_(compute(band));
        }
    }

    at::Tensor attend(const VaeAttention& attention, const at::Tensor& x) const
    {
        const Normalisation n(attention.group_norm, x, m_options);
        const at::Tensor h = n.apply(x).flatten(2).transpose(1, 2).unsqueeze(1); // [B, 1, N, C]
        const at::Tensor keys = attention.to_k.forward(h), values = attention.to_v.forward(h);
        const at::Tensor queries = attention.to_q.forward(h);
        at::Tensor out = at::empty_like(queries);
        constexpr int64_t portion = 4096; // queries at a time, where kernels write out all weights
        for (int64_t first = 0; first < h.size(2); first += portion) {
            throwIfStopped(m_stop);
            const int64_t last = std::min(h.size(2), first + portion);
            out.slice(2, first, last)
                .copy_(at::scaled_dot_product_attention(queries.slice(2, first, last), keys, values));
        }
        return x + attention.to_out.forward(out).squeeze(1).transpose(1, 2).reshape(x.sizes());
    }

    const StripOptions m_options;
    const std::stop_token m_stop;
};

} // namespace

at::Tensor decodeInStrips(const Vae& vae, const at::Tensor& z, const StripOptions& options,
                          const std::stop_token& stop)
{
    vae.checkLatents(z);
    const at::NoGradGuard noGradients;
    const Strips strips(options, stop);
    const VaeDecoder& decoder = vae.decoder;
    at::Tensor h = vae.post_quant_conv.weight.defined() ? vae.post_quant_conv.forward(z) : z;
    h = strips.middle(decoder.mid_block, strips.convolve(decoder.conv_in, h)); // [B, C, h, w]
    for (const VaeLevel& level : decoder.up_blocks) {
        for (const ResnetBlock& block : level.resnets)
            h = strips.resnet(block, std::move(h));
        if (level.upsample.conv.weight.defined())
            h = strips.upsample(level.upsample, h); // [B, C, 2h, 2w]
    }
    return strips.convolve(decoder.conv_out, h, &decoder.conv_norm_out); // [B, 3, h*s, w*s]
}

at::Tensor encodeInStrips(const Vae& vae, const at::Tensor& images, const StripOptions& options,
                          const std::stop_token& stop)
{
    vae.checkImages(images);
    const at::NoGradGuard noGradients;
    const Strips strips(options, stop);
    const VaeEncoder& encoder = *vae.encoder;
    at::Tensor h = strips.convolve(encoder.conv_in, images); // [B, C, H, W]
    for (const VaeLevel& level : encoder.down_blocks) {
        for (const ResnetBlock& block : level.resnets)
            h = strips.resnet(block, std::move(h));
        if (level.downsample.weight.defined())
            h = strips.downsample(level.downsample, h); // [B, C, H/2, W/2]
    }
    h = strips.convolve(encoder.conv_out, strips.middle(encoder.mid_block, std::move(h)), &encoder.conv_norm_out);
    return vae.quant_conv.weight.defined() ? vae.quant_conv.forward(h) : h;
}

} // namespace likeness::diffusion
