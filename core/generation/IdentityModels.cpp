#include "core/generation/IdentityModels.h"

#include "core/generation/Placements.h"
#include "core/identity/FaceEncoders.h"

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using weights::Placement;
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

// "none", "v1", "v2"; what is absent or empty stays.
void setWhatIsNamed(identity::IdAttentionSettings& settings, std::optional<int> zeroTokens,
              const std::string& ortho)
{
    if (zeroTokens)
        settings.zeroTokens = *zeroTokens;
    if (!ortho.empty())
        settings.ortho = ortho == "v1"   ? identity::Ortho::v1
                         : ortho == "v2" ? identity::Ortho::v2
                                         : identity::Ortho::none;
}

} // namespace

Result<identity::IdAttentionSettings> IdentityModels::settings(double strength,
                                                               const IdentityTuning& tuning) const
{
    const identity::Preset preset = tuning.preset == "style"     ? identity::Preset::style
                                    : tuning.preset == "neutral" ? identity::Preset::neutral
                                                                 : identity::Preset::fidelity;
    auto settings = identity::settingsOf(adapter.version, preset, strength);
    if (tuning.preset.empty())
        setWhatIsNamed(settings, files.zeroTokens, files.ortho);
    setWhatIsNamed(settings, tuning.zeroTokens, tuning.ortho);
    auto factors = identity::layerFactors(blocks, tuning.blockStrengths);
    if (!factors)
        return tl::unexpected(factors.error());
    settings.layerFactors = std::move(*factors);
    return settings;
}

Result<IdentityModels> loadIdentityModels(const IdentityFiles& files, const diffusion::Unet& unet,
                                          Placement unetPlacement)
{
    if (files.adapter.empty())
        return base::fail(ErrorCode::notFound,
                          "This model has no identity adapter of its own. Choose an adapter "
                          "file, such as pulid_v1.1.safetensors, or work without a reference.");
    const PartPlacements at = placementsBeside(unetPlacement);
    auto adapter = identity::openAdapter(files.adapter, at.encoders, at.attention);
    if (!adapter)
        return tl::unexpected(adapter.error());
    if (auto fits = identity::checkFits(*adapter, unet); !fits)
        return tl::unexpected(fits.error());
    if (auto named = checkFaceEncodersNamed(files); !named)
        return tl::unexpected(named.error());
    auto arcFace = identity::openArcFace(files.arcFace, at.encoders);
    if (!arcFace)
        return tl::unexpected(arcFace.error());
    auto eva = identity::openEvaClip(files.eva, at.encoders);
    if (!eva)
        return tl::unexpected(eva.error());
    if (auto fits = identity::checkFits(*adapter, arcFace->options, eva->options); !fits)
        return tl::unexpected(fits.error());
    return IdentityModels{std::move(*arcFace), std::move(*eva), std::move(*adapter), files,
                          identity::identityBlocksOf(unet)};
}

} // namespace likeness::generation
