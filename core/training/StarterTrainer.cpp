#include "core/training/StarterTrainer.h"

#include "core/images/Encode.h"
#include "core/portraits/Caption.h"
#include "core/text/BpeLearner.h"
#include "core/text/ClipTokenizer.h"
#include "core/training/FaceEncoderTrainer.h"
#include "core/training/PainterTrainer.h"
#include "core/training/Samples.h"
#include "core/training/StarterModel.h"
#include "core/training/VaeTrainer.h"
#include "core/weights/Safetensors.h"

#include <malloc.h>

namespace likeness::training {

namespace {

// One training of the recipe, with what its stages share.
class Starter {
public:
    Starter(const StarterRecipe& recipe, LoopControl control, const TrainingNote& note)
        : m_recipe(recipe), m_control(std::move(control)), m_note(note)
    {
    }

    base::Result<void> portraits();
    base::Result<void> vae();
    base::Result<void> faces();
    base::Result<void> latents();
    base::Result<void> painter();

private:
    std::filesystem::path file(const std::string& name) const { return m_recipe.folder / name; }
    LoopOptions loop(const std::string& name, int64_t steps, double rate) const
    {
        return {.name = name, .folder = m_recipe.folder, .steps = steps, .learningRate = rate};
    }
    weights::TensorMap read(const std::string& name, base::Result<void>& problem) const;
    base::Result<text::ClipTokenizer> tokenizer(const std::string& name) const;
    base::Result<void> learnWords() const;

