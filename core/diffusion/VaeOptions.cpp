#include "core/base/AtomicFile.h"
#include "core/diffusion/ConfigReader.h"
#include "core/diffusion/Vae.h"

namespace likeness::diffusion {

base::Result<VaeOptions> VaeOptions::parse(std::string_view json, const std::string& name)
{
    ConfigReader config(json, name);
    VaeOptions o;
    config.demand("_class_name", "AutoencoderKL");
    config.demand("act_fn", "silu");
    o.in_channels = config.integer("in_channels", 3, 3, 3);
    o.out_channels = config.integer("out_channels", 3, 3, 3);
    o.latent_channels = config.integer("latent_channels", 4, 1, 64);
    o.block_out_channels = config.integers("block_out_channels", {64});
    o.layers_per_block = config.integer("layers_per_block", 1, 1, 16);
    o.norm_num_groups = config.integer("norm_num_groups", 32, 1, 4096);
    o.sample_size = config.integer("sample_size", 32);
    o.scaling_factor = config.number("scaling_factor", 0.18215);
    o.force_upcast = config.flag("force_upcast", true);
    o.mid_block_add_attention = config.flag("mid_block_add_attention", true);
    o.use_quant_conv = config.flag("use_quant_conv", true);
    o.use_post_quant_conv = config.flag("use_post_quant_conv", true);
    if (!(o.scaling_factor > 0))
        config.refuse("scaling_factor", "it must be above zero");
    for (const int64_t channels : o.block_out_channels)
        if (channels % o.norm_num_groups != 0)
            config.refuse("block_out_channels", "every width must be a multiple of norm_num_groups");

    const size_t levels = o.block_out_channels.size();
    config.demand("down_block_types", std::vector<std::string>(levels, "DownEncoderBlock2D"));
    config.demand("up_block_types", std::vector<std::string>(levels, "UpDecoderBlock2D"));
    for (const char* field : {"latents_mean", "latents_std", "shift_factor"}) // SDXL has none of them
        config.demand(field, nullptr);
    if (auto good = config.result(); !good)
        return tl::unexpected(good.error());
    return o;
}

base::Result<VaeOptions> VaeOptions::read(const std::filesystem::path& file)
{
    auto text = base::readFile(file, 1 << 20);
    if (!text)
        return tl::unexpected(text.error());
    return parse(*text, file.string());
}

std::string VaeOptions::json() const
{
    const size_t levels = block_out_channels.size();
    const nlohmann::ordered_json config = {
        {"_class_name", "AutoencoderKL"},
        {"_diffusers_version", "0.30.0"},
        {"act_fn", "silu"},
        {"block_out_channels", block_out_channels},
        {"down_block_types", std::vector<std::string>(levels, "DownEncoderBlock2D")},
        {"force_upcast", force_upcast},
        {"in_channels", in_channels},
        {"latent_channels", latent_channels},
        {"layers_per_block", layers_per_block},
        {"mid_block_add_attention", mid_block_add_attention},
        {"norm_num_groups", norm_num_groups},
        {"out_channels", out_channels},
        {"sample_size", sample_size},
        {"scaling_factor", scaling_factor},
        {"up_block_types", std::vector<std::string>(levels, "UpDecoderBlock2D")},
        {"use_post_quant_conv", use_post_quant_conv},
        {"use_quant_conv", use_quant_conv},
    };
    return config.dump(2) + "\n";
}

} // namespace likeness::diffusion
