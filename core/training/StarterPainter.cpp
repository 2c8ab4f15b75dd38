// The stages that captions teach: words and painter.
#include "core/training/StarterStages.h"

#include "core/images/Encode.h"
#include "core/training/PainterTrainer.h"
#include "core/training/Samples.h"
#include "core/training/StarterWords.h"
#include "core/training/WordsTrainer.h"
#include "core/training/WorldPictures.h"
#include "core/weights/Fingerprint.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

base::Result<text::ClipTokenizer> Starter::tokenizer(const std::string& name) const
{
    return text::ClipTokenizer::read(file("model") / name);
}

base::Result<void> Starter::vocabulary()
{
    const auto learn = [&]() -> base::Result<void> {
        if (std::filesystem::exists(file("model/tokenizer_2/vocab.json")))
            return {};
        std::vector<std::string> captions;
        if (!m_recipe.data.empty()) {
            const auto listed = listPictures(m_recipe.data);
            if (!listed)
                return tl::unexpected(listed.error());
            for (const ListedPicture& picture : listed->pictures)
                captions.push_back(picture.caption);
        }
        return learnWords(m_set, m_model.vocabulary, file("model"), std::move(captions));
    };
    if (auto learnt = byFirst(learn); !learnt || m_start.empty() || m_speaksThisWorld)
        return learnt;
    m_speaksThisWorld = true;
    const std::pair<const char*, const char*> encoders[] = {{"text_encoder", "tokenizer"},
                                                            {"text_encoder_2", "tokenizer_2"}};
    for (const auto& [encoder, tokenizer] : encoders) {
        at::Tensor& embeddings = m_start[encoder + std::string(".text_model.embeddings.token_embedding.weight")];
        auto generator = at::make_generator<at::CPUGeneratorImpl>(m_recipe.seed);
        auto carried = carriedOver(embeddings, m_recipe.from / tokenizer, file("model") / tokenizer,
                                   0.02 * at::randn(embeddings.sizes(), generator));
        if (!carried)
            return tl::unexpected(carried.error());
        embeddings = *carried;
    }
    return {};
}

base::Result<std::unique_ptr<FolderPictures>> Starter::ownPictures(const identity::ArcFace& arcFace,
                                                                   const identity::EvaClip& eva, const diffusion::Vae& vae,
                                                                   const StarterParts& parts) const
{
    const auto finder = faces::FaceFinder::open(m_recipe.landmarks);
    if (!finder)
        return tl::unexpected(finder.error());
    const FolderModels models{*finder, arcFace, eva, vae,
                              weights::fingerprint(parts.arcFace) + weights::fingerprint(parts.eva),
                              weights::fingerprint(part(parts.vae, "encoder."))};
    return FolderPictures::open(m_recipe.data, file("pictures.safetensors"), static_cast<int>(m_model.size), models,
                                m_control, m_note);
}

base::Result<void> Starter::words()
{
    if (auto learnt = vocabulary(); !learnt)
        return learnt;
    if (std::filesystem::exists(file("words.safetensors")))
        return {};
    const auto first = tokenizer("tokenizer"), second = tokenizer("tokenizer_2");
    if (!first || !second)
        return tl::unexpected((first ? second : first).error());
    WordsTraining training;
    training.options = m_model.painter;
    training.loop = loop("words", m_recipe.wordSteps, 2e-3);
    training.workers = m_recipe.workers;
    training.start = m_start;
    const auto trained = trainWords(*first, *second, training, m_control);
    if (!trained)
        return tl::unexpected(trained.error());
    m_note("Text encoders, unseen captions: " + trained->unseen.text());
    return keep("words.safetensors", trained->tensors);
}

base::Result<void> Starter::painter()
{
    const at::NoGradGuard noGradients; // the workers switch gradients on for themselves
    base::Result<void> problem;
    const auto vaeTensors = read(
        std::filesystem::exists(file("decoder.safetensors")) ? "decoder.safetensors" : "vae.safetensors", problem);
    const auto arcTensors = read("arcface.safetensors", problem);
    const auto evaTensors = read("eva.safetensors", problem);
    const auto latents = read("latents.safetensors", problem)["latents"];
    if (!problem)
        return problem;
    if (auto learnt = vocabulary(); !learnt)
        return learnt;
    if (std::filesystem::exists(file("words.safetensors"))) {
        for (const auto& [name, tensor] : read("words.safetensors", problem))
            m_start[name] = tensor;
        if (!problem)
            return problem;
    }
    const auto first = tokenizer("tokenizer"), second = tokenizer("tokenizer_2");
    if (!first || !second)
        return tl::unexpected((first ? second : first).error());
    const auto schedule = starterSchedule();

    const identity::ArcFace arcFace(weights::Weights({"", arcTensors, {}}), m_model.arcFace);
    const identity::EvaClip eva(weights::Weights({"", evaTensors, {}}), m_model.eva);
    const diffusion::Vae vae(m_model.vae, weights::Weights({"", vaeTensors, {}}));
    const PersonFeatures features = personFeatures(m_set, arcFace, eva, m_control.progress);
    const WorldPictures world(m_set, latents, features);
    std::unique_ptr<FolderPictures> own;
    if (!m_recipe.data.empty()) {
        auto opened = ownPictures(arcFace, eva, vae, {vaeTensors, {}, arcTensors, evaTensors, {}});
        if (!opened)
            return tl::unexpected(opened.error());
        own = std::move(*opened);
    }
    const PainterData data{own ? static_cast<const TrainingPictures&>(*own) : world, *first, *second, schedule};

    PainterTraining training;
    training.options = m_model.painter;
    training.loop = loop("stage1", m_recipe.painterSteps, 1.4e-3);
    training.precision = m_recipe.precision;
    training.workers = m_recipe.workers;
    training.start = m_start;
    const at::Tensor preview = previewColours(latents.narrow(0, 0, 256), m_set.pictures.narrow(0, 0, 256));
    const auto publish = [&](int64_t step, const weights::TensorMap& tensors) -> base::Result<void> {
        if (auto written = writeStarterModel(file("model"), m_model,
                                             {vaeTensors, tensors, arcTensors, evaTensors, preview});
            !written)
            return written;
        const Painter painter(weights::Weights({"", tensors, {}}), training.options);
        std::error_code ignored; // writing the sheet says what is wrong with the folder
        std::filesystem::create_directories(file("samples"), ignored);
        return images::writePng(file("samples/" + std::to_string(step) + ".png"),
                                sampleSheet(painter, vae, data, {m_set, features}, 6, 8));
    };
    const auto seen = [&](int64_t step, const weights::TensorMap& average) {
        if (m_recipe.sampleEvery <= 0 || step % m_recipe.sampleEvery != 0 || step == m_recipe.painterSteps)
            return;
        if (const auto published = publish(step, average); !published)
            m_note(published.error().message);
    };
    const auto trained = trainPainter(data, training, m_control, seen);
    if (!trained)
        return tl::unexpected(trained.error());
    return byFirst([&] { return publish(m_recipe.painterSteps, *trained); });
}

} // namespace likeness::training