    const StarterRecipe& m_recipe;
    const StarterOptions m_model = starterOptions();
    const LoopControl m_control;
    const TrainingNote& m_note;
    PortraitSet m_set;
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

base::Result<void> Starter::portraits()
{
    auto set = openPortraitSet(
        file("portraits.safetensors"), {.seed = m_recipe.seed, .persons = m_recipe.persons, .size = m_model.size},
        m_control.progress, m_control.stop);
    if (!set)
        return tl::unexpected(set.error());
    m_set = std::move(*set);
    return {};
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
    const diffusion::Vae vae(training.options, weights::Weights({"", *trained, {}}));
    m_note("VAE: " + std::to_string(reconstructionPsnr(vae, m_set.pictures.slice(0, 0, 400, 4))) +
           " dB over 100 training pictures");
    return weights::writeSafetensors(file("vae.safetensors"), *trained);
}

base::Result<void> Starter::faces()
{
    FaceEncoderTraining training;
    training.workers = m_recipe.workers;
    if (!std::filesystem::exists(file("arcface.safetensors"))) {
        training.loop = loop("arcface", m_recipe.faceSteps, 2e-3);
        const auto trained = trainArcFace(m_set, m_model.arcFace, training, m_control);
        if (!trained)
            return tl::unexpected(trained.error());
        m_note("Face recogniser, held-out persons: " + trained->heldOut.text());
        if (auto written = weights::writeSafetensors(file("arcface.safetensors"), trained->tensors); !written)
            return written;
    }
    if (!std::filesystem::exists(file("eva.safetensors"))) {
        training.loop = loop("eva", m_recipe.faceSteps, 1e-3);
        const auto trained = trainEvaClip(m_set, m_model.eva, training, m_control);
        if (!trained)
            return tl::unexpected(trained.error());
        m_note("Vision tower, held-out persons: " + trained->heldOut.text());
        return weights::writeSafetensors(file("eva.safetensors"), trained->tensors);
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
    const at::NoGradGuard noGradients;
    const diffusion::Vae vae(m_model.vae, weights::Weights({"", tensors, {}}));
    std::vector<at::Tensor> all;
    const int64_t count = m_set.pictures.size(0), batch = 8;
    for (int64_t first = 0; first < count; first += batch) {
        if (m_control.stop.stop_requested())
            return base::fail(base::ErrorCode::cancelled, "The training was stopped.");
        const at::Tensor pictures = m_set.pictures.narrow(0, first, std::min(batch, count - first)).to(at::kFloat);
        const auto moments = diffusion::splitMoments(vae.encode(pictures / 127.5 - 1));
        all.push_back((moments.mean * vae.options.scaling_factor).to(at::kHalf));
        if (m_control.progress)
            m_control.progress({"Encoding the portraits", static_cast<double>(first) / static_cast<double>(count), -1});
    }
    return weights::writeSafetensors(file("latents.safetensors"), {{"latents", at::cat(all)}});
}

base::Result<void> Starter::learnWords() const
{
    if (std::filesystem::exists(file("model/tokenizer_2/vocab.json")))
        return {};
    std::vector<std::string> captions;
    for (int64_t i = 0; i < 20000; ++i) {
        const int64_t picture = i % m_set.pictures.size(0);
        const auto scene = sceneOf(m_set.options, picture);
        const auto wording = static_cast<std::uint64_t>(i);
        const auto person = portraits::randomPerson(personSeed(m_set.options, picture / picturesPerPerson));
        captions.push_back(i % 2 ? portraits::caption(scene, wording) : portraits::caption(person, scene, wording));
    }
    const auto first =
        text::ClipTokenizer::make(text::learnBpe(captions, static_cast<size_t>(m_model.vocabulary)));
    const auto second = first ? first->withPadding("!") : first; // as SDXL's second tokenizer
    if (!second)
        return tl::unexpected(second.error());
    if (auto written = first->write(file("model/tokenizer")); !written)
        return written;
    return second->write(file("model/tokenizer_2"));
}

base::Result<text::ClipTokenizer> Starter::tokenizer(const std::string& name) const
{
    return text::ClipTokenizer::read(file("model") / name);
}

base::Result<void> Starter::painter()
{
    const at::NoGradGuard noGradients; // the workers switch gradients on for themselves
    base::Result<void> problem;
    const auto vaeTensors = read("vae.safetensors", problem);
    const auto arcTensors = read("arcface.safetensors", problem);
    const auto evaTensors = read("eva.safetensors", problem);
    const auto latents = read("latents.safetensors", problem)["latents"];
    if (!problem)
        return problem;
    if (auto learnt = learnWords(); !learnt)
        return learnt;
    const auto words = tokenizer("tokenizer"), words2 = tokenizer("tokenizer_2");
    if (!words || !words2)
        return tl::unexpected((words ? words2 : words).error());
    const auto schedule = starterSchedule();

    const identity::ArcFace arcFace(weights::Weights({"", arcTensors, {}}), m_model.arcFace);
    const identity::EvaClip eva(weights::Weights({"", evaTensors, {}}), m_model.eva);
    const diffusion::Vae vae(m_model.vae, weights::Weights({"", vaeTensors, {}}));
    const PersonFeatures features = personFeatures(m_set, arcFace, eva, m_control.progress);
    const PainterData data{m_set, latents, features, *words, *words2, schedule};

    PainterTraining training;
    training.options = m_model.painter;
    training.loop = loop("stage1", m_recipe.painterSteps, 1.4e-3);
    training.workers = m_recipe.workers;
    const at::Tensor preview = previewColours(latents.narrow(0, 0, 256), m_set.pictures.narrow(0, 0, 256));
    const auto publish = [&](const weights::TensorMap& tensors) {
        return writeStarterModel(file("model"), m_model,
                                 {vaeTensors, tensors, arcTensors, evaTensors, preview});
    };
    const auto seen = [&](int64_t step, const weights::TensorMap& average) {
        if (m_recipe.sampleEvery <= 0 || step % m_recipe.sampleEvery != 0)
            return;
        const Painter painter(weights::Weights({"", average, {}}), training.options);
        const auto sheet = sampleSheet(painter, vae, data, 6, 8);
        std::filesystem::create_directories(file("samples"));
        const auto drawn = images::writePng(file("samples/" + std::to_string(step) + ".png"), sheet);
        const auto written = publish(average);
        if (!drawn || !written)
            m_note((drawn ? written.error() : drawn.error()).message);
    };
    const auto trained = trainPainter(data, training, m_control, seen);
    if (!trained)
        return tl::unexpected(trained.error());
    return publish(*trained);
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
                        {StarterStage::painter, "painter", &Starter::painter}};

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
    std::error_code error;
    std::filesystem::create_directories(recipe.folder, error);
    if (error)
        return base::fail(base::ErrorCode::io, "Cannot make the folder '" + recipe.folder.string() + "': " +
                                                   error.message() + ". Choose another folder.");
    keepMemory();
    Starter starter(recipe, {progress, stop}, note);
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
