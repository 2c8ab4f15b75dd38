#include "core/training/ModelTrainer.h"

#include "core/images/Encode.h"
#include "core/portraits/Renderer.h"
#include "core/training/Latents.h"
#include "core/training/LightningTrainer.h"
#include "core/training/LowRank.h"
#include "core/training/PulidTrainer.h"
#include "core/training/Samples.h"
#include "core/training/TrainableModel.h"
#include "core/training/WorldPictures.h"
#include "core/weights/Safetensors.h"

#include <array>

namespace likeness::training {

namespace {

constexpr std::array<std::pair<const char*, PulidStage>, 4> stageNames{{{"stage1", PulidStage::textToImage},
                                                                       {"naive_id", PulidStage::naiveId},
                                                                       {"stage2", PulidStage::identity},
                                                                       {"stage3", PulidStage::alignment}}};

// The model and the pictures that it learns from; addresses stay.
struct Bench {
    TrainableModel model;
    PortraitSet set;
    PersonFeatures features;
    std::unique_ptr<WorldPictures> pictures;
    LoopControl control;

    PainterData data() const { return {*pictures, model.tokenizer, model.tokenizer2, model.schedule}; }
    // Where the renderer put the face; painted pictures of the same words have it there as well.
    FacePoints facePoints(int64_t picture) const
    {
        const auto seed = personSeed(set.options, picture / picturesPerPerson);
        return portraits::facePoints(portraits::randomPerson(seed), sceneOf(set.options, picture),
                                     static_cast<int>(set.options.size));
    }
};

base::Result<void> makeFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return base::fail(base::ErrorCode::io, "Cannot make the folder '" + folder.string() + "': " +
                                                   error.message() + ". Choose another folder.");
    return {};
}

base::Result<at::Tensor> keptLatents(const Bench& bench, const std::filesystem::path& file)
{
    if (std::filesystem::exists(file)) {
        auto kept = weights::readSafetensors(file);
        if (!kept)
            return tl::unexpected(kept.error());
        return kept->tensors["latents"];
    }
    auto latents = latentsOf(bench.model.vae, bench.set, bench.control);
    if (!latents)
        return latents;
    if (auto written = weights::writeSafetensors(file, {{"latents", *latents}}); !written)
        return tl::unexpected(written.error());
    return latents;
}

base::Result<std::unique_ptr<Bench>> prepare(const ModelRecipe& recipe, LoopControl control)
{
    const at::NoGradGuard noGradients;
    if (auto made = makeFolder(recipe.folder); !made)
        return tl::unexpected(made.error());
    auto model = readTrainableModel({recipe.model, recipe.adapter, recipe.arcFace, recipe.eva});
    if (!model)
        return tl::unexpected(model.error());
    PortraitSetOptions options{
        .seed = recipe.seed, .persons = recipe.persons, .heldOut = 12, .size = model->size()};
    options.evaSize = model->eva.options.imageSize;
    auto set = openPortraitSet(recipe.folder / "portraits.safetensors", options, control.progress, control.stop);
    if (!set)
        return tl::unexpected(set.error());
    auto bench = std::make_unique<Bench>(Bench{std::move(*model), std::move(*set), {}, {}, std::move(control)});
    bench->features = personFeatures(bench->set, bench->model.arcFace, bench->model.eva, bench->control.progress);
    const auto latents = keptLatents(*bench, recipe.folder / "latents.safetensors");
    if (!latents)
        return tl::unexpected(latents.error());
    bench->pictures = std::make_unique<WorldPictures>(bench->set, *latents, bench->features);
    return bench;
}

LoopOptions loopOf(const ModelRecipe& recipe, const std::string& name)
{
    return {.name = name, .folder = recipe.folder, .steps = recipe.steps, .learningRate = recipe.learningRate};
}

} // namespace

std::vector<std::string> identityStageNames()
{
    std::vector<std::string> names;
    for (const auto& [name, stage] : stageNames)
        names.emplace_back(name);
    return names;
}

