#include "core/generation/CheckpointReport.h"

#include "core/diffusion/OptionsOf.h"
#include "core/generation/CheckpointKinds.h"
#include "core/text/ClipTextEncoder.h"
#include "core/text/ClipTextOptionsOf.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/SingleFile.h"

namespace likeness::generation {

using base::ErrorCode;
using weights::TensorFile;
namespace fs = std::filesystem;

namespace {

constexpr const char* vaeKind = "SDXL VAE";
constexpr const char* textKind = "CLIP text encoder";

// A folder's config.json decides the options; the shapes are then compared with it.
template <typename Options> base::Result<Options> optionsIn(const fs::path& folder)
{
    return Options::read(folder / "config.json");
}

base::Result<CheckpointPart> unetFolder(const fs::path& folder)
{
    const auto options = optionsIn<diffusion::UnetOptions>(folder);
    if (!options)
        return tl::unexpected(options.error());
    auto file = weights::readModelFolder(folder, "diffusion_pytorch_model");
    if (!file)
        return tl::unexpected(file.error());
    return checkUnet(*file, *options);
}

base::Result<CheckpointPart> vaeFolder(const fs::path& folder)
{
    const auto options = optionsIn<diffusion::VaeOptions>(folder);
    if (!options)
        return tl::unexpected(options.error());
    auto file = weights::readModelFolder(folder, "diffusion_pytorch_model");
    if (!file)
        return tl::unexpected(file.error());
    return checkPart(*file, vaeKind, "",
                     [&](const weights::Weights& w) { diffusion::Vae(*options, w); });
}

base::Result<CheckpointPart> textFolder(const fs::path& folder)
{
    const auto options = optionsIn<text::ClipTextOptions>(folder);
    if (!options)
        return tl::unexpected(options.error());
    auto file = weights::readModelFolder(folder, "model");
    if (!file)
        return tl::unexpected(file.error());
    return checkPart(*file, textKind, "",
                     [&](const weights::Weights& w) { text::ClipTextEncoder(w, *options); });
}

base::Result<CheckpointReport> inspectFolder(const fs::path& folder)
{
    CheckpointReport report{"SDXL model folder", {}};
    using Read = base::Result<CheckpointPart> (*)(const fs::path&);
    for (const auto& [name, read] : {std::pair<const char*, Read>{"unet", unetFolder},
                                     {"vae", vaeFolder},
                                     {"text_encoder", textFolder},
                                     {"text_encoder_2", textFolder}}) {
        if (std::error_code ignored;
            name == std::string("unet") && !fs::is_directory(folder / name, ignored))
            return base::fail(ErrorCode::invalidInput,
                              "'" + folder.string() +
                                  "' is no model folder: it has no folder 'unet'. Choose a "
                                  "folder in diffusers' layout or a checkpoint file.");
        auto part = read(folder / name);
        if (!part)
            return tl::unexpected(part.error());
        part->kind += std::string(" (") + name + ")";
        report.parts.push_back(std::move(*part));
    }
    // What Likeness keeps beside: the identity's files.
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder / "identity", ignored)) {
        if (entry.path().extension() != ".safetensors")
            continue;
        auto identity = inspectCheckpoint(entry.path());
        if (!identity)
            return identity;
        for (CheckpointPart& part : identity->parts) {
            part.kind += " (identity/" + entry.path().filename().string() + ")";
            report.parts.push_back(std::move(part));
        }
    }
    return report;
}

CheckpointReport inspectSingleFile(const TensorFile& file)
{
    const weights::SingleFileParts split = weights::splitSingleFile(file);
    CheckpointReport report{"SDXL single-file checkpoint", {}};
    int64_t pooled = 0;
    const auto addText = [&](const TensorFile& part, const char* name) {
        const auto options = text::clipTextOptionsOf(weights::Weights(part));
        pooled = options.projection_dim;
        report.parts.push_back(
            checkPart(part, textKind + std::string(" (") + name + ")", "",
                      [&](const weights::Weights& w) { text::ClipTextEncoder(w, options); }));
    };
    addText(split.textEncoder, "text_encoder");
    addText(split.textEncoder2, "text_encoder_2");
    report.parts.push_back(
        checkUnet(split.unet, diffusion::unetOptionsOf(weights::Weights(split.unet), pooled)));
    report.parts.push_back(checkPart(split.vae, vaeKind, "", [&](const weights::Weights& w) {
        diffusion::Vae(diffusion::vaeOptionsOf(w), w);
    }));
    auto& unexpected = report.parts.front().unexpected;
    unexpected.insert(unexpected.end(), split.unexpected.begin(), split.unexpected.end());
    return report;
}

} // namespace

base::Result<CheckpointReport> inspectCheckpoint(const fs::path& path)
{
    return base::guarded([&]() -> base::Result<CheckpointReport> {
        std::error_code ignored;
        if (fs::is_directory(path, ignored))
            return inspectFolder(path);
        const auto container = weights::containerOf(path);
        if (!container)
            return tl::unexpected(container.error());
        auto part = *container == weights::TensorContainer::onnx ? checkOnnx(path)
                                                                 : base::Result<CheckpointPart>();
        if (*container != weights::TensorContainer::onnx) {
            const auto file = weights::readTensorFile(path);
            if (!file)
                return tl::unexpected(file.error());
            if (weights::looksLikeSingleFile(*file))
                return inspectSingleFile(*file);
            part = checkFile(*file);
        }
        if (!part)
            return tl::unexpected(part.error());
        return CheckpointReport{part->kind, {*part}};
    });
}

} // namespace likeness::generation
