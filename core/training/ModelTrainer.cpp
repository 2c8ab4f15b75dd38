#include "core/training/ModelTrainer.h"

#include "core/base/Folders.h"
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

#include <ATen/detail/CUDAHooksInterface.h>

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

    PainterData data() const { return {*pictures, model.tokenizer, model.tokenizer2, model.schedule, model.device}; }
    // Where the renderer put the face; painted pictures of the same words have it there as well.
    FacePoints facePoints(int64_t picture) const { return facePointsIn(sceneOf(set.options, picture), picture); }
    FacePoints usualFacePoints(int64_t picture) const { return facePointsIn({}, picture); }

private:
    FacePoints facePointsIn(const portraits::Scene& scene, int64_t picture) const
    {
        const auto seed = personSeed(set.options, picture / picturesPerPerson);
        return portraits::facePoints(portraits::randomPerson(seed), scene, static_cast<int>(set.options.size));
    }
};

base::Result<at::Tensor> keptLatents(const Bench& bench, const std::filesystem::path& file)
{
    const auto make = [&]() -> base::Result<void> {
        if (std::filesystem::exists(file))
            return {};
        const auto latents = latentsOf(bench.model.vae, bench.set, bench.control, bench.model.device);
        if (!latents)
            return tl::unexpected(latents.error());
        return weights::writeSafetensors(file, {{"latents", *latents}});
    };
    if (auto made = bench.control.group.byFirst(make, bench.control.stop); !made)
        return tl::unexpected(made.error());
    auto kept = weights::readSafetensors(file);
    if (!kept)
        return tl::unexpected(kept.error());
    return kept->tensors["latents"];
}

// Alone, or with the other processes of a training that torchrun's variables describe: the first one speaks.
base::Result<LoopControl> joined(const ProcessEnvironment& environment, const base::ProgressSink& progress,
                                 std::stop_token stop)
{
    auto group = ProcessGroup::join(environment);
    if (!group)
        return tl::unexpected(group.error());
    return LoopControl{group->isFirst() ? progress : base::ProgressSink(), stop, std::move(*group)};
}

// A GPU for each process of a machine that has some, else the processor.
base::Result<at::Device> deviceOf(const ProcessEnvironment& environment)
{
    if (!at::hasCUDA())
        return at::kCPU;
    const int gpus = static_cast<int>(at::detail::getCUDAHooks().getNumGPUs());
    if (environment.localRank >= gpus)
        return base::fail(base::ErrorCode::invalidInput,
                          "LOCAL_RANK is " + std::to_string(environment.localRank) + ", but this machine has " +
                              std::to_string(gpus) + " GPUs. Start one process for each of them.");
    return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(environment.localRank));
}

// On a GPU one thread is enough.
int workersOn(const Bench& bench, int asked) { return bench.model.device.is_cpu() ? asked : 1; }

base::Result<PortraitSet> openPortraits(const std::filesystem::path& file, const PortraitSetOptions& options,
                                        const LoopControl& control)
{
    base::Result<PortraitSet> set;
    const auto open = [&]() -> base::Result<void> {
        set = openPortraitSet(file, options, control.progress, control.stop);
        return set ? base::Result<void>() : tl::unexpected(set.error());
    };
    if (auto painted = control.group.byFirst(open, control.stop); !painted)
        return tl::unexpected(painted.error());
    if (!control.group.isFirst()) // the others map what the first has painted
        if (auto mapped = open(); !mapped)
            return tl::unexpected(mapped.error());
    return set;
}

base::Result<std::unique_ptr<Bench>> prepare(const ModelRecipe& recipe, WorldStyles styles,
                                             const base::ProgressSink& progress, std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    if (auto made = base::makeFolder(recipe.folder); !made)
        return tl::unexpected(made.error());
    const auto environment = processEnvironment();
    if (!environment)
        return tl::unexpected(environment.error());
    auto control = joined(*environment, progress, std::move(stop));
    if (!control)
        return tl::unexpected(control.error());
    const auto device = deviceOf(*environment);
    if (!device)
        return tl::unexpected(device.error());
    auto model = readTrainableModel({recipe.model, recipe.adapter, recipe.arcFace, recipe.eva}, *device);
    if (!model)
        return tl::unexpected(model.error());
    PortraitSetOptions options{
        .seed = recipe.seed, .persons = recipe.persons, .heldOut = 12, .size = model->size(),
        .landmarks = recipe.landmarks};
    options.evaSize = model->eva.options.imageSize;
    auto set = openPortraits(recipe.folder / "portraits.safetensors", options, *control);
    if (!set)
        return tl::unexpected(set.error());
    auto bench = std::make_unique<Bench>(Bench{std::move(*model), std::move(*set), {}, {}, std::move(*control)});
    bench->features = personFeatures(bench->set, bench->model.arcFace, bench->model.eva, bench->control.progress,
                                     bench->model.device);
    const auto latents = keptLatents(*bench, recipe.folder / "latents.safetensors");
    if (!latents)
        return tl::unexpected(latents.error());
    bench->pictures = std::make_unique<WorldPictures>(bench->set, *latents, bench->features, styles);
    return bench;
}

LoopOptions loopOf(const ModelRecipe& recipe, const std::string& name)
{
    return {.name = name, .folder = recipe.folder, .steps = recipe.steps, .learningRate = recipe.learningRate};
}

