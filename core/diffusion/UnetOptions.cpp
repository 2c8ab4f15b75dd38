#include "core/base/AtomicFile.h"
#include "core/diffusion/ConfigReader.h"
#include "core/diffusion/Unet.h"

namespace likeness::diffusion {

namespace {

// Fields that change the architecture, and the only value with which it is SDXL's.
const std::pair<const char*, nlohmann::json> onlyValues[] = {
    {"_class_name", "UNet2DConditionModel"},
    {"act_fn", "silu"},
    {"addition_embed_type", "text_time"},
    {"attention_type", "default"},
    {"center_input_sample", false},
    {"class_embed_type", nullptr},
    {"class_embeddings_concat", false},
    {"conv_in_kernel", 3},
    {"conv_out_kernel", 3},
    {"cross_attention_norm", nullptr},
    {"downsample_padding", 1},
    {"dual_cross_attention", false},
    {"encoder_hid_dim", nullptr},
    {"encoder_hid_dim_type", nullptr},
    {"flip_sin_to_cos", true},
    {"freq_shift", 0},
    {"mid_block_only_cross_attention", nullptr},
    {"mid_block_scale_factor", 1},
    {"mid_block_type", "UNetMidBlock2DCrossAttn"},
    {"num_attention_heads", nullptr},
    {"num_class_embeds", nullptr},
    {"only_cross_attention", false},
    {"resnet_out_scale_factor", 1},
    {"resnet_skip_time_act", false},
    {"resnet_time_scale_shift", "default"},
    {"reverse_transformer_layers_per_block", nullptr},
    {"time_cond_proj_dim", nullptr},
    {"time_embedding_act_fn", nullptr},
    {"time_embedding_dim", nullptr},
    {"time_embedding_type", "positional"},
    {"timestep_post_act", nullptr},
    {"upcast_attention", false},
};

// Block types as "with attention or without".
std::vector<bool> readBlocks(ConfigReader& config, const char* field, const std::vector<std::string>& fallback,
                             const std::string& plain, const std::string& attention, size_t levels)
{
    const auto types = config.words(field, fallback);
    std::vector<bool> result(levels, false);
    bool good = types.size() == levels;
    for (size_t i = 0; good && i < levels; ++i) {
        result[i] = types[i] == attention;
        good = result[i] || types[i] == plain;
    }
    if (!good)
        config.refuse(field, "it must name, for each of the " + std::to_string(levels) +
                                 " entries of block_out_channels, " + plain + " or " + attention);
    return result;
}

std::vector<std::string> blockNames(const std::vector<bool>& attention, const char* plain, const char* withAttention)
{
    std::vector<std::string> result;
    for (const bool with : attention)
        result.push_back(with ? withAttention : plain);
    return result;
}

} // namespace

base::Result<UnetOptions> UnetOptions::parse(std::string_view json, const std::string& name)
{
    ConfigReader config(json, name);
    for (const auto& [field, only] : onlyValues)
        config.demand(field, only);
    if (config.word("addition_embed_type", "").empty())
        config.refuse("addition_embed_type", "only SDXL's \"text_time\" can be used, so this is another kind of model");
    UnetOptions o;
    o.in_channels = config.integer("in_channels", 4, 1, 256);
    o.out_channels = config.integer("out_channels", 4, 1, 256);
    o.sample_size = config.integer("sample_size", 128);
    o.block_out_channels = config.integers("block_out_channels", {320, 640, 1280, 1280});
    const size_t levels = o.block_out_channels.size();
    o.layers_per_block = config.integers("layers_per_block", std::vector<int64_t>(levels, 2), levels);
    o.transformer_layers_per_block =
        config.integers("transformer_layers_per_block", std::vector<int64_t>(levels, 1), levels);
    o.heads = config.integers("attention_head_dim", std::vector<int64_t>(levels, 8), levels);
    o.downAttention = readBlocks(
        config, "down_block_types",
        {"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"}, "DownBlock2D",
        "CrossAttnDownBlock2D", levels);
    o.upAttention = readBlocks(config, "up_block_types",
                               {"UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"},
                               "UpBlock2D", "CrossAttnUpBlock2D", levels);
    o.cross_attention_dim = config.integer("cross_attention_dim", 1280, 1, 65536);
    o.addition_time_embed_dim = config.integer("addition_time_embed_dim", 256, 2, 65536);
    o.pooled_dim =
        config.integer("projection_class_embeddings_input_dim", 2816) - 6 * o.addition_time_embed_dim;
    o.norm_num_groups = config.integer("norm_num_groups", 32, 1, 4096);
    o.norm_eps = config.number("norm_eps", 1e-5);
    o.use_linear_projection = config.flag("use_linear_projection", false);

    if (o.pooled_dim < 1)
        config.refuse("projection_class_embeddings_input_dim", "it must be above 6 times addition_time_embed_dim");
    if (o.addition_time_embed_dim % 2 != 0)
        config.refuse("addition_time_embed_dim", "it must be even");
    for (size_t i = 0; i < levels; ++i) {
        if (o.block_out_channels[i] % o.norm_num_groups != 0 || o.block_out_channels[i] % 2 != 0)
            config.refuse("block_out_channels", "every width must be even and a multiple of norm_num_groups");
        if (o.block_out_channels[i] % o.heads[i] != 0)
            config.refuse("attention_head_dim", "each number of heads must divide its level's width");
    }
    if (auto good = config.result(); !good)
        return tl::unexpected(good.error());
    return o;
}

base::Result<UnetOptions> UnetOptions::read(const std::filesystem::path& file)
{
    auto text = base::readFile(file, 1 << 20);
    if (!text)
        return tl::unexpected(text.error());
    return parse(*text, file.string());
}

std::string UnetOptions::json() const
{
    nlohmann::ordered_json config = {
        {"in_channels", in_channels},
        {"out_channels", out_channels},
        {"sample_size", sample_size},
        {"block_out_channels", block_out_channels},
        {"layers_per_block", layers_per_block},
        {"transformer_layers_per_block", transformer_layers_per_block},
        {"attention_head_dim", heads},
        {"down_block_types", blockNames(downAttention, "DownBlock2D", "CrossAttnDownBlock2D")},
        {"up_block_types", blockNames(upAttention, "UpBlock2D", "CrossAttnUpBlock2D")},
        {"cross_attention_dim", cross_attention_dim},
        {"addition_time_embed_dim", addition_time_embed_dim},
        {"projection_class_embeddings_input_dim", pooled_dim + 6 * addition_time_embed_dim},
        {"norm_num_groups", norm_num_groups},
        {"norm_eps", norm_eps},
        {"use_linear_projection", use_linear_projection},
        {"_diffusers_version", "0.30.0"},
    };
    for (const auto& [field, only] : onlyValues)
        config[field] = only;
    return config.dump(2) + "\n";
}

} // namespace likeness::diffusion
