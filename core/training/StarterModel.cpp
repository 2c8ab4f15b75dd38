#include "core/training/StarterModel.h"

#include "core/base/AtomicFile.h"
#include "core/base/Folders.h"
#include "core/diffusion/LatentPreview.h"
#include "core/weights/Safetensors.h"

#include <nlohmann/json.hpp>

namespace likeness::training {

namespace {

using nlohmann::ordered_json;
using Writes = std::vector<std::function<base::Result<void>()>>;

base::Result<void> writeText(const std::filesystem::path& file, const std::string& text)
{
    if (auto made = base::makeFolder(file.parent_path()); !made)
        return made;
    return base::writeFileAtomically(file, std::string_view(text));
}

base::Result<void> writeHalf(const std::filesystem::path& file, const weights::TensorMap& tensors)
{
    if (auto made = base::makeFolder(file.parent_path()); !made)
        return made;
    weights::TensorMap half;
    for (const auto& [name, tensor] : tensors)
        half[name] = tensor.detach().to(at::kHalf);
    return weights::writeSafetensors(file, half, {{"format", "pt"}});
}

std::string modelIndex()
{
    return ordered_json{{"_class_name", "StableDiffusionXLPipeline"},
                        {"_diffusers_version", "0.39.0"},
                        {"feature_extractor", {nullptr, nullptr}},
                        {"force_zeros_for_empty_prompt", true},
                        {"image_encoder", {nullptr, nullptr}},
                        {"scheduler", {"diffusers", "EulerDiscreteScheduler"}},
                        {"text_encoder", {"transformers", "CLIPTextModel"}},
                        {"text_encoder_2", {"transformers", "CLIPTextModelWithProjection"}},
                        {"tokenizer", {"transformers", "CLIPTokenizer"}},
                        {"tokenizer_2", {"transformers", "CLIPTokenizer"}},
                        {"unet", {"diffusers", "UNet2DConditionModel"}},
                        {"vae", {"diffusers", "AutoencoderKL"}}}
               .dump(2) + "\n";
}

std::string defaults(const StarterOptions& options, const at::Tensor& preview)
{
    ordered_json matrix = ordered_json::array();
    for (int64_t row = 0; row < preview.size(0); ++row)
        matrix.push_back({preview[row][0].item<double>(), preview[row][1].item<double>(),
                          preview[row][2].item<double>()});
    return ordered_json{{"name", "Likeness starter"},
                        {"width", options.size},
                        {"height", options.size},
                        {"steps", 8},
                        {"guidance", 1.5},
                        {"sampler", "euler"},
                        {"strength", 1.0},
                        {"lightning", "lightning_4step_lora.safetensors"}, // made after this (train-lightning)
                        {"identity",
                         {{"adapter", "identity/adapter.safetensors"},
                          {"arcface", "identity/arcface.safetensors"},
                          {"eva", "identity/eva.safetensors"},
                          {"num_zero", 0},
                          {"ortho", "none"}}},
                        {"preview", matrix}}
               .dump(2) + "\n";
}

// Adds the file's tensors in fp32 under `prefix`.
base::Result<void> addTensors(weights::TensorMap& to, const std::string& prefix, const std::filesystem::path& file)
{
    const auto read = weights::readSafetensors(file);
    if (!read)
        return tl::unexpected(read.error());
    for (const auto& [name, tensor] : read->tensors)
        to[prefix + name] = tensor.to(at::kFloat);
    return {};
}

// Builds the models once to see that nothing is missing, left over or of another size.
base::Result<void> checkParts(const StarterParts& parts, const StarterOptions& options,
                              const std::filesystem::path& folder)
{
    const auto view = [&](const weights::TensorMap& tensors, const char* file) {
        return weights::Weights({(folder / file).string(), tensors, {}});
    };
    const auto painter = view(parts.painter, "unet"), vae = view(parts.vae, "vae");
    const auto arcFace = view(parts.arcFace, "identity/arcface.safetensors");
    const auto eva = view(parts.eva, "identity/eva.safetensors");
    Painter(painter, options.painter);
    diffusion::Vae(options.vae, vae);
    identity::ArcFace(arcFace, options.arcFace);
    identity::EvaClip(eva, options.eva);
    for (const auto& weights : {painter, vae, arcFace, eva})
        if (auto checked = weights.check("a part of a starter model of today's sizes"); !checked)
            return checked;
    return {};
}

weights::TensorMap adapter(const weights::TensorMap& painter)
{
    weights::TensorMap result;
    for (const auto& [name, tensor] : painter)
        if (name.starts_with("id_adapter"))
            result[name] = tensor;
    return result;
}

} // namespace

StarterOptions starterOptions()
{
    StarterOptions o;
    o.vae.block_out_channels = {8, 16, 48, 96};
    o.vae.layers_per_block = 1;
    o.vae.norm_num_groups = 1; // more would leave single channels to a group, which then lose their mean: the colour
    o.vae.sample_size = o.size;
    o.vae.scaling_factor = 1;
    o.vae.force_upcast = false;
    o.vae.mid_block_add_attention = false;

    auto& text = o.painter.text;
    text.vocab_size = o.vocabulary;
    text.hidden_size = 64;
    text.intermediate_size = 256;
    text.num_hidden_layers = 2;
    text.num_attention_heads = 2;
    text.projection_dim = 64;
    auto& text2 = o.painter.text2;
    text2 = text;
    text2.hidden_size = 128;
    text2.intermediate_size = 512;
    text2.num_hidden_layers = 3;
    text2.num_attention_heads = 4;
    text2.projection_dim = 128;
    text2.hidden_act = text::Activation::gelu;
    text2.withProjection = true;

    auto& unet = o.painter.unet;
    unet.sample_size = o.size / 8;
    unet.block_out_channels = {32, 64, 96, 160};
    unet.layers_per_block = {1, 1, 1, 1};
    unet.transformer_layers_per_block = {1, 1, 1, 1};
    unet.heads = {1, 2, 3, 5};
    unet.downAttention = {false, false, true, true};
    unet.upAttention = {true, true, false, false};
    unet.cross_attention_dim = text.hidden_size + text2.hidden_size;
    unet.addition_time_embed_dim = 8;
    unet.pooled_dim = text2.projection_dim;
    unet.norm_num_groups = 4;

    o.arcFace.stemWidth = 8;
    o.arcFace.stages = {{24, 1}, {48, 1}, {96, 1}, {96, 1}};
    o.eva.width = 128;
    o.eva.depth = 6;
    o.eva.mlpHidden = 341;
    o.eva.imageSize = 112;
    o.eva.embedding = 128;

    auto& former = o.painter.idFormer;
    former.conditionWidth = o.arcFace.embedding + o.eva.embedding;
    former.evaWidth = o.eva.width;
    former.dim = 128;
    former.queries = 16;
    former.heads = 2;
    former.depth = 5;
    former.feedForward = 512;
    former.idHidden = 128;
    former.mappingHidden = 128;
    former.outputWidth = unet.cross_attention_dim;
    return o;
}

at::Tensor previewColours(const at::Tensor& latents, const at::Tensor& pictures)
{
    const auto matrix = diffusion::LatentRgb::fit(latents.to(at::kFloat), pictures.to(at::kFloat) / 127.5 - 1);
    return at::cat({matrix.factors / 2, (matrix.bias / 2 + 0.5).unsqueeze(0)}); // from -1..1
}

diffusion::NoiseSchedule starterSchedule()
{
    return diffusion::NoiseSchedule({.prediction_type = diffusion::PredictionType::sample,
                                     .timestep_spacing = diffusion::TimestepSpacing::trailing,
                                     .rescale_betas_zero_snr = true});
}

base::Result<void> writeStarterModel(const std::filesystem::path& folder, const StarterOptions& options,
                                     const StarterParts& parts)
{
    const auto& painter = parts.painter;
    const Writes writes = {
        [&] { return writeText(folder / "scheduler/scheduler_config.json", starterSchedule().options.json()); },
        [&] { return writeText(folder / "text_encoder/config.json", options.painter.text.json()); },
        [&] { return writeHalf(folder / "text_encoder/model.safetensors", part(painter, "text_encoder.")); },
        [&] { return writeText(folder / "text_encoder_2/config.json", options.painter.text2.json()); },
        [&] { return writeHalf(folder / "text_encoder_2/model.safetensors", part(painter, "text_encoder_2.")); },
        [&] { return writeText(folder / "unet/config.json", options.painter.unet.json()); },
        [&] { return writeHalf(folder / "unet/diffusion_pytorch_model.safetensors", part(painter, "unet.")); },
        [&] { return writeText(folder / "vae/config.json", options.vae.json()); },
        [&] { return writeHalf(folder / "vae/diffusion_pytorch_model.safetensors", parts.vae); },
        [&] { return writeHalf(folder / "identity/adapter.safetensors", adapter(painter)); },
        [&] { return writeHalf(folder / "identity/arcface.safetensors", parts.arcFace); },
        [&] { return writeHalf(folder / "identity/eva.safetensors", parts.eva); },
        [&] { return writeText(folder / "model_index.json", modelIndex()); },
        [&] { return writeText(folder / "likeness.json", defaults(options, parts.preview)); },
    };
    for (const auto& write : writes)
        if (auto written = write(); !written)
            return written;
    return {};
}

base::Result<StarterParts> readStarterModel(const std::filesystem::path& folder, const StarterOptions& options)
{
    StarterParts parts;
    const struct {
        weights::TensorMap& to;
        const char* prefix;
        const char* file;
    } files[] = {{parts.painter, "text_encoder.", "text_encoder/model.safetensors"},
                 {parts.painter, "text_encoder_2.", "text_encoder_2/model.safetensors"},
                 {parts.painter, "unet.", "unet/diffusion_pytorch_model.safetensors"},
                 {parts.painter, "", "identity/adapter.safetensors"},
                 {parts.vae, "", "vae/diffusion_pytorch_model.safetensors"},
                 {parts.arcFace, "", "identity/arcface.safetensors"},
                 {parts.eva, "", "identity/eva.safetensors"}};
    for (const auto& file : files)
        if (auto added = addTensors(file.to, file.prefix, folder / file.file); !added)
            return tl::unexpected(added.error());
    if (auto checked = checkParts(parts, options, folder); !checked)
        return tl::unexpected(checked.error());
    return parts;
}

} // namespace likeness::training
