#include "core/generation/CheckpointKinds.h"

#include "core/diffusion/OptionsOf.h"
#include "core/diffusion/Taesd.h"
#include "core/generation/LoraReport.h"
#include "core/identity/Adapter.h"
#include "core/identity/ArcFaceOnnx.h"
#include "core/identity/BiSeNet.h"
#include "core/identity/Scrfd.h"
#include "core/identity/YuNet.h"
#include "core/text/ClipTextEncoder.h"
#include "core/text/ClipTextOptionsOf.h"
#include "core/weights/LoraNames.h"
#include "core/weights/OriginalNames.h"
#include "core/weights/SingleFile.h"
#include "core/weights/SingleFileNames.h"

#include <algorithm>
#include <set>

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

// Names of a node graph's adapter, for PuLID's own.
std::map<std::string, std::string> namesInNodeGraph(const weights::TensorMap& adapter)
{
    std::map<std::string, std::string> names;
    const auto replace = [](std::string& name, const std::string& from, const std::string& to) {
        if (const size_t at = name.find(from); at != std::string::npos)
            name.replace(at, from.size(), to);
    };
    for (const auto& [name, tensor] : adapter) {
        std::string given = name;
        replace(given, "id_adapter_attn_layers.", "ip_adapter.");
        replace(given, "id_adapter.", "image_proj.");
        replace(given, ".id_to_k.", ".to_k_ip.");
        replace(given, ".id_to_v.", ".to_v_ip.");
        names.emplace(name, given);
    }
    return names;
}

// SDXL's cross-attention layers in PuLID's order: 10 of 640 channels, 60 of 1280.
identity::IdAttentionOptions publishedAttention()
{
    identity::IdAttentionOptions options;
    for (int64_t layer = 1; layer < 140; layer += 2) {
        const bool isNarrow = layer < 8 || (layer >= 108 && layer < 120);
        options.layers[layer] = isNarrow ? 640 : 1280;
    }
    return options;
}

CheckpointPart checkAdapter(const TensorFile& given)
{
    TensorFile file = given;
    file.tensors = identity::inPulidsNames(given.tensors);
    const Weights names(file);
    const bool isV1_1 = (names / "id_adapter").hasAnyBelow("layers");
    const auto layers = identity::idAttentionOptionsOf(names / "id_adapter_attn_layers");
    const std::string detail = std::to_string(layers.layers.size()) +
                               " attention layers, tokens of " + std::to_string(layers.tokenWidth) +
                               " numbers";
    const auto build = [&](const Weights& w, bool asPublished) {
        const Weights encoder = w / "id_adapter";
        if (isV1_1)
            identity::IdFormer(encoder, asPublished ? identity::IdFormerOptions()
                                                    : identity::idFormerOptionsOf(encoder));
        else
            identity::IdEncoder(encoder, asPublished ? identity::IdEncoderOptions()
                                                     : identity::idEncoderOptionsOf(encoder));
        identity::IdAttentionLayers(w / "id_adapter_attn_layers",
                                    asPublished ? publishedAttention() : layers);
    };
    return checkPart(file, isV1_1 ? "PuLID v1.1 adapter" : "PuLID v1 adapter", detail,
                     {[&](const Weights& w) { build(w, true); },
                      [&](const Weights& w) { build(w, false); }},
                     Weights(given).hasAnyBelow("image_proj") ? namesInNodeGraph : NamesInFile());
}

CheckpointPart checkArcFace(const TensorFile& file)
{
    const auto options = identity::arcFaceOptionsOf(Weights(file));
    int64_t blocks = 0;
    for (const auto& stage : options.stages)
        blocks += stage.depth;
    return checkPart(file, "ArcFace face recogniser", std::to_string(blocks) + " residual blocks",
                     {[](const Weights& w) { identity::ArcFace(w, identity::ArcFaceOptions()); },
                      [&](const Weights& w) { identity::ArcFace(w, options); }},
                     [&](const weights::TensorMap&) { return file.metadata; }); // of an ONNX file
}

CheckpointPart checkEva(const TensorFile& file)
{
    const auto options = identity::evaClipOptionsOf(Weights(file));
    return checkPart(file, "EVA02-CLIP picture encoder",
                     std::to_string(options.depth) + " blocks of width " +
                         std::to_string(options.width) + ", pictures of " +
                         std::to_string(options.imageSize) + " pixels",
                     {[](const Weights& w) { identity::EvaClip(w, identity::EvaClipOptions()); },
                      [&](const Weights& w) { identity::EvaClip(w, options); }});
}

