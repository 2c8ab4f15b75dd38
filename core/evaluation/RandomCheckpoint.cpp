#include "core/evaluation/RandomCheckpoint.h"

#include "core/base/Folders.h"
#include "core/base/AtomicFile.h"
#include "core/diffusion/NoiseSchedule.h"
#include "core/diffusion/Vae.h"
#include "core/evaluation/ArcFaceOnnxWriter.h"
#include "core/evaluation/OriginalLayout.h"
#include "core/evaluation/RandomTensors.h"
#include "core/identity/Adapter.h"
#include "core/text/ClipTextEncoder.h"
#include "core/text/ClipTokenizer.h"
#include "core/weights/TorchWriter.h"

#include <nlohmann/json.hpp>

namespace likeness::evaluation {

using base::ErrorCode;
using base::Result;
using weights::TensorDescription;
using weights::Weights;
namespace fs = std::filesystem;

namespace {

text::ClipTextOptions narrowText()
{
    text::ClipTextOptions o;
    o.hidden_size = 768;
    o.intermediate_size = 3072;
    o.projection_dim = 768;
    o.num_attention_heads = 12;
    return o;
}

text::ClipTextOptions wideText()
{
    text::ClipTextOptions o;
    o.hidden_size = 1280;
    o.intermediate_size = 5120;
    o.projection_dim = 1280;
    o.num_hidden_layers = 32;
    o.num_attention_heads = 20;
    o.hidden_act = text::Activation::gelu;
    o.withProjection = true;
    return o;
}

// Makes tensors as a writer asks for them, and tells how far it is.
class Maker {
public:
    Maker(std::uint64_t seed, const base::ProgressSink& progress, const std::stop_token& stop)
        : m_seed(seed), m_progress(progress), m_stop(stop)
    {
    }

    // To be told once, before anything is made.
    void expect(const std::vector<TensorDescription>& tensors)
    {
        for (const auto& tensor : tensors)
            m_whole += static_cast<double>(c10::multiply_integers(tensor.shape));
    }

