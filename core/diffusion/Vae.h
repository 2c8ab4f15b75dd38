// The variational autoencoder between pictures and latents: AutoencoderKL of latent diffusion
// (Rombach et al. 2022, section 3.1; tensor names as in diffusers' folders).
//
// A latent cell stands for downscale() x downscale() pixels. The diffusion model works on latents times
// scaling_factor; encode and decode here work on latents without it.
#pragma once

#include "core/diffusion/Cancelled.h"
#include "core/diffusion/ResnetBlock.h"

#include <filesystem>
#include <optional>

namespace likeness::diffusion {

struct VaeOptions {
    int64_t in_channels = 3;
    int64_t out_channels = 3;
    int64_t latent_channels = 4;
    std::vector<int64_t> block_out_channels = {128, 256, 512, 512}; // one level each; all but the last halve the size
    int64_t layers_per_block = 2; // of the encoder; the decoder has one more
    int64_t norm_num_groups = 32;
    int64_t sample_size = 1024; // pixels on which it was trained
    double scaling_factor = 0.13025;
    bool force_upcast = true; // overflows in fp16: compute in fp32
    bool mid_block_add_attention = true;
    bool use_quant_conv = true;
    bool use_post_quant_conv = true;

    // From diffusers' vae/config.json; `name` is the file's, for messages. Errors: wrongFormat, naming the field.
    static base::Result<VaeOptions> parse(std::string_view json, const std::string& name);
    static base::Result<VaeOptions> read(const std::filesystem::path& file); // also notFound, io
    std::string json() const; // a config.json that diffusers reads
};

// Single-head self-attention over all cells, with a residual; weights also under their older names and as 1x1
// convolutions.
struct VaeAttention {
    weights::GroupNorm group_norm;
    weights::Linear to_q, to_k, to_v, to_out;

    VaeAttention(const weights::Weights& w, int64_t channels, int64_t groups);
    at::Tensor forward(const at::Tensor& x) const; // [B, C, H, W] → the same
};

struct VaeMidBlock {
    std::vector<ResnetBlock> resnets; // 2, the attention between them
    std::optional<VaeAttention> attention;

    VaeMidBlock(const VaeOptions& options, const weights::Weights& w);
    at::Tensor forward(const at::Tensor& x) const; // [B, C, H, W] → the same
};

// A run of residual blocks, then a change of size (none in the last level).
struct VaeLevel {
    std::vector<ResnetBlock> resnets;
    weights::Conv2d downsample; // encoder: stride 2
    Upsample upsample;          // decoder: times 2
};

struct VaeEncoder {
    weights::Conv2d conv_in, conv_out;
    std::vector<VaeLevel> down_blocks;
    VaeMidBlock mid_block;
    weights::GroupNorm conv_norm_out;

    VaeEncoder(const VaeOptions& options, const weights::Weights& w);
    at::Tensor forward(const at::Tensor& x) const; // [B, 3, H, W] → [B, 2*latent, H/s, W/s]
};

struct VaeDecoder {
    weights::Conv2d conv_in, conv_out;
    std::vector<VaeLevel> up_blocks;
    VaeMidBlock mid_block;
    weights::GroupNorm conv_norm_out;

    VaeDecoder(const VaeOptions& options, const weights::Weights& w);
    at::Tensor forward(const at::Tensor& z, const std::stop_token& stop) const; // [B, latent, h, w] → [B, 3, h*s, w*s]
};

struct Vae {
    VaeOptions options;
    VaeDecoder decoder;
    std::optional<VaeEncoder> encoder; // absent where the file has a decoder only
    weights::Conv2d quant_conv, post_quant_conv;

    // Takes every tensor below `w`; ask `w.check("an SDXL VAE")` afterwards.
    Vae(VaeOptions options, const weights::Weights& w);

    // images [B, 3, H, W] in -1..1, H and W at least downscale() → moments [B, 2*latent, H/s, W/s], mean | logvar.
    at::Tensor encode(const at::Tensor& images) const;
    // z [B, latent, h, w] → images [B, 3, h*s, w*s], about -1..1, not clamped. Throws Cancelled when a stop is requested.
    at::Tensor decode(const at::Tensor& z, const std::stop_token& stop = {}) const;
    int64_t downscale() const; // pixels per latent cell, along one axis
    at::ScalarType dtype() const { return decoder.conv_norm_out.weight.scalar_type(); } // of inputs and outputs
    void checkImages(const at::Tensor& images) const; // throw if encode or decode cannot take them
    void checkLatents(const at::Tensor& z) const;
};

// The mean and the logarithm of the variance, clamped to -30..20 as in training.
struct Moments {
    at::Tensor mean, logvar; // [B, latent, h, w] each
};
Moments splitMoments(const at::Tensor& moments);
// mean + exp(logvar / 2) * noise
at::Tensor sampleMoments(const at::Tensor& moments, const at::Tensor& noise);

} // namespace likeness::diffusion
