#include "core/generation/ModelParts.h"

#include "core/base/AtomicFile.h"
#include "core/generation/ModelDefaults.h"
#include "core/weights/ModelFolder.h"

#include <nlohmann/json.hpp>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
namespace fs = std::filesystem;

namespace {

// Puts the value into its place, or keeps the first error.
class Opened {
public:
    template <typename T> bool put(T& to, Result<T> value)
    {
        if (value)
            to = std::move(*value);
        else
            m_error = value.error();
        return value.has_value();
    }
    tl::unexpected<base::Error> error() const { return tl::unexpected(m_error); }

private:
    base::Error m_error;
};

Result<diffusion::LatentRgb> openPreview(const fs::path& model, int64_t latentChannels)
{
    const auto defaults = readModelDefaults(model);
    if (!defaults)
        return tl::unexpected(defaults.error());
    const auto& rows = defaults->preview;
    if (rows.empty() && latentChannels == 4)
        return diffusion::LatentRgb::sdxl();
    if (rows.empty()) // unknown colours: the first channel as gray
        return diffusion::LatentRgb{
            at::cat({at::full({1, 3}, 0.3f), at::zeros({latentChannels - 1, 3})}), at::zeros({3})};
    if (static_cast<int64_t>(rows.size()) != latentChannels + 1)
        return base::fail(ErrorCode::wrongFormat,
                          "'" + (model / "likeness.json").string() + "' has a \"preview\" of " +
                              std::to_string(rows.size()) + " rows; it must have " +
                              std::to_string(latentChannels + 1) + ".");
    std::vector<float> numbers;
    for (const auto& row : rows)
        numbers.insert(numbers.end(), row.begin(), row.end());
    const at::Tensor matrix = at::tensor(numbers).view({latentChannels + 1, 3});
    // likeness.json speaks of RGB in 0..1, the preview of -1..1.
    return diffusion::LatentRgb{2 * matrix.slice(0, 0, latentChannels),
                                2 * matrix[latentChannels] - 1};
}

bool zerosForNoNegative(const fs::path& model)
{
    const auto text = base::readFile(model / "model_index.json", 1 << 20);
    const auto index = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    const auto found = index.is_object() ? index.find("force_zeros_for_empty_prompt") : index.end();
    return found == index.end() || !found->is_boolean() || found->get<bool>();
}

} // namespace

Result<ModelParts> openModelFolder(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::is_directory(folder / "unet", ignored))
        return base::fail(ErrorCode::invalidInput,
                          "'" + folder.string() +
                              "' is no model folder: it has no folder "
                              "'unet'. Choose a folder in diffusers' layout or a checkpoint file.");
    auto tokenizer = text::ClipTokenizer::read(folder / "tokenizer");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto tokenizer_2 = text::ClipTokenizer::read(folder / "tokenizer_2");
    if (!tokenizer_2)
        return tl::unexpected(tokenizer_2.error());
    ModelParts p{std::move(*tokenizer), std::move(*tokenizer_2)};
    Opened opened;
    const bool all =
        opened.put(p.textOptions,
                   text::ClipTextOptions::read(folder / "text_encoder" / "config.json")) &&
        opened.put(p.text, weights::readModelFolder(folder / "text_encoder", "model")) &&
        opened.put(p.textOptions_2,
                   text::ClipTextOptions::read(folder / "text_encoder_2" / "config.json")) &&
        opened.put(p.text_2, weights::readModelFolder(folder / "text_encoder_2", "model")) &&
        opened.put(p.unetOptions, diffusion::UnetOptions::read(folder / "unet" / "config.json")) &&
        opened.put(p.unet, weights::readModelFolder(folder / "unet", "diffusion_pytorch_model")) &&
        opened.put(p.vaeOptions, diffusion::VaeOptions::read(folder / "vae" / "config.json")) &&
        opened.put(p.vae, weights::readModelFolder(folder / "vae", "diffusion_pytorch_model")) &&
        opened.put(p.schedule, diffusion::NoiseScheduleOptions::read(folder / "scheduler" /
                                                                     "scheduler_config.json")) &&
        opened.put(p.preview, openPreview(folder, p.vaeOptions.latent_channels));
    if (!all)
        return opened.error();
    p.zerosForNoNegative = zerosForNoNegative(folder);
    return p;
}

} // namespace likeness::generation
