// The denoiser: UNet2DConditionModel with SDXL's added conditions
// (Podell et al. 2023, sections 2.1 and 2.2; tensor names as in diffusers' folders).
//
// It predicts, from a noised latent, the timestep and the text, what the schedule's prediction_type says: the noise, the
// velocity or the latent itself. Any number of levels; SDXL has three, the starter model is smaller. Inputs are in the
// type of the weights; timestep and time ids may be fp32.
#pragma once

#include "core/diffusion/ResnetBlock.h"
#include "core/diffusion/SpatialTransformer.h"
#include "core/diffusion/TimeEmbedding.h"

#include <filesystem>
#include <optional>

namespace likeness::diffusion {

struct UnetOptions {
    int64_t in_channels = 4;
    int64_t out_channels = 4;
    int64_t sample_size = 128; // latent cells on which it was trained
    std::vector<int64_t> block_out_channels = {320, 640, 1280};
    std::vector<int64_t> layers_per_block = {2, 2, 2}; // of the way down; the way up has one more
    std::vector<int64_t> transformer_layers_per_block = {1, 2, 10};
    std::vector<int64_t> heads = {5, 10, 20}; // "attention_head_dim" in config.json, which means heads
    std::vector<bool> downAttention = {false, true, true}; // down_block_types
    std::vector<bool> upAttention = {true, true, false};   // up_block_types
    int64_t cross_attention_dim = 2048;
    int64_t addition_time_embed_dim = 256;
    int64_t pooled_dim = 1280; // projection_class_embeddings_input_dim - 6*addition_time_embed_dim
    int64_t norm_num_groups = 32;
    double norm_eps = 1e-5;
    bool use_linear_projection = true;

    // From diffusers' unet/config.json; `name` is the file's, for messages. Errors: wrongFormat, naming the field.
    static base::Result<UnetOptions> parse(std::string_view json, const std::string& name);
    static base::Result<UnetOptions> read(const std::filesystem::path& file); // also notFound, io
    std::string json() const; // a config.json that diffusers reads
};

// One level's layers on the way down or up: as many transformers as residual blocks, or none.
struct UnetLevel {
    std::vector<ResnetBlock> resnets;
    std::vector<SpatialTransformer> attentions;
    weights::Conv2d downsample; // stride 2; none in the last level down
    Upsample upsample;          // none in the last level up
};

struct UnetConditioning {
    at::Tensor text;    // [B, T, cross_attention_dim]
    at::Tensor pooled;  // [B, pooled_dim]
    at::Tensor timeIds; // [B, 6]: original height, width, crop top, left, target height, width; in pixels
};

struct CrossAttentionLayer {
    int64_t layer = 0; // as in CrossAttentionSite
    int64_t heads = 0;
    int64_t channels = 0; // of queries, keys and values
};

struct Unet {
    UnetOptions options;
    weights::Conv2d conv_in, conv_out;
    EmbeddingMlp time_embedding, add_embedding;
    std::vector<UnetLevel> down_blocks, up_blocks;
    std::vector<ResnetBlock> mid_resnets; // 2, the transformer between them
    std::optional<SpatialTransformer> mid_attention;
    weights::GroupNorm conv_norm_out;

    // Takes every tensor below `w`; ask `w.check("an SDXL UNet")` afterwards.
    Unet(UnetOptions options, const weights::Weights& w);

    // sample [B, in, H, W] of any size, timestep [B] or one number (0..999, may be fractional) → [B, out, H, W].
    // Throws Cancelled when call.stop is requested. May be called by several threads with different `call`s.
    at::Tensor forward(const at::Tensor& sample, const at::Tensor& timestep, const UnetConditioning& conditioning,
                       const UnetCall& call = {}) const;

    std::vector<CrossAttentionLayer> crossAttentionLayers() const; // by number

private:
    void check(const at::Tensor& sample, const at::Tensor& timestep, const UnetConditioning& conditioning) const;
    at::Tensor embedTime(const at::Tensor& timestep, const UnetConditioning& conditioning,
                         at::ScalarType dtype) const; // [B, 4*C0]
};

} // namespace likeness::diffusion