    Result<at::Tensor> operator()(const TensorDescription& tensor)
    {
        if (m_stop.stop_requested())
            return base::fail(ErrorCode::cancelled, "Cancelled.");
        at::Tensor made = randomTensor(tensor, m_seed);
        m_done += static_cast<double>(made.numel());
        if (m_progress)
            m_progress({"Writing random weights", std::min(1.0, m_done / std::max(m_whole, 1.0)), -1});
        return made;
    }

private:
    const std::uint64_t m_seed;
    const base::ProgressSink& m_progress;
    const std::stop_token& m_stop;
    double m_done = 0, m_whole = 0;
};

SdxlTensors sdxlTensors()
{
    return {tensorsOf([](const Weights& w) { diffusion::Unet(diffusion::UnetOptions(), w); }),
            tensorsOf([](const Weights& w) { diffusion::Vae(diffusion::VaeOptions(), w); }),
            tensorsOf([](const Weights& w) { text::ClipTextEncoder(w, narrowText()); }),
            tensorsOf([](const Weights& w) { text::ClipTextEncoder(w, wideText()); })};
}

std::string modelIndex()
{
    const auto part = [](const char* library, const char* name) {
        return nlohmann::ordered_json::array({library, name});
    };
    return nlohmann::ordered_json{
               {"_class_name", "StableDiffusionXLPipeline"},
               {"_diffusers_version", "0.30.0"},
               {"force_zeros_for_empty_prompt", true},
               {"scheduler", part("diffusers", "EulerDiscreteScheduler")},
               {"text_encoder", part("transformers", "CLIPTextModel")},
               {"text_encoder_2", part("transformers", "CLIPTextModelWithProjection")},
               {"tokenizer", part("transformers", "CLIPTokenizer")},
               {"tokenizer_2", part("transformers", "CLIPTokenizer")},
               {"unet", part("diffusers", "UNet2DConditionModel")},
               {"vae", part("diffusers", "AutoencoderKL")}}
               .dump(2) +
           "\n";
}

Result<void> writeSdxlFolder(const RandomCheckpointOptions& options, const fs::path& folder, Maker& make)
{
    auto tokenizer = text::ClipTokenizer::read(options.vocabulary);
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto tokenizer_2 = tokenizer->withPadding("!");
    if (!tokenizer_2)
        return tl::unexpected(tokenizer_2.error());
    std::error_code ignored;
    for (const char* part : {"unet", "vae", "text_encoder", "text_encoder_2", "scheduler", "tokenizer", "tokenizer_2"})
        fs::create_directories(folder / part, ignored);
    const SdxlTensors tensors = sdxlTensors();
    for (const auto* part : {&tensors.unet, &tensors.vae, &tensors.text, &tensors.text_2})
        make.expect(*part);
    const std::pair<const char*, std::string> texts[] = {
        {"model_index.json", modelIndex()},
        {"unet/config.json", diffusion::UnetOptions().json()},
        {"vae/config.json", diffusion::VaeOptions().json()},
        {"text_encoder/config.json", narrowText().json()},
        {"text_encoder_2/config.json", wideText().json()},
        {"scheduler/scheduler_config.json", diffusion::NoiseScheduleOptions().json()}};
    for (const auto& [file, content] : texts)
        if (auto done = base::writeFileAtomically(folder / file, std::string_view(content)); !done)
            return done;
    const std::pair<const char*, const std::vector<TensorDescription>*> parts[] = {
        {"unet/diffusion_pytorch_model.fp16.safetensors", &tensors.unet},
        {"vae/diffusion_pytorch_model.fp16.safetensors", &tensors.vae},
        {"text_encoder/model.fp16.safetensors", &tensors.text},
        {"text_encoder_2/model.fp16.safetensors", &tensors.text_2}};
    for (const auto& [file, list] : parts)
        if (auto done = weights::writeSafetensors(folder / file, *list, std::ref(make), {{"format", "pt"}}); !done)
            return done;
    if (auto done = tokenizer->write(folder / "tokenizer"); !done)
        return done;
    return tokenizer_2->write(folder / "tokenizer_2");
}

Result<void> writeSdxlFile(const fs::path& file, Maker& make)
{
    const SdxlTensors tensors = sdxlTensors();
    for (const auto* part : {&tensors.unet, &tensors.vae, &tensors.text, &tensors.text_2})
        make.expect(*part);
    return writeInOriginalLayout(file, tensors, [&](const auto&, const TensorDescription& one) { return make(one); });
}

// The tensors of an adapter with the encoder that `build` makes.
std::vector<TensorDescription> adapterTensors(const std::function<void(const Weights&)>& encoder)
{
    const diffusion::Unet unet(
        diffusion::UnetOptions(),
        Weights::fresh([](const std::string&, at::IntArrayRef shape) { return at::zeros({1}).expand(shape); }));
    return tensorsOf([&](const Weights& w) {
        encoder(w / "id_adapter");
        identity::IdAttentionLayers(w / "id_adapter_attn_layers", identity::idAttentionOptionsFor(unet));
    });
}

Result<void> writeEva(const fs::path& file, Maker& make)
{
    const auto tensors = tensorsOf([](const Weights& w) { identity::EvaClip(w, identity::EvaClipOptions()); });
    make.expect(tensors);
    return weights::writeTorchFile(file, tensors, std::ref(make));
}

Result<fs::path> write(const RandomCheckpointOptions& options, Maker make)
{
    const auto at = [&](const char* name) { return options.folder / name; };
    const auto done = [](const fs::path& path, const Result<void>& written) -> Result<fs::path> {
        if (!written)
            return tl::unexpected(written.error());
        return path;
    };
    switch (options.kind) {
    case RandomKind::sdxl:
        return done(at("sdxl"), writeSdxlFolder(options, at("sdxl"), make));
    case RandomKind::sdxlSingle:
        return done(at("sdxl.safetensors"), writeSdxlFile(at("sdxl.safetensors"), make));
    case RandomKind::pulidV1: {
        const auto tensors = adapterTensors([](const Weights& w) { identity::IdEncoder(w, {}); });
        make.expect(tensors);
        return done(at("pulid_v1.bin"), weights::writeTorchFile(at("pulid_v1.bin"), tensors, std::ref(make)));
    }
    case RandomKind::pulidV1_1: {
        const auto tensors = adapterTensors([](const Weights& w) { identity::IdFormer(w, {}); });
        make.expect(tensors);
        return done(at("pulid_v1.1.safetensors"),
                    weights::writeSafetensors(at("pulid_v1.1.safetensors"), tensors, std::ref(make)));
    }
    case RandomKind::eva:
        return done(at("EVA02_CLIP_L_336_psz14_s6B.pt"), writeEva(at("EVA02_CLIP_L_336_psz14_s6B.pt"), make));
    case RandomKind::arcFace:
        return done(at("glintr100.onnx"), writeArcFaceOnnx(at("glintr100.onnx"), std::ref(make)));
    }
    return base::fail(ErrorCode::internal, "A kind of checkpoint was forgotten.");
}

} // namespace

const std::vector<std::pair<std::string, RandomKind>>& randomKinds()
{
    static const std::vector<std::pair<std::string, RandomKind>> kinds = {
        {"sdxl", RandomKind::sdxl},        {"sdxl-single", RandomKind::sdxlSingle},
        {"pulid-v1", RandomKind::pulidV1}, {"pulid-v1.1", RandomKind::pulidV1_1},
        {"eva", RandomKind::eva},          {"arcface", RandomKind::arcFace}};
    return kinds;
}

Result<fs::path> makeRandomCheckpoint(const RandomCheckpointOptions& options, const base::ProgressSink& progress,
                                      const std::stop_token& stop)
{
    if (auto made = base::makeFolder(options.folder); !made)
        return tl::unexpected(made.error());
    return base::guarded([&] { return write(options, Maker(options.seed, progress, stop)); });
}

} // namespace likeness::evaluation
