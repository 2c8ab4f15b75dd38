#include "core/generation/DiffusionModel.h"

#include "core/generation/ModelParts.h"

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using weights::Placement;
using weights::Weights;
namespace fs = std::filesystem;

namespace {

// Tells how far the loading is, and whether it should stop.
class LoadingSteps {
public:
    LoadingSteps(const base::ProgressSink& progress, const std::stop_token& stop)
        : m_progress(progress), m_stop(stop)
    {
    }

    bool next()
    {
        constexpr double count = 5; // the files, two text encoders, UNet, VAE
        if (m_progress)
            m_progress({"Loading the model", m_done++ / count, -1});
        return !m_stop.stop_requested();
    }

private:
    const base::ProgressSink& m_progress;
    const std::stop_token& m_stop;
    int m_done = 0;
};

// Builds one model from its tensors and reports all that did not fit.
template <typename Model, typename Options>
Result<Model> build(weights::TensorFile file, const Options& options, Placement placement,
                    std::string_view kind)
{
    const Weights w(std::move(file), placement);
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
                    const Options& options, Placement placement, std::string_view kind,
                    const std::stop_token& stop)
{
    if (auto merged = weights::mergeLoras(file, changes, placement, stop); !merged)
        return tl::unexpected(merged.error());
    return build<Model>(std::move(file), options, placement, kind);
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

Result<ModelParts> openParts(const ModelChoice& choice)
{
    std::error_code ignored;
    if (!fs::exists(choice.model, ignored))
        return base::fail(ErrorCode::notFound,
                          "There is no model '" + choice.model.string() +
                              "'. Choose a model folder or a checkpoint file.");
    auto parts = fs::is_directory(choice.model, ignored)
                     ? openModelFolder(choice.model)
                     : openSingleFile(choice.model, choice.vocabulary);
    if (parts && !choice.lightning.empty())
        if (auto taken = takeLightning(*parts, choice.lightning); !taken)
            return tl::unexpected(taken.error());
    if (parts)
        if (auto taken = takeLoras(*parts, choice.loras); !taken)
            return tl::unexpected(taken.error());
    return parts;
}

} // namespace

bool ModelChoice::operator==(const ModelChoice& other) const
{
    return model == other.model && lightning == other.lightning && loras == other.loras &&
           vocabulary == other.vocabulary &&
           placement.dtype == other.placement.dtype && placement.device == other.placement.device;
}

Result<std::shared_ptr<const DiffusionModel>> loadDiffusionModel(const ModelChoice& choice,
                                                                 const base::ProgressSink& progress,
                                                                 const std::stop_token& stop)
{
    const auto stopped = base::fail(ErrorCode::cancelled, "Cancelled.");
    LoadingSteps steps(progress, stop);
    if (!steps.next())
        return stopped;
    auto parts = openParts(choice);
    if (!parts)
        return tl::unexpected(parts.error());
    if (auto fit = checkParts(*parts, choice.model); !fit)
        return tl::unexpected(fit.error());
    const Placement exact{at::kFloat, choice.placement.device};
    constexpr const char* textKind = "a CLIP text encoder";
    if (!steps.next())
        return stopped;
    auto text =
        build<text::ClipTextEncoder>(std::move(parts->text), parts->loras.text, parts->textOptions,
                                     exact, textKind, stop);
    if (!text)
        return tl::unexpected(text.error());
    if (!steps.next())
        return stopped;
    auto text_2 = build<text::ClipTextEncoder>(std::move(parts->text_2), parts->loras.text_2,
                                               parts->textOptions_2, exact, textKind, stop);
    if (!text_2)
        return tl::unexpected(text_2.error());
    if (!steps.next())
        return stopped;
    auto unet = build<diffusion::Unet>(std::move(parts->unet), parts->loras.unet,
                                       parts->unetOptions, choice.placement, "an SDXL UNet", stop);
    if (!unet)
        return tl::unexpected(unet.error());
    if (!steps.next())
        return stopped;
    auto vae =
        build<diffusion::Vae>(std::move(parts->vae), parts->vaeOptions, exact, "an SDXL VAE");
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

} // namespace likeness::generation
