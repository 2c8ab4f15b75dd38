#include "core/identity/Adapter.h"

namespace likeness::identity {

using base::ErrorCode;
using weights::Placement;
using weights::TensorFile;
using weights::TensorMap;
using weights::Weights;

namespace {

constexpr const char* encoderPart = "id_adapter";
constexpr const char* attentionPart = "id_adapter_attn_layers";

// Replaces `from` at the start (or the end) of `name` by `to`, if it is there.
bool replaceStart(std::string& name, std::string_view from, std::string_view to)
{
    if (name.compare(0, from.size(), from) != 0)
        return false;
    name.replace(0, from.size(), to);
    return true;
}

void replaceEnd(std::string& name, std::string_view from, std::string_view to)
{
    if (name.size() >= from.size() &&
        name.compare(name.size() - from.size(), from.size(), from) == 0)
        name.replace(name.size() - from.size(), from.size(), to);
}

base::Result<AdapterVersion> versionOf(const Weights& encoder)
{
    if (encoder.has("latents"))
        return AdapterVersion::v1_1;
    if (encoder.has("body.0.weight"))
        return AdapterVersion::v1;
    return base::fail(ErrorCode::wrongFormat,
                      "'" + encoder.path() +
                          "' is not a PuLID adapter: it has no identity encoder. Choose "
                          "pulid_v1.1.safetensors, pulid_v1.bin or an adapter trained here.");
}

std::variant<IdEncoder, IdFormer> makeEncoder(AdapterVersion version, const Weights& w)
{
    if (version == AdapterVersion::v1)
        return IdEncoder(w, idEncoderOptionsOf(w));
    return IdFormer(w, idFormerOptionsOf(w));
}

// The two views differ only in where their tensors go; each reports its own part.
base::Result<void> checkBoth(const Weights& encoder, const Weights& attention,
                             AdapterVersion version)
{
    weights::WeightsReport all = encoder.report();
    const weights::WeightsReport layers = attention.report();
    all.missing.insert(all.missing.end(), layers.missing.begin(), layers.missing.end());
    all.unexpected.insert(all.unexpected.end(), layers.unexpected.begin(), layers.unexpected.end());
    all.misshaped.insert(all.misshaped.end(), layers.misshaped.begin(), layers.misshaped.end());
    if (all.isClean())
        return {};
    return base::fail(ErrorCode::wrongFormat,
                      "'" + encoder.path() + "' does not fit as a PuLID " +
                          (version == AdapterVersion::v1 ? "v1" : "v1.1") +
                          " adapter: " + std::to_string(all.missing.size()) + " tensors missing, " +
                          std::to_string(all.unexpected.size()) + " unexpected, " +
                          std::to_string(all.misshaped.size()) +
                          " misshaped. The file may be damaged; fetch it again.",
                      all.text());
}

base::Error anotherModel(const std::string& why)
{
    return {ErrorCode::invalidInput,
            "The identity adapter was made for another model: " + why +
                ". Choose an adapter that belongs to it.",
            {}};
}

} // namespace

TensorMap inPulidsNames(const TensorMap& tensors)
{
    TensorMap result;
    for (const auto& [given, tensor] : tensors) {
        std::string name = given;
        replaceStart(name, "image_proj.", "id_adapter.");
        if (replaceStart(name, "ip_adapter.", "id_adapter_attn_layers.")) {
            replaceEnd(name, ".to_k_ip.weight", ".id_to_k.weight");
            replaceEnd(name, ".to_v_ip.weight", ".id_to_v.weight");
        }
        result.emplace(std::move(name), tensor);
    }
    return result;
}

IdAttentionSettings settingsOf(AdapterVersion version, Preset preset, double scale)
{
    switch (preset) {
    case Preset::fidelity:
        return {scale, version == AdapterVersion::v1 ? 8 : 20, Ortho::v2};
    case Preset::style:
        return {scale, 16, Ortho::v1};
    case Preset::neutral:
        break;
    }
    return {scale, 0, Ortho::none};
}

int64_t Adapter::conditionWidth() const
{
    return std::visit([](const auto& e) { return e.options.conditionWidth; }, encoder);
}

int64_t Adapter::evaWidth() const
{
    return std::visit([](const auto& e) { return e.options.evaWidth; }, encoder);
}

base::Result<Adapter> adapterFrom(TensorFile file, Placement encoder, Placement attention)
{
    file.tensors = inPulidsNames(file.tensors);
    return base::guarded([&]() -> base::Result<Adapter> {
        const Weights forEncoder(file, encoder);
        const Weights forAttention(file, attention);
        const auto version = versionOf(forEncoder / encoderPart);
        if (!version)
            return tl::unexpected(version.error());
        forEncoder.ignore(attentionPart);
        const Weights layers = forAttention / attentionPart;
        Adapter adapter{*version, makeEncoder(*version, forEncoder / encoderPart),
                        IdAttentionLayers(layers, idAttentionOptionsOf(layers))};
        if (const auto fits = checkBoth(forEncoder, layers, *version); !fits)
            return tl::unexpected(fits.error());
        if (const auto* former = std::get_if<IdFormer>(&adapter.encoder);
            former && former->options.depth % IdFormerOptions::scales != 0)
            return base::fail(ErrorCode::wrongFormat,
                              "'" + file.path + "' has an identity encoder of " +
                                  std::to_string(former->options.depth) +
                                  " layers, which five scales cannot share. The file may be "
                                  "damaged; fetch it again.");
        if (adapter.attention.layers.empty())
            return base::fail(
                ErrorCode::wrongFormat,
                "'" + file.path +
                    "' holds an identity encoder but no attention layers. The file may be "
                    "damaged; fetch it again.");
        return adapter;
    });
}

base::Result<void> checkFits(const Adapter& adapter, const diffusion::Unet& unet)
{
    const IdAttentionOptions needed = idAttentionOptionsFor(unet);
    if (adapter.tokenWidth() != needed.tokenWidth)
        return tl::unexpected(
            anotherModel("its tokens have " + std::to_string(adapter.tokenWidth()) +
                         " numbers, the model's " + std::to_string(needed.tokenWidth)));
    if (adapter.attention.options.layers != needed.layers)
        return tl::unexpected(anotherModel(
            "its attention layers (" + std::to_string(adapter.attention.options.layers.size()) +
            ") are not those of the model (" + std::to_string(needed.layers.size()) + ")"));
    return {};
}

base::Result<void> checkFits(const Adapter& adapter, const ArcFaceOptions& arcFace,
                             const EvaClipOptions& eva)
{
    if (adapter.conditionWidth() != arcFace.embedding + eva.embedding ||
        adapter.evaWidth() != eva.width)
        return tl::unexpected(anotherModel(
            "it reads face vectors of " + std::to_string(adapter.conditionWidth()) +
            " numbers and layers of " + std::to_string(adapter.evaWidth()) +
            ", the face encoders give " + std::to_string(arcFace.embedding + eva.embedding) +
            " and " + std::to_string(eva.width)));
    return {};
}

IdAttentionOptions idAttentionOptionsFor(const diffusion::Unet& unet)
{
    IdAttentionOptions options;
    options.tokenWidth = unet.options.cross_attention_dim;
    for (const auto& layer : unet.crossAttentionLayers())
        options.layers[layer.layer] = layer.channels;
    return options;
}

} // namespace likeness::identity
