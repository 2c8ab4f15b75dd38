#include "core/generation/CheckpointReport.h"

#include "core/diffusion/OptionsOf.h"
#include "core/faces/DlibFile.h"
#include "core/generation/CheckpointKinds.h"
#include "core/generation/ManifestReport.h"
#include "core/text/ClipTextEncoder.h"
#include "core/text/ClipTextOptionsOf.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/SingleFile.h"
#include "core/weights/SingleFileNames.h"

namespace likeness::generation {

using base::ErrorCode;
using weights::TensorFile;
namespace fs = std::filesystem;

namespace {

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
    return checkUnet(*file, {*options});
}

base::Result<CheckpointPart> vaeFolder(const fs::path& folder)
{
    const auto options = optionsIn<diffusion::VaeOptions>(folder);
    if (!options)
        return tl::unexpected(options.error());
    auto file = weights::readModelFolder(folder, "diffusion_pytorch_model");
    if (!file)
        return tl::unexpected(file.error());
    return checkPart(*file, "SDXL VAE", "",
                     {[&](const weights::Weights& w) { diffusion::Vae(*options, w); }});
}

base::Result<CheckpointPart> textFolder(const fs::path& folder)
{
    const auto options = optionsIn<text::ClipTextOptions>(folder);
    if (!options)
        return tl::unexpected(options.error());
    auto file = weights::readModelFolder(folder, "model");
    if (!file)
        return tl::unexpected(file.error());
    return checkPart(*file, "CLIP text encoder", "",
                     {[&](const weights::Weights& w) { text::ClipTextEncoder(w, *options); }});
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
    using weights::SingleFilePart;
    const weights::SingleFileParts split = weights::splitSingleFile(file);
    const auto inFile = [](SingleFilePart part) {
        return [part](const weights::TensorMap& names) { return weights::namesInSingleFile(part, names); };
    };
    CheckpointReport report{"SDXL single-file checkpoint", {}};
    const auto add = [&](CheckpointPart part, const char* name) {
        part.kind += std::string(" (") + name + ")";
        report.parts.push_back(std::move(part));
    };
    add(checkText(split.textEncoder, TextTower::any, inFile(SingleFilePart::textEncoder)), "text_encoder");
    add(checkText(split.textEncoder2, TextTower::second, inFile(SingleFilePart::textEncoder2)),
        "text_encoder_2");
    const auto pooled = text::clipTextOptionsOf(weights::Weights(split.textEncoder2)).projection_dim;
    report.parts.push_back(
        checkUnet(split.unet,
                  {diffusion::UnetOptions(), diffusion::unetOptionsOf(weights::Weights(split.unet), pooled)},
                  inFile(SingleFilePart::unet)));
    report.parts.push_back(checkVae(split.vae, inFile(SingleFilePart::vae)));
    auto& unexpected = report.parts.front().unexpected;
    unexpected.insert(unexpected.end(), split.unexpected.begin(), split.unexpected.end());
    return report;
}

base::Result<CheckpointReport> reportOf(base::Result<CheckpointPart> part)
{
    if (!part)
        return tl::unexpected(part.error());
    return CheckpointReport{part->kind, {*part}};
}

// One of dlib's networks: its reader checks everything, so that nothing can be missing in what it takes.
base::Result<CheckpointPart> dlibPart(const fs::path& path)
{
    const auto file = faces::readDlibFile(path);
    if (!file)
        return tl::unexpected(file.error());
    CheckpointPart part;
    part.kind = file->network == faces::DlibNetwork::faceDetector ? "dlib face detector (network)"
                                                                  : "dlib face recogniser";
    part.detail = file->network == faces::DlibNetwork::faceDetector
                      ? "finds faces; used from the folder of face models"
                      : "128 numbers per face, for likeness; used from the folder of face models";
    part.tensors = file->tensors;
    part.bytes = file->weights * sizeof(float);
    part.types = {{"fp32", file->tensors}};
    return part;
}

// The tensors that a manifest for `published` speaks of in a folder: the folder's file of that part.
base::Result<TensorFile> partOfFolder(const fs::path& folder, const std::string& published)
{
    const fs::path part = fs::path(published).parent_path();
    const std::string name = fs::path(published).filename().string();
    return weights::readModelFolder(folder / part, name.substr(0, name.find('.')));
}

base::Result<weights::TensorMap> tensorsToCompare(const fs::path& path, const std::string& published)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return partOfFolder(path, published).map([](TensorFile&& file) { return std::move(file.tensors); });
    if (weights::looksLikeManifest(path))
        return weights::readManifest(path).map(
            [](weights::Manifest&& manifest) { return std::move(manifest.tensors.tensors); });
    return weights::readTensorFile(path).map([](TensorFile&& file) { return std::move(file.tensors); });
}

} // namespace

base::Result<CheckpointReport> inspectCheckpoint(const fs::path& path)
{
    return base::guarded([&]() -> base::Result<CheckpointReport> {
        std::error_code ignored;
        if (fs::is_directory(path, ignored))
            return inspectFolder(path);
        if (weights::looksLikeManifest(path)) {
            const auto manifest = weights::readManifest(path);
            if (!manifest)
                return tl::unexpected(manifest.error());
            return inspectManifest(*manifest);
        }
        if (faces::dlibNetworkIn(path))
            return reportOf(dlibPart(path));
        const auto container = weights::containerOf(path);
        if (!container)
            return tl::unexpected(container.error());
        if (*container == weights::TensorContainer::onnx)
            return reportOf(checkOnnx(path));
        const auto file = weights::readTensorFile(path);
        if (!file)
            return tl::unexpected(file.error());
        return inspectTensors(*file);
    });
}

base::Result<CheckpointReport> inspectTensors(const TensorFile& file)
{
    if (weights::looksLikeSingleFile(file))
        return inspectSingleFile(file);
    return reportOf(checkFile(file));
}

base::Result<CheckpointReport> inspectManifest(const weights::Manifest& manifest)
{
    if (manifest.graph)
        return reportOf(checkGraph(*manifest.graph));
    return inspectTensors(manifest.tensors);
}

base::Result<CheckpointPart> compareWithManifest(const fs::path& path, const fs::path& manifest)
{
    return base::guarded([&]() -> base::Result<CheckpointPart> {
        const auto wanted = weights::readManifest(manifest);
        if (!wanted)
            return tl::unexpected(wanted.error());
        const auto tensors = tensorsToCompare(path, wanted->file);
        if (!tensors)
            return tl::unexpected(tensors.error());
        CheckpointPart part = describePart({path.string(), *tensors, {}}, wanted->file, "");
        auto found = weights::differences(*tensors, wanted->tensors.tensors);
        part.missing = std::move(found.missing);
        part.unexpected = std::move(found.unexpected);
        part.misshaped = std::move(found.misshaped);
        return part;
    });
}

} // namespace likeness::generation
