// The stages that captions teach, words and painter, and the decoder, which learns from the painter.
#include "core/training/StarterStages.h"

#include "core/base/Folders.h"
#include "core/images/Encode.h"
#include "core/training/PaintedLatents.h"
#include "core/training/PainterTrainer.h"
#include "core/training/Samples.h"
#include "core/training/StarterWords.h"
#include "core/training/VaeTrainer.h"
#include "core/training/WordsTrainer.h"
#include "core/training/WorldPictures.h"
#include "core/weights/Fingerprint.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

base::Result<text::ClipTokenizer> Starter::tokenizer(const std::string& name) const
{
    return text::ClipTokenizer::read(file("model") / name);
}

base::Result<void> Starter::takeVocabulary() const
{
    for (const char* tokenizer : {"tokenizer", "tokenizer_2"}) {
        const auto words = text::ClipTokenizer::read(m_recipe.from / tokenizer);
        if (!words)
            return tl::unexpected(words.error());
        if (auto written = words->write(file("model") / tokenizer); !written)
            return written;
    }
    return {};
}

base::Result<void> Starter::vocabulary()
{
    const bool staysAsItIs = m_recipe.adapterOnly; // so do the text encoders, which know it
    m_speaksThisWorld = m_speaksThisWorld || staysAsItIs;
    const auto learn = [&]() -> base::Result<void> {
        if (std::filesystem::exists(file("model/tokenizer_2/vocab.json")))
            return {};
        if (staysAsItIs)
            return takeVocabulary();
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

struct Starter::Studio {
    weights::TensorMap vaeTensors, arcTensors, evaTensors;
    at::Tensor latents; // of the world's pictures
    text::ClipTokenizer tokenizer, tokenizer2;
    diffusion::NoiseSchedule schedule = starterSchedule();
    identity::ArcFace arcFace;
    identity::EvaClip eva;
    diffusion::Vae vae;
    PersonFeatures features;
    std::unique_ptr<WorldPictures> world;
    std::unique_ptr<FolderPictures> own; // null: the world's are painted

    PainterData data() const
    {
        return {own ? static_cast<const TrainingPictures&>(*own) : *world, tokenizer, tokenizer2, schedule};
    }
    PainterData worldData() const { return {*world, tokenizer, tokenizer2, schedule}; }
};

base::Result<std::unique_ptr<FolderPictures>> Starter::ownPictures(const Studio& studio) const
{
    const auto finder = faces::FaceFinder::open(m_recipe.landmarks);
    if (!finder)
        return tl::unexpected(finder.error());
    const FolderModels models{*finder, studio.arcFace, studio.eva, studio.vae,
                              weights::fingerprint(studio.arcTensors) + weights::fingerprint(studio.evaTensors),
                              weights::fingerprint(part(studio.vaeTensors, "encoder."))};
    return FolderPictures::open(m_recipe.data, file("pictures.safetensors"), static_cast<int>(m_model.size), models,
                                m_control, m_note);
}

base::Result<std::unique_ptr<Starter::Studio>> Starter::openStudio() const
{
    const at::NoGradGuard noGradients;
    base::Result<void> problem;
    auto vae = read(
        std::filesystem::exists(file("decoder.safetensors")) ? "decoder.safetensors" : "vae.safetensors", problem);
    auto arcFace = read("arcface.safetensors", problem);
    auto eva = read("eva.safetensors", problem);
    auto latents = read("latents.safetensors", problem)["latents"];
    if (!problem)
        return tl::unexpected(problem.error());
    auto first = tokenizer("tokenizer"), second = tokenizer("tokenizer_2");
    if (!first || !second)
        return tl::unexpected((first ? second : first).error());
    auto studio = std::make_unique<Studio>(
        Studio{.vaeTensors = vae,
               .arcTensors = arcFace,
               .evaTensors = eva,
               .latents = std::move(latents),
               .tokenizer = std::move(*first),
               .tokenizer2 = std::move(*second),
               .arcFace = identity::ArcFace(weights::Weights({"", arcFace, {}}), m_model.arcFace),
               .eva = identity::EvaClip(weights::Weights({"", eva, {}}), m_model.eva),
               .vae = diffusion::Vae(m_model.vae, weights::Weights({"", vae, {}}))});
    studio->features = personFeatures(m_set, studio->arcFace, studio->eva, m_control.progress);
    studio->world = std::make_unique<WorldPictures>(m_set, studio->latents, studio->features);
    if (!m_recipe.data.empty()) {
        auto own = ownPictures(*studio);
        if (!own)
            return tl::unexpected(own.error());
        studio->own = std::move(*own);
    }
    return studio;
}

base::Result<void> Starter::publish(const Studio& studio, const weights::TensorMap& vae,
                                    const weights::TensorMap& painter, const std::string& sheet) const
{
    const at::NoGradGuard noGradients;
    const at::Tensor preview = previewColours(studio.latents.narrow(0, 0, 256), m_set.pictures.narrow(0, 0, 256));
    if (auto written = writeStarterModel(file("model"), m_model,
                                         {vae, painter, studio.arcTensors, studio.evaTensors, preview});
        !written)
        return written;
    if (auto made = base::makeFolder(file("samples")); !made)
        return made;
    return images::writePng(file("samples/" + sheet + ".png"),
                            sampleSheet(Painter(weights::Weights({"", painter, {}}), m_model.painter),
                                        diffusion::Vae(m_model.vae, weights::Weights({"", vae, {}})), studio.data(),
                                        {m_set, studio.features}, 6, 8));
}

base::Result<void> Starter::painter()
{
    if (auto learnt = vocabulary(); !learnt)
        return learnt;
    if (std::filesystem::exists(file("words.safetensors"))) {
        base::Result<void> problem;
        for (const auto& [name, tensor] : read("words.safetensors", problem))
            m_start[name] = tensor;
        if (!problem)
            return problem;
    }
    const auto studio = openStudio();
    if (!studio)
        return tl::unexpected(studio.error());
    PainterTraining training;
    training.options = m_model.painter;
    training.loop = loop("stage1", m_recipe.painterSteps, m_recipe.painterRate);
    training.precision = m_recipe.precision;
    training.workers = m_recipe.workers;
    training.start = m_start;
    training.adapterOnly = m_recipe.adapterOnly;
    if (training.adapterOnly)
        training.rows.identityShare = 1; // the others would teach nothing
    const auto publishAt = [&](int64_t step, const weights::TensorMap& tensors) {
        return publish(**studio, (*studio)->vaeTensors, tensors, std::to_string(step));
    };
    const auto seen = [&](int64_t step, const weights::TensorMap& average) {
        if (m_recipe.sampleEvery <= 0 || step % m_recipe.sampleEvery != 0 || step == m_recipe.painterSteps)
            return;
        if (const auto published = publishAt(step, average); !published)
            m_note(published.error().message);
    };
    const at::NoGradGuard noGradients; // the workers switch gradients on for themselves
    const auto trained = trainPainter((*studio)->data(), training, m_control, seen);
    if (!trained)
        return tl::unexpected(trained.error());
    return byFirst([&] { return publishAt(m_recipe.painterSteps, *trained); });
}

base::Result<void> Starter::decoder()
{
    if (std::filesystem::exists(file("decoder.safetensors")))
        return {};
    const auto studio = openStudio();
    if (!studio)
        return tl::unexpected(studio.error());
    const auto parts = readStarterModel(file("model"), m_model);
    if (!parts)
        return tl::unexpected(parts.error());
    const at::NoGradGuard noGradients;
    const Painter painter(weights::Weights({"", parts->painter, {}}), m_model.painter);
    const PainterData data = (*studio)->worldData();
    VaeTraining training;
    training.start = (*studio)->vaeTensors;
    training.options = m_model.vae;
    training.loop = loop("decoder", m_recipe.decoderSteps, 1.2e-3);
    training.workers = m_recipe.workers;
    training.latentNoise = 0.06;
    const DrawLesson exact = exactLatents((*studio)->latents), painted = paintedLatents(painter, data);
    const auto either = [&](Random& random) { return random.uniform() < 0.5 ? exact(random) : painted(random); };
    const auto trained = trainDecoder(m_set, either, training, m_control);
    if (!trained)
        return tl::unexpected(trained.error());
    noteReconstruction(*trained);
    const auto finish = [&] { return publish(**studio, *trained, parts->painter, "finished"); };
    if (auto published = byFirst(finish); !published)
        return published;
    return keep("decoder.safetensors", *trained);
}

} // namespace likeness::training
