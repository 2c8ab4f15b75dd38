#include "core/generation/DiffusionModel.h"

#include "core/generation/ModelDefaults.h"
#include "core/diffusion/Cancelled.h"
#include "core/generation/ModelParts.h"
#include "core/generation/Placements.h"

#include <algorithm>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using weights::Placement;
using weights::Weights;
namespace fs = std::filesystem;

namespace {

// Tells how far the loading is, by the bytes of the files, and ends it when it should stop.
class Loading {
public:
    Loading(const base::ProgressSink& progress, const std::stop_token& stop)
        : m_progress(progress), m_stop(stop)
    {
        tell(0);
    }

    void expect(const weights::TensorFile& file)
    {
        for (const auto& [name, tensor] : file.tensors)
            m_whole += static_cast<double>(tensor.nbytes());
    }

    // Throws diffusion::Cancelled.
    void take(std::uint64_t bytes)
    {
        diffusion::throwIfStopped(m_stop);
        m_done += static_cast<double>(bytes);
        constexpr double least = 0.01; // the window need not hear more often
        if (const double share = std::min(1.0, m_done / std::max(m_whole, 1.0)); share >= m_told + least)
            tell(share);
    }

    const std::stop_token& stop() const { return m_stop; }

private:
    void tell(double share)
    {
        m_told = share;
        if (m_progress)
            m_progress({"Loading the model", share, -1});
    }

    const base::ProgressSink& m_progress;
    const std::stop_token& m_stop;
    double m_whole = 0, m_done = 0, m_told = 0;
};

// Builds one model from its tensors and reports all that did not fit.
template <typename Model, typename Options>
Result<Model> build(weights::TensorFile file, const Options& options, const Placement& placement,
                    std::string_view kind, Loading& loading)
{
    loading.take(0);
    const Weights w(std::move(file), placement);
    w.setWatch([&loading](std::uint64_t bytes) { loading.take(bytes); });
    Model model = [&] {
        if constexpr (std::is_constructible_v<Model, Options, const Weights&>)
            return Model(options, w);
        else
            return Model(w, options);
    }();
    if (auto checked = w.check(kind); !checked)
        return tl::unexpected(checked.error());
    return model;
}

// The same with LoRAs merged into it.
template <typename Model, typename Options>
Result<Model> build(weights::TensorFile file, const weights::LoraChanges& changes,
                    const Options& options, const Placement& placement, std::string_view kind,
                    Loading& loading)
{
    if (auto merged = weights::mergeLoras(file, changes, placement, loading.stop()); !merged)
        return tl::unexpected(merged.error());
    return build<Model>(std::move(file), options, placement, kind, loading);
}

// The parts must belong together: a model mixed from two families would fail deep inside.
Result<void> checkParts(const ModelParts& parts, const fs::path& path)
{
    const auto& unet = parts.unetOptions;
    const auto& narrow = parts.textOptions;
    const auto& wide = parts.textOptions_2;
    const auto wrong = [&](const std::string& what) {
        return base::fail(ErrorCode::wrongFormat, "The parts of '" + path.string() +
                                                      "' do not belong together: " + what + ".");
    };
    if (!wide.withProjection)
        return wrong("the second text encoder has no projection, so this is not an SDXL model");
    if (unet.cross_attention_dim != narrow.hidden_size + wide.hidden_size ||
        unet.pooled_dim != wide.projection_dim)
        return wrong("the UNet was made for other text encoders");
    if (unet.in_channels != parts.vaeOptions.latent_channels ||
        unet.out_channels != unet.in_channels)
        return wrong(
            "the UNet was made for another VAE, or for inpainting, which is not supported");
    if (parts.tokenizer.vocabularySize() > narrow.vocab_size ||
        parts.tokenizer_2.vocabularySize() > wide.vocab_size)
        return wrong("the tokenizer knows more words than the text encoder");
    if (int64_t(parts.tokenizer.length()) > narrow.max_position_embeddings ||
        int64_t(parts.tokenizer_2.length()) > wide.max_position_embeddings)
        return wrong("the tokenizer makes longer texts than the text encoder takes");
    return {};
}

// Throws diffusion::Cancelled.
Result<std::shared_ptr<const DiffusionModel>> load(const ModelChoice& choice, Loading loading)
{
    auto parts = openModelParts(choice);
    if (!parts)
        return tl::unexpected(parts.error());
    if (auto fit = checkParts(*parts, choice.model); !fit)
        return tl::unexpected(fit.error());
    for (const auto* file : {&parts->text, &parts->text_2, &parts->unet, &parts->vae})
        loading.expect(*file);
    const PartPlacements at = placementsBeside(choice.placement);
    constexpr const char* textKind = "a CLIP text encoder";
    auto text = build<text::ClipTextEncoder>(std::move(parts->text), parts->loras.text,
                                             parts->textOptions, at.encoders, textKind, loading);
    if (!text)
        return tl::unexpected(text.error());
    auto text_2 = build<text::ClipTextEncoder>(std::move(parts->text_2), parts->loras.text_2,
                                               parts->textOptions_2, at.encoders, textKind, loading);
    if (!text_2)
        return tl::unexpected(text_2.error());
    auto unet = build<diffusion::Unet>(std::move(parts->unet), parts->loras.unet,
                                       parts->unetOptions, at.unet, "an SDXL UNet", loading);
    if (!unet)
        return tl::unexpected(unet.error());
    auto vae = build<diffusion::Vae>(std::move(parts->vae), parts->vaeOptions, at.vae,
                                     "an SDXL VAE", loading);
    if (!vae)
        return tl::unexpected(vae.error());
    return std::make_shared<const DiffusionModel>(
        DiffusionModel{std::move(parts->tokenizer),
                       std::move(parts->tokenizer_2),
                       {std::move(*text), std::move(*text_2)},
                       std::move(*unet),
                       std::move(*vae),
                       diffusion::NoiseSchedule(parts->schedule),
                       std::move(parts->preview),
                       parts->zerosForNoNegative,
                       choice.placement,
                       std::move(parts->notes)});
}

Result<fs::path> lightningFile(const ModelChoice& choice)
{
    if (choice.lightning != ownLightning)
        return choice.lightning;
    const auto defaults = readModelDefaults(choice.model);
    if (!defaults)
        return tl::unexpected(defaults.error());
    if (defaults->lightning.empty())
        return base::fail(ErrorCode::notFound, "The model '" + choice.model.string() +
                                                   "' brings no Lightning file of its own. Choose one, or none.");
    return defaults->lightning;
}

} // namespace