CheckpointPart checkBareUnet(const TensorFile& given)
{
    TensorFile file = given;
    file.tensors = weights::unetInFolderNames(given.tensors);
    const bool isOriginal = Weights(given).hasAnyBelow("input_blocks");
    return checkUnet(file, {diffusion::UnetOptions(), diffusion::unetOptionsOf(Weights(file))},
                     isOriginal ? weights::originalUnetNames : NamesInFile());
}

CheckpointPart checkBareVae(const TensorFile& given)
{
    TensorFile file = given;
    file.tensors = weights::vaeInFolderNames(given.tensors);
    const bool isOriginal = Weights(given).hasAnyBelow("decoder.up");
    return checkVae(file, isOriginal ? weights::originalVaeNames : NamesInFile());
}

CheckpointPart checkTaesd(const TensorFile& given)
{
    TensorFile file = given;
    file.tensors = diffusion::taesdInDecoderNames(given.tensors);
    const auto options = diffusion::taesdOptionsOf(file.tensors);
    const auto form = diffusion::taesdFormOf(given.tensors);
    const auto namesInFile = [=](const weights::TensorMap& decoder) {
        std::map<std::string, std::string> names;
        for (const auto& [name, tensor] : decoder)
            names[name] = diffusion::taesdNameInFile(name, form);
        return names;
    };
    return checkPart(file, "TAESD preview decoder",
                     std::to_string(options.latent_channels) + " latent channels",
                     {[](const Weights& w) { diffusion::Taesd(diffusion::TaesdOptions(), w); },
                      [&](const Weights& w) { diffusion::Taesd(options, w); }},
                     namesInFile);
}

constexpr const char* usedFromFolder = "used from the folder of face models";

CheckpointPart checkParser(const TensorFile& file)
{
    const auto options = identity::biSeNetOptionsOf(Weights(file));
    return checkPart(file, "BiSeNet face parser",
                     std::to_string(options.classes) + " classes; " + usedFromFolder,
                     {[](const Weights& w) { identity::BiSeNet(w, identity::BiSeNetOptions()); },
                      [&](const Weights& w) { identity::BiSeNet(w, options); }});
}

CheckpointPart unchecked(const TensorFile& file, const std::string& kind,
                         const std::string& detail = "Likeness does not use this kind of file")
{
    CheckpointPart part = describePart(file, kind, detail);
    part.isChecked = false;
    return part;
}

// Trainers write an alpha for all layers or for none; a lost one would change how strong its layer is.
void reportLostAlphas(const TensorFile& file, CheckpointPart& part)
{
    std::set<std::string> layers, alphas;
    for (const auto& [tensor, values] : file.tensors)
        if (const auto name = weights::loraNameOf(tensor))
            (name->role == weights::LoraRole::alpha ? alphas : layers).insert(name->layer);
    if (2 * alphas.size() < layers.size())
        return;
    for (const std::string& layer : layers)
        if (!alphas.count(layer))
            part.missing.push_back(layer + ": alpha");
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
             return w.hasAnyBelow("up_blocks") && w.hasAnyBelow("time_embedding");
         },
         checkBareUnet},
        {[](const Weights& w) {
             return w.hasAnyBelow("input_blocks") && w.hasAnyBelow("output_blocks");
         },
         checkBareUnet},
        {[](const Weights& w) {
             return w.hasAnyBelow("decoder.up_blocks") || w.hasAnyBelow("decoder.up");
         },
         [](const TensorFile& file) { return checkBareVae(file); }},
        {[](const Weights& w) {
             return w.hasAnyBelow("text_model.encoder") || w.hasAnyBelow("encoder.layers.0.self_attn");
         },
         [](const TensorFile& file) { return checkText(file); }},

        {[](const Weights& w) { return w.hasAnyBelow("cp.resnet") && w.hasAnyBelow("ffm"); },
         checkParser},
        {[](const Weights& w) {
             return w.hasAnyBelow("module.body") && w.hasAnyBelow("module.BboxHead");
         },
         [](const TensorFile& file) { return unchecked(file, "RetinaFace face detector"); }},
    };
    return all;
}

} // namespace

