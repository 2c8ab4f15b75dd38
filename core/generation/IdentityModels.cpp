#include "core/generation/IdentityModels.h"

#include "core/identity/ArcFaceOnnx.h"
#include "core/weights/ReadTensors.h"

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using weights::Placement;
using weights::Weights;
namespace fs = std::filesystem;

namespace {

Result<void> checkFaceEncodersNamed(const IdentityFiles& files)
{
    const std::string beside =
        "in '" + (files.adapter.parent_path() / "").string() + "' beside the adapter.";
    if (files.arcFace.empty())
        return base::fail(
            ErrorCode::notFound,
            "The face recogniser is missing: put glintr100.onnx (or arcface.safetensors) " +
                beside);
    if (files.eva.empty())
        return base::fail(ErrorCode::notFound,
                          "The picture encoder is missing: put EVA02_CLIP_L_336_psz14_s6B.pt "
                          "(or eva.safetensors) " +
                              beside);
    return {};
}

Result<weights::TensorFile> readFaceRecogniser(const fs::path& path)
{
    const auto container = weights::containerOf(path);
    if (!container)
        return tl::unexpected(container.error());
    if (*container != weights::TensorContainer::onnx)
        return weights::readTensorFile(path);
    const auto graph = weights::readOnnx(path);
    if (!graph)
        return tl::unexpected(graph.error());
    return identity::arcFaceFromOnnx(*graph);
}

Result<identity::ArcFace> loadArcFace(const fs::path& path, Placement placement)
{
    auto file = readFaceRecogniser(path);
    if (!file)
        return tl::unexpected(file.error());
    const Weights w(std::move(*file), placement);
    identity::ArcFace model(w, identity::arcFaceOptionsOf(w));
    if (auto checked = w.check("a face recogniser (ArcFace)"); !checked)
        return tl::unexpected(checked.error());
    return model;
}

Result<identity::EvaClip> loadEva(const fs::path& path, Placement placement)
{
    auto file = weights::readTensorFile(path);
    if (!file)
        return tl::unexpected(file.error());
    const Weights w(std::move(*file), placement);
    identity::EvaClip model(w, identity::evaClipOptionsOf(w));
    if (auto checked = w.check("the picture tower of EVA02-CLIP"); !checked)
        return tl::unexpected(checked.error());
    return model;
}

} // namespace

identity::IdAttentionSettings IdentityModels::settings(double strength) const
{
    auto settings = identity::settingsOf(adapter.version, identity::Preset::fidelity, strength);
    if (files.zeroTokens)
        settings.zeroTokens = *files.zeroTokens;
    if (!files.ortho.empty())
        settings.ortho = files.ortho == "v1"   ? identity::Ortho::v1
                         : files.ortho == "v2" ? identity::Ortho::v2
                                               : identity::Ortho::none;
    return settings;
}

Result<IdentityModels> loadIdentityModels(const IdentityFiles& files, const diffusion::Unet& unet,
                                          Placement unetPlacement)
{
    if (files.adapter.empty())
        return base::fail(ErrorCode::notFound,
                          "This model has no identity adapter of its own. Choose an adapter "
                          "file, such as pulid_v1.1.safetensors, or work without a reference.");
    const Placement exact{at::kFloat, unetPlacement.device};
    auto adapterFile = weights::readTensorFile(files.adapter);
    if (!adapterFile)
        return tl::unexpected(adapterFile.error());
    auto adapter = identity::adapterFrom(std::move(*adapterFile), exact, unetPlacement);
    if (!adapter)
        return tl::unexpected(adapter.error());
    if (auto fits = identity::checkFits(*adapter, unet); !fits)
        return tl::unexpected(fits.error());
    if (auto named = checkFaceEncodersNamed(files); !named)
        return tl::unexpected(named.error());
    auto arcFace = loadArcFace(files.arcFace, exact);
    if (!arcFace)
        return tl::unexpected(arcFace.error());
    auto eva = loadEva(files.eva, exact);
    if (!eva)
        return tl::unexpected(eva.error());
    if (auto fits = identity::checkFits(*adapter, arcFace->options, eva->options); !fits)
        return tl::unexpected(fits.error());
    return IdentityModels{std::move(*arcFace), std::move(*eva), std::move(*adapter), files};
}

} // namespace likeness::generation