Result<ModelParts> openModelParts(const ModelChoice& choice)
{
    std::error_code ignored;
    if (!fs::exists(choice.model, ignored))
        return base::fail(ErrorCode::notFound,
                          "There is no model '" + choice.model.string() +
                              "'. Choose a model folder or a checkpoint file.");
    auto parts = fs::is_directory(choice.model, ignored)
                     ? openModelFolder(choice.model)
                     : openSingleFile(choice.model, choice.vocabulary);
    if (parts && !choice.lightning.empty()) {
        const auto file = lightningFile(choice);
        if (!file)
            return tl::unexpected(file.error());
        if (auto taken = takeLightning(*parts, *file); !taken)
            return tl::unexpected(taken.error());
    }
    if (parts)
        if (auto taken = takeLoras(*parts, choice.loras); !taken)
            return tl::unexpected(taken.error());
    return parts;
}

bool ModelChoice::operator==(const ModelChoice& other) const
{
    return model == other.model && lightning == other.lightning && loras == other.loras &&
           vocabulary == other.vocabulary &&
           placement == other.placement;
}

Result<std::shared_ptr<const DiffusionModel>> loadDiffusionModel(const ModelChoice& choice,
                                                                 const base::ProgressSink& progress,
                                                                 const std::stop_token& stop)
{
    try {
        return load(choice, Loading(progress, stop));
    } catch (const diffusion::Cancelled&) {
        return base::fail(ErrorCode::cancelled, "Cancelled.");
    }
}

} // namespace likeness::generation