CheckpointPart checkUnet(const TensorFile& file, const std::vector<diffusion::UnetOptions>& options,
                         const NamesInFile& namesInFile)
{
    // SD 1 and 2 have no added conditions, an inpainting model has nine channels in.
    const bool isSdxl = Weights(file).hasAnyBelow("add_embedding");
    std::vector<BuildModel> ways;
    for (const diffusion::UnetOptions& each : options)
        ways.push_back([&each](const Weights& w) { diffusion::Unet(each, w); });
    return checkPart(file, isSdxl ? "SDXL UNet" : "UNet without SDXL's added conditions",
                     "levels of " + joined(options.back().block_out_channels) +
                         " channels, text of width " +
                         std::to_string(options.back().cross_attention_dim),
                     ways, namesInFile);
}

CheckpointPart checkVae(const TensorFile& file, const NamesInFile& namesInFile)
{
    const auto options = diffusion::vaeOptionsOf(Weights(file));
    return checkPart(file, "SDXL VAE", std::to_string(options.latent_channels) + " latent channels",
                     {[](const Weights& w) { diffusion::Vae(diffusion::VaeOptions(), w); },
                      [&](const Weights& w) { diffusion::Vae(options, w); }},
                     namesInFile);
}

CheckpointPart checkText(const TensorFile& file, TextTower tower, const NamesInFile& namesInFile)
{
    auto options = text::clipTextOptionsOf(Weights(file));
    const auto published = options.hidden_size == text::sdxlNarrowTower().hidden_size
                               ? text::sdxlNarrowTower()
                               : text::sdxlWideTower();
    // A tower as wide as SDXL's second one has lost its projection, if it has none.
    const bool mustProject = tower == TextTower::second ||
                             options.hidden_size == text::sdxlWideTower().hidden_size;
    if (mustProject && !options.withProjection) {
        options.withProjection = true;
        options.projection_dim = options.hidden_size;
    }
    return checkPart(file, "CLIP text encoder",
                     std::to_string(options.num_hidden_layers) + " layers of width " +
                         std::to_string(options.hidden_size) +
                         (options.withProjection ? ", with projection" : ""),
                     {[&](const Weights& w) { text::ClipTextEncoder(w, published); },
                      [&](const Weights& w) { text::ClipTextEncoder(w, options); }},
                     namesInFile);
}

base::Result<CheckpointPart> checkFile(const TensorFile& file)
{
    if (weights::looksLikeLora(file)) {
        CheckpointPart part = describePart(file, "LoRA", "");
        reportLora(file, part);
        if (part.isChecked)
            reportLostAlphas(file, part);
        return part;
    }
    if (diffusion::looksLikeTaesdDecoder(file.tensors))
        return checkTaesd(file);
    if (diffusion::looksLikeTaesdEncoder(file.tensors))
        return unchecked(file, "TAESD preview encoder");
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

base::Result<CheckpointPart> checkGraph(const weights::OnnxGraph& graph)
{
    const auto recogniser = identity::arcFaceFromOnnx(graph);
    if (recogniser)
        return checkArcFace(*recogniser);
    const auto prelus = std::ranges::count(graph.nodes, "PRelu", &weights::OnnxNode::op);
    if (prelus > 20) // nothing else has so many: a face recogniser with something amiss
        return tl::unexpected(recogniser.error());
    const TensorFile file{graph.path, graph.initialisers, {}};
    const std::string other = "ONNX model of " + std::to_string(graph.nodes.size()) + " nodes";
    if (graph.outputs.size() != 9 && graph.outputs.size() != 12) // of SCRFD, of YuNet
        return unchecked(file, other);
    const auto network = identity::OnnxNetwork::from(graph);
    if (!network)
        return unchecked(file, other, network.error().message);
    const std::string finds = std::string("finds faces; ") + usedFromFolder;
    return identity::isScrfd(*network)   ? unchecked(file, "SCRFD face detector", finds)
           : identity::isYuNet(*network) ? unchecked(file, "YuNet face detector", finds)
                                         : unchecked(file, other);
}

base::Result<CheckpointPart> checkOnnx(const std::filesystem::path& path)
{
    const auto graph = weights::readOnnx(path);
    if (!graph)
        return tl::unexpected(graph.error());
    return checkGraph(*graph);
}

} // namespace likeness::generation
