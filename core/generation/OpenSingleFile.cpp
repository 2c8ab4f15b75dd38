#include "core/generation/ModelParts.h"

#include "core/diffusion/OptionsOf.h"
#include "core/text/ClipTextOptionsOf.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/SingleFile.h"

#include <algorithm>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;
using weights::Weights;
namespace fs = std::filesystem;

namespace {

// SDXL's published scheduler; names in the file say where a model differs.
diffusion::NoiseScheduleOptions scheduleOf(const std::vector<std::string>& markers)
{
    diffusion::NoiseScheduleOptions options;
    const auto has = [&](const char* marker) {
        return std::ranges::find(markers, marker) != markers.end();
    };
    if (has("v_pred"))
        options.prediction_type = diffusion::PredictionType::velocity;
    if (has("ztsnr")) {
        options.rescale_betas_zero_snr = true;
        options.timestep_spacing = diffusion::TimestepSpacing::trailing;
    }
    return options;
}

} // namespace

Result<ModelParts> openSingleFile(const fs::path& path, const fs::path& vocabulary)
{
    const auto file = weights::readTensorFile(path);
    if (!file)
        return tl::unexpected(file.error());
    if (!weights::looksLikeSingleFile(*file))
        return base::fail(ErrorCode::wrongFormat,
                          "'" + path.string() +
                              "' is no whole SDXL model. Choose a model folder "
                              "or a checkpoint that holds UNet, VAE and text encoders.");
    auto tokenizer = text::ClipTokenizer::read(vocabulary);
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto tokenizer_2 = tokenizer->withPadding("!");
    if (!tokenizer_2)
        return tl::unexpected(tokenizer_2.error());
    weights::SingleFileParts split = weights::splitSingleFile(*file);
    ModelParts p{std::move(*tokenizer), std::move(*tokenizer_2)};
    p.textOptions = text::clipTextOptionsOf(Weights(split.textEncoder));
    p.textOptions_2 = text::clipTextOptionsOf(Weights(split.textEncoder2));
    p.unetOptions = diffusion::unetOptionsOf(Weights(split.unet), p.textOptions_2.projection_dim);
    p.vaeOptions = diffusion::vaeOptionsOf(Weights(split.vae));
    p.text = std::move(split.textEncoder);
    p.text_2 = std::move(split.textEncoder2);
    p.unet = std::move(split.unet);
    p.vae = std::move(split.vae);
    p.schedule = scheduleOf(split.markers);
    p.preview = diffusion::LatentRgb::sdxl();
    return p;
}

} // namespace likeness::generation