// The sheet of what the model paints with these weights instead of its own.
base::Result<void> writeSheet(const ModelRecipe& recipe, const Bench& bench, const weights::TensorMap& learnt,
                              int64_t steps)
{
    const at::NoGradGuard noGradients;
    weights::TensorMap painter = bench.model.painter;
    for (const auto& [name, tensor] : learnt)
        painter[name] = tensor.detach();
    const Painter trained(weights::Weights({"", painter, {}}, {at::kFloat, bench.model.device}), bench.model.options);
    return images::writePng(recipe.folder / "samples.png",
                            sampleSheet(trained, bench.model.vae, bench.data(), {bench.set, bench.features}, 6, steps));
}

// Writes a sheet now and then; a sheet that cannot be written does not end the training.
PainterSeen sheetsWhileLearning(const ModelRecipe& recipe, const TrainingNote& note,
                                std::function<base::Result<void>(const weights::TensorMap&)> sheet)
{
    if (recipe.sampleEvery <= 0)
        return {};
    return [&recipe, &note, sheet = std::move(sheet)](int64_t step, const weights::TensorMap& average) {
        if (step % recipe.sampleEvery != 0 || step == recipe.steps)
            return;
        if (const auto written = sheet(average); !written)
            note(written.error().message);
    };
}

constexpr int64_t sampleSteps = 8; // of a model that takes many

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
    const auto bench =
        prepare(recipe, recipe.photosAlone ? WorldStyles::photosAlone : WorldStyles::all, progress, stop);
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
                         [&](int64_t picture) { return (*bench)->usualFacePoints(picture); },
                         lightning ? &*lightning : nullptr};
    PulidTraining training;
    training.stage = stage->second;
    training.options = (*bench)->model.options;
    training.start = (*bench)->model.painter;
    if (recipe.fresh)
        training.start = withFreshAdapter(training.start, training.options, training.seed);
    training.loop = loopOf(recipe, recipe.stage);
    training.workers = workersOn(**bench, recipe.workers);
    training.precision = recipe.precision;
    training.rows.batch = recipe.batch;
    training.weights = {recipe.semanticWeight, recipe.layoutWeight, recipe.identityWeight};
    training.fastBatch = recipe.fastBatch;
    training.fastSteps = recipe.fastSteps;
    training.differentiated = recipe.differentiated;
    training.identityPrompt = recipe.identityPrompt;
    training.alignmentPrompts = recipe.alignmentPrompts;
    const auto sheet = [&](const weights::TensorMap& learnt) { return writeSheet(recipe, **bench, learnt, sampleSteps); };
    const auto adapter = trainPulid(data, training, (*bench)->control, sheetsWhileLearning(recipe, note, sheet));
    if (!adapter)
        return tl::unexpected(adapter.error());

    const at::NoGradGuard noGradients;
    weights::TensorMap half;
    for (const auto& [name, tensor] : *adapter)
        half[name] = tensor.detach().to(at::kHalf);
    const std::filesystem::path file = recipe.folder / "adapter.safetensors";
    const auto write = [&]() -> base::Result<void> {
        if (auto written = weights::writeSafetensors(file, half, {{"format", "pt"}}); !written)
            return written;
        if (auto written = sheet(*adapter); !written)
            return written;
        note("Samples without and with identity: " + (recipe.folder / "samples.png").string());
        return {};
    };
    if (auto written = (*bench)->control.group.byFirst(write, stop); !written)
        return tl::unexpected(written.error());
    return file;
}

base::Result<std::filesystem::path> distil(const LightningRecipe& recipe, const base::ProgressSink& progress,
                                           std::stop_token stop, const TrainingNote& note)
{
    const auto bench = prepare(recipe, WorldStyles::all, progress, stop);
    if (!bench)
        return tl::unexpected(bench.error());
    LightningTraining training;
    training.options = (*bench)->model.options;
    training.teacher = (*bench)->model.painter;
    training.loop = loopOf(recipe, "lightning");
    training.workers = workersOn(**bench, recipe.workers);
    training.precision = recipe.precision;
    training.rank = recipe.rank;
    training.steps = recipe.fastSteps;
    training.teacherSteps = recipe.teacherSteps;
    training.guidance = recipe.guidance;
    training.rows.batch = recipe.batch;
    const auto sheet = [&](const weights::TensorMap& factors) {
        const at::NoGradGuard noGradients;
        weights::TensorMap learnt;
        for (const auto& [name, tensor] : changed(part((*bench)->model.painter, "unet."), factors))
            learnt["unet." + name] = tensor;
        return writeSheet(recipe, **bench, learnt, recipe.fastSteps);
    };
    const auto factors =
        trainLightning((*bench)->data(), training, (*bench)->control, sheetsWhileLearning(recipe, note, sheet));
    if (!factors)
        return tl::unexpected(factors.error());
    const std::filesystem::path file =
        recipe.folder / ("lightning_" + std::to_string(recipe.fastSteps) + "step_lora.safetensors");
    const auto write = [&]() -> base::Result<void> {
        note("The LoRA of the distillation: " + file.string());
        if (auto written = writeLora(file, *factors); !written)
            return written;
        return sheet(*factors);
    };
    if (auto written = (*bench)->control.group.byFirst(write, stop); !written)
        return tl::unexpected(written.error());
    return file;
}

} // namespace likeness::training
