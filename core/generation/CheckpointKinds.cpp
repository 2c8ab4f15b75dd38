#include "core/generation/CheckpointKinds.h"

#include "core/diffusion/OptionsOf.h"
#include "core/generation/LoraReport.h"
#include "core/identity/Adapter.h"
#include "core/identity/ArcFaceOnnx.h"
#include "core/text/ClipTextEncoder.h"
#include "core/text/ClipTextOptionsOf.h"
#include "core/weights/Onnx.h"
#include "core/weights/SingleFile.h"

namespace likeness::generation {

using base::ErrorCode;
using weights::TensorFile;
using weights::Weights;

namespace {

std::string joined(const std::vector<int64_t>& numbers)
{
    std::string text;
    for (const int64_t number : numbers)
        text += (text.empty() ? "" : ", ") + std::to_string(number);
    return text;
}

std::string typeName(at::ScalarType type)
{
    switch (type) {
    case at::kFloat:
        return "fp32";
    case at::kHalf:
        return "fp16";
    case at::kBFloat16:
        return "bf16";
    case at::kDouble:
        return "fp64";
    case at::kLong:
        return "int64";
    case at::kInt:
        return "int32";
    default:
        return c10::toString(type);
    }
}

CheckpointPart described(const TensorFile& file, const std::string& kind, const std::string& detail)
{
    CheckpointPart part;
    part.kind = kind;
    part.detail = detail;
    part.tensors = file.tensors.size();
    for (const auto& [name, tensor] : file.tensors) {
        part.bytes += tensor.nbytes();
        ++part.types[typeName(tensor.scalar_type())];
    }
    return part;
}

CheckpointPart checkAdapter(const TensorFile& given)
{
    TensorFile file = given;
    file.tensors = identity::inPulidsNames(given.tensors);
    const Weights names(file);
    const bool isV1_1 = (names / "id_adapter").has("latents");
    const auto layers = identity::idAttentionOptionsOf(names / "id_adapter_attn_layers");
    const std::string detail = std::to_string(layers.layers.size()) +
                               " attention layers, tokens of " + std::to_string(layers.tokenWidth) +
                               " numbers";
    return checkPart(file, isV1_1 ? "PuLID v1.1 adapter" : "PuLID v1 adapter", detail,
                     [&](const Weights& w) {
                         const Weights encoder = w / "id_adapter";
                         if (isV1_1)
                             identity::IdFormer(encoder, identity::idFormerOptionsOf(encoder));
                         else
                             identity::IdEncoder(encoder, identity::idEncoderOptionsOf(encoder));
                         identity::IdAttentionLayers(w / "id_adapter_attn_layers", layers);
                     });
}

CheckpointPart checkArcFace(const TensorFile& file)
{
    const auto options = identity::arcFaceOptionsOf(Weights(file));
    int64_t blocks = 0;
    for (const auto& stage : options.stages)
        blocks += stage.depth;
    return checkPart(file, "ArcFace face recogniser", std::to_string(blocks) + " residual blocks",
                     [&](const Weights& w) { identity::ArcFace(w, options); });
}

CheckpointPart checkEva(const TensorFile& file)
{
    const auto options = identity::evaClipOptionsOf(Weights(file));
    return checkPart(file, "EVA02-CLIP picture encoder",
                     std::to_string(options.depth) + " blocks of width " +
                         std::to_string(options.width) + ", pictures of " +
                         std::to_string(options.imageSize) + " pixels",
                     [&](const Weights& w) { identity::EvaClip(w, options); });
}

CheckpointPart checkBareUnet(const TensorFile& given)
{
    TensorFile file = given;
    file.tensors = weights::unetInFolderNames(given.tensors);
    return checkUnet(file, diffusion::unetOptionsOf(Weights(file)));
}

CheckpointPart checkVae(const TensorFile& given)
{
    TensorFile file = given;
    file.tensors = weights::vaeInFolderNames(given.tensors);
    const auto options = diffusion::vaeOptionsOf(Weights(file));
    return checkPart(file, "SDXL VAE", std::to_string(options.latent_channels) + " latent channels",
                     [&](const Weights& w) { diffusion::Vae(options, w); });
}

CheckpointPart checkText(const TensorFile& file)
{
    const auto options = text::clipTextOptionsOf(Weights(file));
    return checkPart(file, "CLIP text encoder",
                     std::to_string(options.num_hidden_layers) + " layers of width " +
                         std::to_string(options.hidden_size) +
                         (options.withProjection ? ", with projection" : ""),
                     [&](const Weights& w) { text::ClipTextEncoder(w, options); });
}

CheckpointPart unchecked(const TensorFile& file, const std::string& kind)
{
    CheckpointPart part = described(file, kind, "Likeness does not use this kind of file");
    part.isChecked = false;
    return part;
}

struct Kind {
    std::function<bool(const Weights&)> is;
    std::function<CheckpointPart(const TensorFile&)> check;
};

// The first that fits; the more particular names come first.
const std::vector<Kind>& kinds()
{
    static const std::vector<Kind> all = {
        {[](const Weights& w) {
             return w.hasAnyBelow("id_adapter") || w.hasAnyBelow("image_proj");
         },
         checkAdapter},
        {[](const Weights& w) { return w.hasAnyBelow("visual.blocks"); }, checkEva},
        {[](const Weights& w) { return w.hasAnyBelow("layer1.0") && w.hasAnyBelow("features"); },
         checkArcFace},
        {[](const Weights& w) {
             return w.has("conv_in.weight") && w.hasAnyBelow("down_blocks") &&
                    w.hasAnyBelow("time_embedding");
         },
         checkBareUnet},
        {[](const Weights& w) { return w.has("input_blocks.0.0.weight"); }, checkBareUnet},
        {[](const Weights& w) { return w.has("decoder.conv_in.weight"); }, checkVae},
        {[](const Weights& w) {
             return w.hasAnyBelow("text_model.embeddings") || w.hasAnyBelow("embeddings");
         },
         checkText},
        {[](const Weights& w) { return w.hasAnyBelow("cp.resnet") && w.hasAnyBelow("ffm"); },
         [](const TensorFile& file) { return unchecked(file, "BiSeNet face parser"); }},
        {[](const Weights& w) {
             return w.hasAnyBelow("module.body") && w.hasAnyBelow("module.BboxHead");
         },
         [](const TensorFile& file) { return unchecked(file, "RetinaFace face detector"); }},
    };
    return all;
}

} // namespace

CheckpointPart checkPart(const TensorFile& file, const std::string& kind, const std::string& detail,
                         const std::function<void(const Weights&)>& build)
{
    const Weights w(file, {at::kFloat, at::kMeta});
    build(w);
    const weights::WeightsReport report = w.report();
    CheckpointPart part = described(file, kind, detail);
    part.missing = report.missing;
    part.unexpected = report.unexpected;
    part.misshaped = report.misshaped;
    return part;
}

CheckpointPart checkUnet(const TensorFile& file, const diffusion::UnetOptions& options)
{
    // SD 1 and 2 have no added conditions, an inpainting model has nine channels in.
    const bool isSdxl = Weights(file).hasAnyBelow("add_embedding");
    return checkPart(file, isSdxl ? "SDXL UNet" : "UNet without SDXL's added conditions",
                     "levels of " + joined(options.block_out_channels) +
                         " channels, text of width " + std::to_string(options.cross_attention_dim),
                     [&](const Weights& w) { diffusion::Unet(options, w); });
}

base::Result<CheckpointPart> checkFile(const TensorFile& file)
{
    if (looksLikeLora(file)) {
        CheckpointPart part = described(file, "LoRA", "");
        reportLora(file, part);
        return part;
    }
    const Weights names(file);
    for (const Kind& kind : kinds())
        if (kind.is(names))
            return kind.check(file);
    const std::string first =
        file.tensors.empty() ? "none" : "'" + file.tensors.begin()->first + "' and others";
    return base::fail(ErrorCode::wrongFormat,
                      "'" + file.path + "' holds " + std::to_string(file.tensors.size()) +
                          " tensors (" + first + "), but is no kind of model that Likeness knows.");
}

base::Result<CheckpointPart> checkOnnx(const std::filesystem::path& path)
{
    const auto graph = weights::readOnnx(path);
    if (!graph)
        return tl::unexpected(graph.error());
    if (const auto file = identity::arcFaceFromOnnx(*graph))
        return checkArcFace(*file);
    // SCRFD gives scores, boxes and landmarks at three sizes.
    const bool isScrfd = graph->outputs.size() == 9;
    const TensorFile file{graph->path, graph->initialisers, {}};
    return unchecked(file, isScrfd
                               ? "SCRFD face detector"
                               : "ONNX model of " + std::to_string(graph->nodes.size()) + " nodes");
}

} // namespace likeness::generation