base::Result<std::filesystem::path> trainIdentity(const IdentityRecipe& recipe, const base::ProgressSink& progress,
                                                  std::stop_token stop, const TrainingNote& note)
{
    const auto stage = std::find_if(stageNames.begin(), stageNames.end(),
                                    [&](const auto& entry) { return recipe.stage == entry.first; });
    if (stage == stageNames.end())
        return base::fail(base::ErrorCode::invalidInput,
                          "'" + recipe.stage + "' is no stage. Choose stage1, naive_id, stage2 or stage3.");
    const auto bench = prepare(recipe, {progress, stop});
    if (!bench)
        return tl::unexpected(bench.error());
    std::optional<diffusion::Unet> lightning;
    if (!recipe.lightning.empty()) {
        auto unet = unetWithLora((*bench)->model, recipe.lightning);
        if (!unet)
            return tl::unexpected(unet.error());
        lightning.emplace(std::move(*unet));
    }
    const PulidData data{(*bench)->data(), (*bench)->model.vae, (*bench)->model.arcFace,
                         [&](int64_t picture) { return (*bench)->facePoints(picture); },
                         lightning ? &*lightning : nullptr};
    PulidTraining training;
    training.stage = stage->second;
    training.options = (*bench)->model.options;
    training.start = (*bench)->model.painter;
    training.loop = loopOf(recipe, recipe.stage);
    training.workers = recipe.workers;
    training.rows.batch = recipe.batch;
    training.fastBatch = recipe.fastBatch;
    training.fastSteps = recipe.fastSteps;
    training.differentiated = recipe.differentiated;
    const auto adapter = trainPulid(data, training, (*bench)->control);
    if (!adapter)
        return tl::unexpected(adapter.error());

    const at::NoGradGuard noGradients;
    weights::TensorMap half, painter = training.start;
    for (const auto& [name, tensor] : *adapter) {
        half[name] = tensor.detach().to(at::kHalf);
        painter[name] = tensor.detach();
    }
    const std::filesystem::path file = recipe.folder / "adapter.safetensors";
    if (auto written = weights::writeSafetensors(file, half, {{"format", "pt"}}); !written)
        return tl::unexpected(written.error());
    const Painter trained(weights::Weights({"", painter, {}}), training.options);
    const auto sheet = sampleSheet(trained, (*bench)->model.vae, (*bench)->data(),
                                   {(*bench)->set, (*bench)->features}, std::min<int64_t>(6, (*bench)->set.options.heldOut), 8);
    if (auto written = images::writePng(recipe.folder / "samples.png", sheet); !written)
        return tl::unexpected(written.error());
    note("Samples without and with identity: " + (recipe.folder / "samples.png").string());
    return file;
}

base::Result<std::filesystem::path> distil(const LightningRecipe& recipe, const base::ProgressSink& progress,
                                           std::stop_token stop, const TrainingNote& note)
{
    const auto bench = prepare(recipe, {progress, stop});
    if (!bench)
        return tl::unexpected(bench.error());
    LightningTraining training;
    training.options = (*bench)->model.options;
    training.teacher = (*bench)->model.painter;
    training.loop = loopOf(recipe, "lightning");
    training.workers = recipe.workers;
    training.rank = recipe.rank;
    training.steps = recipe.fastSteps;
    training.teacherSteps = recipe.teacherSteps;
    training.guidance = recipe.guidance;
    training.rows.batch = recipe.batch;
    const auto factors = trainLightning((*bench)->data(), training, (*bench)->control);
    if (!factors)
        return tl::unexpected(factors.error());
    const std::filesystem::path file =
        recipe.folder / ("lightning_" + std::to_string(recipe.fastSteps) + "step_lora.safetensors");
    if (auto written = writeLora(file, *factors, "lora_unet"); !written)
        return tl::unexpected(written.error());
    note("The LoRA of the distillation: " + file.string());
    return file;
}

} // namespace likeness::training
