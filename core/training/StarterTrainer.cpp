#include "core/training/StarterTrainer.h"

#include "core/base/Folders.h"
#include "core/images/Encode.h"
#include "core/training/FaceEncoderTrainer.h"
#include "core/training/FolderPictures.h"
#include "core/training/Latents.h"
#include "core/training/PainterTrainer.h"
#include "core/training/Samples.h"
#include "core/training/StarterModel.h"
#include "core/training/StarterWords.h"
#include "core/training/VaeTrainer.h"
#include "core/training/WordsTrainer.h"
#include "core/training/WorldPictures.h"
#include "core/weights/Fingerprint.h"
#include "core/weights/Safetensors.h"

#include <ATen/CPUGeneratorImpl.h>

#include <malloc.h>
#include <sstream>

namespace likeness::training {

namespace {

// One training of the recipe, with what its stages share.
class Starter {
public:
    Starter(const StarterRecipe& recipe, LoopControl control, TrainingNote note)
        : m_recipe(recipe), m_control(std::move(control)), m_note(std::move(note))
    {
    }

    base::Result<void> portraits();
    base::Result<void> vae();
    base::Result<void> faces();
    base::Result<void> latents();
    base::Result<void> decoder();
    base::Result<void> words();
    base::Result<void> painter();
    // The autoencoder and the face encoders of the model to go on from, as if they had been trained here.
    base::Result<void> takeOver();
    // This world's vocabulary; the painter's embeddings of the words that it knew already.
    base::Result<void> vocabulary();

private:
    base::Result<void> copyOf(const StarterParts& parts) const;
    std::filesystem::path file(const std::string& name) const { return m_recipe.folder / name; }
    LoopOptions loop(const std::string& name, int64_t steps, double rate) const
    {
        return {.name = name, .folder = m_recipe.folder, .steps = steps, .learningRate = rate};
    }
    weights::TensorMap read(const std::string& name, base::Result<void>& problem) const;
    base::Result<std::unique_ptr<FolderPictures>> ownPictures(const identity::ArcFace& arcFace,
                                                              const identity::EvaClip& eva, const diffusion::Vae& vae,
                                                              const StarterParts& parts) const;
    // What is written is written by the first of several processes, while the others wait.
    base::Result<void> byFirst(const std::function<base::Result<void>()>& work) const
    {
        return m_control.group.byFirst(work, m_control.stop);
    }
    base::Result<void> keep(const std::string& name, const weights::TensorMap& tensors) const
    {
        return byFirst([&] { return weights::writeSafetensors(file(name), tensors); });
    }
    base::Result<text::ClipTokenizer> tokenizer(const std::string& name) const;
    void noteReconstruction(const weights::TensorMap& vae) const;

