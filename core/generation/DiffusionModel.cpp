#include "core/generation/DiffusionModel.h"

#include "core/base/AtomicFile.h"
#include "core/generation/ModelDefaults.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/ReadTensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using weights::Placement;
using weights::TensorFile;
using weights::Weights;
namespace fs = std::filesystem;

namespace {

constexpr int parts = 5; // tokenizers, text encoders, UNet, VAE, the rest

// Tells how far the loading is; false when it should stop.
class Steps {
public:
    Steps(const base::ProgressSink& progress, const std::stop_token& stop) : m_progress(progress), m_stop(stop) {}

    Result<void> next()
    {
        if (m_stop.stop_requested())
            return base::fail(ErrorCode::cancelled, "Cancelled.");
        if (m_progress)
            m_progress({"Loading the model", double(m_done) / parts, -1});
        ++m_done;
        return {};
    }

private:
    const base::ProgressSink& m_progress;
    const std::stop_token& m_stop;
    int m_done = 0;
};

bool isLora(const TensorFile& file)
{
    return std::ranges::any_of(file.tensors, [](const auto& entry) {
        return entry.first.find("lora_down") != std::string::npos || entry.first.find("lora_A") != std::string::npos;
    });
}

Result<diffusion::Unet> loadUnet(const fs::path& folder, const fs::path& lightning, Placement placement)
{
    const auto options = diffusion::UnetOptions::read(folder / "config.json");
    if (!options)
        return tl::unexpected(options.error());
    auto file = lightning.empty() ? weights::readModelFolder(folder, "diffusion_pytorch_model")
                                  : weights::readTensorFile(lightning);
    if (!file)
        return tl::unexpected(file.error());
    if (isLora(*file))
        return base::fail(ErrorCode::invalidInput, "'" + file->path + "' is a LoRA, which cannot be merged yet; "
                                                   "choose the full Lightning UNet (…_unet.safetensors).");
    const Weights w(std::move(*file), placement);
    diffusion::Unet unet(*options, w);
    if (auto checked = w.check("an SDXL UNet"); !checked)
        return tl::unexpected(checked.error());
    return unet;
}

Result<diffusion::Vae> loadVae(const fs::path& folder, at::Device device)
{
    const auto options = diffusion::VaeOptions::read(folder / "config.json");
    if (!options)
        return tl::unexpected(options.error());
    auto file = weights::readModelFolder(folder, "diffusion_pytorch_model");
    if (!file)
        return tl::unexpected(file.error());
    const Weights w(std::move(*file), {at::kFloat, device});
    diffusion::Vae vae(*options, w);
    if (auto checked = w.check("an SDXL VAE"); !checked)
        return tl::unexpected(checked.error());
    return vae;
}

Result<diffusion::NoiseSchedule> loadSchedule(const fs::path& folder, bool isDistilled)
{
    auto options = diffusion::NoiseScheduleOptions::read(folder / "scheduler_config.json");
    if (!options)
        return tl::unexpected(options.error());
    if (isDistilled)
        options->timestep_spacing = diffusion::TimestepSpacing::trailing;
    return diffusion::NoiseSchedule(*options);
}

Result<diffusion::LatentRgb> loadPreview(const fs::path& model, int64_t latentChannels)
{
    const auto defaults = readModelDefaults(model);
    if (!defaults)
        return tl::unexpected(defaults.error());
    const auto& rows = defaults->preview;
    if (rows.empty() && latentChannels == 4)
        return diffusion::LatentRgb::sdxl();
    if (rows.empty()) // unknown colours: the first channel as gray
        return diffusion::LatentRgb{at::cat({at::full({1, 3}, 0.3f), at::zeros({latentChannels - 1, 3})}), at::zeros({3})};
    if (static_cast<int64_t>(rows.size()) != latentChannels + 1)
        return base::fail(ErrorCode::wrongFormat, "'" + (model / "likeness.json").string() + "' has a \"preview\" of " +
                                                      std::to_string(rows.size()) + " rows; it must have " +
                                                      std::to_string(latentChannels + 1) + ".");
    at::Tensor matrix = at::empty({latentChannels + 1, 3}, at::kFloat);
    for (size_t row = 0; row < rows.size(); ++row)
        for (size_t column = 0; column < 3; ++column)
            matrix[static_cast<int64_t>(row)][static_cast<int64_t>(column)] = rows[row][column];
    // likeness.json speaks of RGB in 0..1, the preview of -1..1.
    return diffusion::LatentRgb{2 * matrix.slice(0, 0, latentChannels), 2 * matrix[latentChannels] - 1};
}

bool zerosForNoNegative(const fs::path& model)
{
    const auto text = base::readFile(model / "model_index.json", 1 << 20);
    const auto index = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    const auto found = index.is_object() ? index.find("force_zeros_for_empty_prompt") : index.end();
    return found == index.end() || !found->is_boolean() || found->get<bool>();
}

// The parts must belong together: a model mixed from two families would fail deep inside.
Result<void> checkParts(const DiffusionModel& model, const ModelChoice& choice)
{
    const auto& unet = model.unet.options;
    const auto& narrow = model.text.text_encoder.options;
    const auto& wide = model.text.text_encoder_2.options;
    const auto wrong = [&](const std::string& what) {
        return base::fail(ErrorCode::wrongFormat,
                          "The parts of '" + choice.model.string() + "' do not belong together: " + what + ".");
    };
    if (unet.cross_attention_dim != narrow.hidden_size + wide.hidden_size || unet.pooled_dim != wide.projection_dim)
        return wrong("the UNet was made for other text encoders");
    if (unet.in_channels != model.vae.options.latent_channels || unet.out_channels != unet.in_channels)
        return wrong("the UNet was made for another VAE, or for inpainting, which is not supported");
    if (model.tokenizer.vocabularySize() > narrow.vocab_size || model.tokenizer_2.vocabularySize() > wide.vocab_size)
        return wrong("the tokenizer knows more words than the text encoder");
    if (int64_t(model.tokenizer.length()) > narrow.max_position_embeddings ||
        int64_t(model.tokenizer_2.length()) > wide.max_position_embeddings)
        return wrong("the tokenizer makes longer texts than the text encoder takes");
    return {};
}

Result<std::shared_ptr<const DiffusionModel>> loadFolder(const ModelChoice& choice, Steps& steps)
{
    const fs::path& folder = choice.model;
    const at::Device device = choice.placement.device;
    if (auto go = steps.next(); !go)
        return tl::unexpected(go.error());
    auto tokenizer = text::ClipTokenizer::read(folder / "tokenizer");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto tokenizer_2 = text::ClipTokenizer::read(folder / "tokenizer_2");
    if (!tokenizer_2)
        return tl::unexpected(tokenizer_2.error());
    auto schedule = loadSchedule(folder / "scheduler", !choice.lightning.empty());
    if (!schedule)
        return tl::unexpected(schedule.error());
    if (auto go = steps.next(); !go)
        return tl::unexpected(go.error());
    auto encoders = text::loadSdxlTextEncoders(folder, {at::kFloat, device});
    if (!encoders)
        return tl::unexpected(encoders.error());
    if (auto go = steps.next(); !go)
        return tl::unexpected(go.error());
    auto unet = loadUnet(folder / "unet", choice.lightning, choice.placement);
    if (!unet)
        return tl::unexpected(unet.error());
    if (auto go = steps.next(); !go)
        return tl::unexpected(go.error());
    auto vae = loadVae(folder / "vae", device);
    if (!vae)
        return tl::unexpected(vae.error());
    auto preview = loadPreview(folder, vae->options.latent_channels);
    if (!preview)
        return tl::unexpected(preview.error());
    auto model = std::make_shared<DiffusionModel>(
        DiffusionModel{std::move(*tokenizer), std::move(*tokenizer_2), std::move(*encoders), std::move(*unet),
                       std::move(*vae), std::move(*schedule), std::move(*preview), zerosForNoNegative(folder),
                       choice.placement});
    if (auto fits = checkParts(*model, choice); !fits)
        return tl::unexpected(fits.error());
    return model;
}

} // namespace

bool ModelChoice::operator==(const ModelChoice& other) const
{
    return model == other.model && lightning == other.lightning && vocabulary == other.vocabulary &&
           placement.dtype == other.placement.dtype && placement.device == other.placement.device;
}

Result<std::shared_ptr<const DiffusionModel>> loadDiffusionModel(const ModelChoice& choice,
                                                                 const base::ProgressSink& progress,
                                                                 const std::stop_token& stop)
{
    std::error_code ignored;
    if (!fs::exists(choice.model, ignored))
        return base::fail(ErrorCode::notFound, "There is no model '" + choice.model.string() +
                                                   "'. Choose a model folder or a checkpoint file.");
    Steps steps(progress, stop);
    if (fs::is_directory(choice.model, ignored))
        return loadFolder(choice, steps);
    return base::fail(ErrorCode::invalidInput, "'" + choice.model.string() +
                                                   "' is a single-file checkpoint, which cannot be opened yet.");
}

} // namespace likeness::generation
