#include "core/identity/FaceEncoders.h"

#include "core/identity/ArcFaceOnnx.h"
#include "core/weights/Fingerprint.h"
#include "core/weights/ReadTensors.h"

namespace likeness::identity {

using base::ErrorCode;
using base::Result;
using weights::Placement;
using weights::TensorFile;
using weights::Weights;

namespace {

Result<TensorFile> readRecogniser(const std::filesystem::path& path)
{
    const auto container = weights::containerOf(path);
    if (!container)
        return tl::unexpected(container.error());
    if (*container != weights::TensorContainer::onnx)
        return weights::readTensorFile(path);
    return weights::readOnnx(path).and_then(arcFaceFromOnnx);
}

} // namespace

Result<ArcFace> openArcFace(const std::filesystem::path& path, Placement placement)
{
    return base::guarded([&]() -> Result<ArcFace> {
        auto file = readRecogniser(path);
        if (!file)
            return tl::unexpected(file.error());
        const Weights w(std::move(*file), placement);
        ArcFace arcFace(w, arcFaceOptionsOf(w));
        if (const auto complete = w.check("a face recogniser of the ArcFace kind"); !complete)
            return tl::unexpected(complete.error());
        arcFace.fingerprint = weights::fingerprint(w.taken());
        return arcFace;
    });
}

Result<EvaClip> openEvaClip(const std::filesystem::path& path, Placement placement)
{
    return base::guarded([&]() -> Result<EvaClip> {
        auto file = weights::readTensorFile(path);
        if (!file)
            return tl::unexpected(file.error());
        const Weights w(std::move(*file), placement);
        EvaClip eva(w, evaClipOptionsOf(w));
        if (const auto complete = w.check("EVA02-CLIP"); !complete)
            return tl::unexpected(complete.error());
        if (eva.options.width % EvaClipOptions::headSize != 0 ||
            eva.options.depth < EvaClipOptions::leastDepth)
            return base::fail(ErrorCode::wrongFormat,
                              "'" + path.string() + "' is an EVA02-CLIP of an unknown size: " +
                                  std::to_string(eva.options.depth) + " blocks of width " +
                                  std::to_string(eva.options.width) +
                                  ". Choose EVA02_CLIP_L_336_psz14_s6B.pt.");
        eva.fingerprint = weights::fingerprint(w.taken());
        return eva;
    });
}

Result<FaceEncoders> openFaceEncoders(const std::filesystem::path& arcFace,
                                      const std::filesystem::path& eva, Placement placement)
{
    auto recogniser = openArcFace(arcFace, placement);
    if (!recogniser)
        return tl::unexpected(recogniser.error());
    auto tower = openEvaClip(eva, placement);
    if (!tower)
        return tl::unexpected(tower.error());
    return FaceEncoders{std::move(*recogniser), std::move(*tower)};
}

Result<Adapter> openAdapter(const std::filesystem::path& path, Placement encoder,
                            Placement attention)
{
    return weights::readTensorFile(path).and_then(
        [&](TensorFile file) { return adapterFrom(std::move(file), encoder, attention); });
}

} // namespace likeness::identity