    const StarterRecipe& m_recipe;
    const StarterOptions m_model = starterOptions();
    const LoopControl m_control;
    const TrainingNote m_note;
    PortraitSet m_set;
    // Of the model to go on from; empty: from nothing.
    bool m_speaksThisWorld = false; // `m_start` has the embeddings of this world's vocabulary
    weights::TensorMap m_start, m_arcFaceStart, m_evaStart; // of the painter and the face encoders
};

weights::TensorMap Starter::read(const std::string& name, base::Result<void>& problem) const
{
    auto found = weights::readSafetensors(file(name));
    if (found)
        return std::move(found->tensors);
    if (problem)
        problem = tl::unexpected(found.error());
    return {};
}

base::Result<void> Starter::takeOver()
{
    const auto parts = readStarterModel(m_recipe.from, m_model);
    if (!parts)
        return tl::unexpected(parts.error());
    m_start = parts->painter;
    if (m_recipe.facesLearnOn) {
        m_arcFaceStart = parts->arcFace;
        m_evaStart = parts->eva;
    }
    return byFirst([&] { return copyOf(*parts); });
}

base::Result<void> Starter::copyOf(const StarterParts& parts) const
{
    std::vector<std::pair<const char*, const weights::TensorMap&>> kept{{"vae.safetensors", parts.vae}};
    if (!m_recipe.facesLearnOn) {
        kept.emplace_back("arcface.safetensors", parts.arcFace);
        kept.emplace_back("eva.safetensors", parts.eva);
    }
    for (const auto& [name, tensors] : kept)
        if (!std::filesystem::exists(file(name)))
            if (auto written = weights::writeSafetensors(file(name), tensors); !written)
                return written;
    return {};
}

base::Result<void> Starter::portraits()
{
    const auto open = [&]() -> base::Result<void> {
        auto set = openPortraitSet(
            file("portraits.safetensors"), {.seed = m_recipe.seed, .persons = m_recipe.persons, .size = m_model.size},
            m_control.progress, m_control.stop);
        if (!set)
            return tl::unexpected(set.error());
        m_set = std::move(*set);
        return {};
    };
    if (auto painted = byFirst(open); !painted || m_control.group.isFirst())
        return painted;
    return open(); // the others map what the first has painted
}

base::Result<void> Starter::vae()
{
    if (std::filesystem::exists(file("vae.safetensors")))
        return {};
    VaeTraining training;
    training.options = m_model.vae;
    training.loop = loop("vae", m_recipe.vaeSteps, 2e-3);
    training.workers = m_recipe.workers;
    const auto trained = trainVae(m_set, training, m_control);
    if (!trained)
        return tl::unexpected(trained.error());
    noteReconstruction(*trained);
    return keep("vae.safetensors", *trained);
}

void Starter::noteReconstruction(const weights::TensorMap& vae) const
{
    const diffusion::Vae model(m_model.vae, weights::Weights({"", vae, {}}));
    m_note("Autoencoder: " + std::to_string(reconstructionPsnr(model, m_set.pictures.slice(0, 0, 400, 4))) +
           " dB over 100 training pictures");
}

base::Result<void> Starter::faces()
{
    FaceEncoderTraining training;
    training.workers = m_recipe.workers;
    if (!std::filesystem::exists(file("arcface.safetensors"))) {
        training.loop = loop("arcface", m_recipe.faceSteps, 2e-3);
        training.start = m_arcFaceStart;
        const auto trained = trainArcFace(m_set, m_model.arcFace, training, m_control);
        if (!trained)
            return tl::unexpected(trained.error());
        m_note("Face recogniser, held-out persons: " + trained->heldOut.text());
        if (auto written = keep("arcface.safetensors", trained->tensors); !written)
            return written;
    }
    if (!std::filesystem::exists(file("eva.safetensors"))) {
        training.loop = loop("eva", m_recipe.faceSteps, 1e-3);
        training.start = m_evaStart;
        const auto trained = trainEvaClip(m_set, m_model.eva, training, m_control);
        if (!trained)
            return tl::unexpected(trained.error());
        m_note("Vision tower, held-out persons: " + trained->heldOut.text());
        return keep("eva.safetensors", trained->tensors);
    }
    return {};
}

base::Result<void> Starter::latents()
{
    if (std::filesystem::exists(file("latents.safetensors")))
        return {};
    base::Result<void> problem;
    const auto tensors = read("vae.safetensors", problem);
    if (!problem)
        return problem;
    const diffusion::Vae vae(m_model.vae, weights::Weights({"", tensors, {}}));
    return byFirst([&]() -> base::Result<void> {
        const auto latents = latentsOf(vae, m_set, m_control);
        if (!latents)
            return tl::unexpected(latents.error());
        return weights::writeSafetensors(file("latents.safetensors"), {{"latents", *latents}});
    });
}

base::Result<void> Starter::decoder()
{
    if (std::filesystem::exists(file("decoder.safetensors")))
        return {};
    base::Result<void> problem;
    VaeTraining training;
    training.start = read("vae.safetensors", problem);
    const auto latents = read("latents.safetensors", problem)["latents"];
    if (!problem)
        return problem;
    training.options = m_model.vae;
    training.loop = loop("decoder", m_recipe.decoderSteps, 1.2e-3);
    training.workers = m_recipe.workers;
    training.latentNoise = 0.06;
    const auto trained = trainDecoder(m_set, latents, training, m_control);
    if (!trained)
        return tl::unexpected(trained.error());
    noteReconstruction(*trained);
    return keep("decoder.safetensors", *trained);
}

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

struct Stage {
    StarterStage stage;
    const char* name;
    base::Result<void> (Starter::*run)();
};
const Stage stages[] = {{StarterStage::portraits, "portraits", &Starter::portraits},
                        {StarterStage::vae, "vae", &Starter::vae},
                        {StarterStage::faces, "faces", &Starter::faces},
                        {StarterStage::latents, "latents", &Starter::latents},
                        {StarterStage::decoder, "decoder", &Starter::decoder},
                        {StarterStage::words, "words", &Starter::words},
                        {StarterStage::painter, "painter", &Starter::painter}};

// What all processes of one training must have been told alike.
std::string describe(const StarterRecipe& recipe)
{
    std::ostringstream text;
    text << "--persons " << recipe.persons << " --seed " << recipe.seed << " --vae-steps " << recipe.vaeSteps
         << " --face-steps " << recipe.faceSteps << " --decoder-steps " << recipe.decoderSteps << " --word-steps " << recipe.wordSteps << " --steps "
         << recipe.painterSteps << " --workers " << recipe.workers;
    if (!recipe.data.empty())
        text << " --data " << recipe.data.string();
    if (recipe.only)
        text << " --stage " << starterStageNames()[static_cast<size_t>(*recipe.only)];
    return text.str();
}

// Training makes and drops the same large tensors again and again: keep the memory instead of giving it back to the
// system each time, which costs more than some of the operations.
void keepMemory()
{
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

} // namespace

std::vector<std::string> starterStageNames()
{
    std::vector<std::string> names;
    for (const Stage& stage : stages)
        names.push_back(stage.name);
    return names;
}

std::optional<StarterStage> starterStage(const std::string& name)
{
    for (const Stage& stage : stages)
        if (name == stage.name)
            return stage.stage;
    return std::nullopt;
}

base::Result<void> trainStarter(const StarterRecipe& recipe, const base::ProgressSink& progress, std::stop_token stop,
                                const TrainingNote& note)
{
    if (auto made = base::makeFolder(recipe.folder); !made)
        return made;
    keepMemory();
    const auto environment = processEnvironment();
    if (!environment)
        return tl::unexpected(environment.error());
    const auto group = ProcessGroup::join(*environment);
    if (!group)
        return tl::unexpected(group.error());
    if (auto alike = group->agreeOn(describe(recipe)); !alike)
        return alike;
    if (!recipe.data.empty()) // said now, not after the stages before it
        if (auto listed = listPictures(recipe.data); !listed)
            return tl::unexpected(listed.error());
    const bool speaks = group->isFirst();
    Starter starter(recipe, {speaks ? progress : base::ProgressSink(), stop, *group},
                    speaks ? note : TrainingNote([](const std::string&) {}));
    if (!recipe.from.empty())
        if (auto taken = starter.takeOver(); !taken)
            return taken;
    for (const Stage& stage : stages) {
        const bool wanted = !recipe.only || *recipe.only == stage.stage || stage.stage == StarterStage::portraits;
        if (!wanted)
            continue;
        if (auto done = (starter.*stage.run)(); !done)
            return done;
    }
    return {};
}

} // namespace likeness::training
