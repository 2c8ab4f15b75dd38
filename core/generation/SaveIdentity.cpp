#include "core/generation/SaveIdentity.h"

#include "core/base/Sha256.h"
#include "core/diffusion/Cancelled.h"
#include "core/generation/FaceReader.h"
#include "core/generation/ModelDefaults.h"
#include "core/identity/FaceEncoders.h"
#include "core/identity/IdentityFile.h"

namespace likeness::generation {

using base::ErrorCode;
using base::Result;

namespace {

Result<identity::FaceEncoders> encodersOf(const IdentityToSave& what, const StudioOptions& options)
{
    const bool isStarter = what.model.empty() || what.model == starterModelName;
    const auto defaults =
        readModelDefaults(isStarter ? options.starterModel : std::filesystem::path(what.model));
    if (!defaults)
        return tl::unexpected(defaults.error());
    const IdentityFiles files = findIdentityFiles(what.adapter, defaults->identity);
    if (files.arcFace.empty() || files.eva.empty())
        return base::fail(ErrorCode::notFound,
                          "No face encoders are known for this model. Choose an adapter that has "
                          "glintr100.onnx and EVA02_CLIP_L_336_psz14_s6B.pt beside it.");
    return identity::openFaceEncoders(files.arcFace, files.eva);
}

Result<void> save(const IdentityToSave& what, const StudioOptions& options,
                  const std::stop_token& stop)
{
    FaceReader faces(options.landmarks, options.faceModels);
    const auto seen = faces.read(what.photo, stop);
    if (!seen)
        return tl::unexpected(seen.error());
    const auto crop = chosenFace(**seen, what.faceIndex);
    if (!crop)
        return tl::unexpected(crop.error());
    auto digest = base::sha256OfFile(what.photo);
    if (!digest)
        return tl::unexpected(digest.error());
    const auto encoders = encodersOf(what, options);
    if (!encoders)
        return tl::unexpected(encoders.error());
    identity::IdentityFile file;
    file.name = what.name.empty() ? what.photo.filename().string() : what.name;
    file.photoSha256 = std::move(*digest);
    file.segmentation = (*crop)->segmentation;
    file.recogniser = encoders->arcFace.fingerprint;
    file.tower = encoders->eva.fingerprint;
    file.features = identity::readReference(encoders->arcFace, encoders->eva, **crop,
                                            identity::Antialias::with, stop);
    file.aligned112 = (*crop)->aligned112;
    return identity::writeIdentityFile(what.file, file);
}

} // namespace

Result<void> saveIdentity(const IdentityToSave& what, const StudioOptions& options,
                          const std::stop_token& stop)
{
    return base::guarded([&]() -> Result<void> {
        try {
            return save(what, options, stop);
        } catch (const diffusion::Cancelled&) {
            return base::fail(ErrorCode::cancelled, "Cancelled.");
        }
    });
}

} // namespace likeness::generation
