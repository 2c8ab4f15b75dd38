#include "core/training/TrainableModel.h"

#include "core/identity/Adapter.h"
#include "core/identity/FaceEncoders.h"
#include "core/weights/LoraMerge.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/ReadTensors.h"

namespace likeness::training {

namespace {

namespace fs = std::filesystem;

fs::path orInModel(const fs::path& given, const fs::path& model, const char* name)
{
    return given.empty() ? model / "identity" / name : given;
}

base::Result<void> addFloats(TrainableModel& model, const std::string& prefix, base::Result<weights::TensorFile> file)
{
    if (!file)
        return tl::unexpected(file.error());
    for (const auto& [name, tensor] : file->tensors)
        model.painter[prefix + name] =
            tensor.to(model.device, tensor.is_floating_point() ? at::kFloat : tensor.scalar_type());
    return {};
}

base::Result<void> readAdapter(TrainableModel& model, const fs::path& file)
{
    auto read = weights::readTensorFile(file);
    if (!read)
        return tl::unexpected(read.error());
    read->tensors = identity::inPulidsNames(read->tensors);
    const weights::Weights w({file.string(), read->tensors, {}});
    if (!w.hasAnyBelow("id_adapter"))
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + file.string() + "' is not an adapter of PuLID v1.1, the version that can be trained. "
                                                "Choose one whose tensors are named id_adapter.* .");
    model.options.idFormer = identity::idFormerOptionsOf(w / "id_adapter");
    return addFloats(model, "", std::move(*read));
}

// Builds everything once to see that nothing is missing or of another size.
base::Result<void> check(const TrainableModel& model, const TrainableFiles& files)
{
    const weights::Weights w({files.model.string(), model.painter, {}}, {at::kFloat, model.device});
    Painter(w, model.options);
    return w.check("a model with an adapter to train");
}

} // namespace

base::Result<TrainableModel> readTrainableModel(const TrainableFiles& files, at::Device device)
{
    const weights::Placement placement{at::kFloat, device};
    const fs::path& folder = files.model;
    const auto text = text::ClipTextOptions::read(folder / "text_encoder/config.json");
    auto text2 = text::ClipTextOptions::read(folder / "text_encoder_2/config.json");
    const auto unet = diffusion::UnetOptions::read(folder / "unet/config.json");
    const auto vaeOptions = diffusion::VaeOptions::read(folder / "vae/config.json");
    const auto schedule = diffusion::NoiseScheduleOptions::read(folder / "scheduler/scheduler_config.json");
    if (!text || !text2 || !unet || !vaeOptions || !schedule)
        return tl::unexpected(!text         ? text.error()
                              : !text2      ? text2.error()
                              : !unet       ? unet.error()
                              : !vaeOptions ? vaeOptions.error()
                                            : schedule.error());
    auto words = text::ClipTokenizer::read(folder / "tokenizer"), words2 = text::ClipTokenizer::read(folder / "tokenizer_2");
    auto arcFace = identity::openArcFace(orInModel(files.arcFace, folder, "arcface.safetensors"), placement);
    auto eva = identity::openEvaClip(orInModel(files.eva, folder, "eva.safetensors"), placement);
    auto vae = weights::readModelFolder(folder / "vae", "diffusion_pytorch_model");
    if (!words || !words2 || !arcFace || !eva || !vae)
        return tl::unexpected(!words     ? words.error()
                              : !words2  ? words2.error()
                              : !arcFace ? arcFace.error()
                              : !eva     ? eva.error()
                                         : vae.error());
    TrainableModel model{device,
                         {*text, *text2, *unet, {}},
                         {},
                         diffusion::Vae(*vaeOptions, weights::Weights(std::move(*vae), placement)),
                         std::move(*arcFace),
                         std::move(*eva),
                         std::move(*words),
                         std::move(*words2),
                         diffusion::NoiseSchedule(*schedule)};
    const std::tuple<const char*, const char*, const char*> parts[] = {
        {"text_encoder.", "text_encoder", "model"},
        {"text_encoder_2.", "text_encoder_2", "model"},
        {"unet.", "unet", "diffusion_pytorch_model"}};
    for (const auto& [prefix, part, stem] : parts)
        if (auto added = addFloats(model, prefix, weights::readModelFolder(folder / part, stem)); !added)
            return tl::unexpected(added.error());
    if (auto read = readAdapter(model, orInModel(files.adapter, folder, "adapter.safetensors")); !read)
        return tl::unexpected(read.error());
    if (auto fits = check(model, files); !fits)
        return tl::unexpected(fits.error());
    return model;
}

base::Result<diffusion::Unet> unetWithLora(const TrainableModel& model, const fs::path& lora)
{
    const auto read = weights::readLora(lora);
    if (!read)
        return tl::unexpected(read.error());
    const auto onHost = [&](const std::string& prefix) { // where files are merged
        weights::TensorMap tensors = part(model.painter, prefix);
        for (auto& [name, tensor] : tensors)
            tensor = tensor.to(at::kCPU);
        return tensors;
    };
    weights::TensorFile unet{lora.string(), onHost("unet."), {}};
    const weights::TensorMap text = onHost("text_encoder."), text2 = onHost("text_encoder_2.");
    weights::LoraPlan plan;
    if (auto fits = weights::addLora(plan, *read, {unet.tensors, text, text2}, 1); !fits)
        return tl::unexpected(fits.error());
    if (auto merged = weights::mergeLoras(unet, plan.unet, {}); !merged)
        return tl::unexpected(merged.error());
    return diffusion::Unet(model.options.unet, weights::Weights(std::move(unet), {at::kFloat, model.device}));
}

} // namespace likeness::training
