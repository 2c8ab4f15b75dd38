#include "core/identity/Adapter.h"

#include "core/weights/Safetensors.h"
#include "core/weights/TorchPickle.h"
#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

#include <set>

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;
using weights::TensorFile;
using weights::Weights;

TensorFile readOrThrow(const std::string& name)
{
    const auto path = referenceFile(name);
    auto file =
        path.extension() == ".bin" ? weights::readTorchFile(path) : weights::readSafetensors(path);
    if (!file)
        throw std::runtime_error(file.error().message);
    return *file;
}

diffusion::Unet tinyUnet()
{
    const auto options = diffusion::UnetOptions::read(referenceFile("tiny-sdxl/unet/config.json"));
    if (!options)
        throw std::runtime_error(options.error().message);
    return {*options, Weights(readOrThrow("tiny-sdxl/unet/diffusion_pytorch_model.safetensors"))};
}

TEST(Adapter, versionOneOneIsFoundByItsNames)
{
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.1.safetensors");
    const auto adapter = adapterFrom(readOrThrow("tiny-pulid_v1.1.safetensors"), {}, {});
    ASSERT_TRUE(adapter) << adapter.error().message << adapter.error().context;
    EXPECT_EQ(adapter->version, AdapterVersion::v1_1);
    EXPECT_TRUE(std::holds_alternative<IdFormer>(adapter->encoder));
    EXPECT_FALSE(adapter->attention.layers.empty());
}

TEST(Adapter, allThatDoesNotFitIsReportedAtOnce)
{
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.1.safetensors");
    TensorFile file = readOrThrow("tiny-pulid_v1.1.safetensors");
    file.tensors.erase("id_adapter.proj_out");
    file.tensors.erase("id_adapter_attn_layers.1.id_to_v.weight");
    file.tensors["id_adapter.extra"] = at::zeros({1});
    const auto adapter = adapterFrom(file, {}, {});
    ASSERT_FALSE(adapter);
    EXPECT_EQ(adapter.error().code, base::ErrorCode::wrongFormat);
    EXPECT_NE(adapter.error().message.find("2 tensors missing, 1 unexpected, 0 misshaped"),
              std::string::npos)
        << adapter.error().message << adapter.error().context;
    EXPECT_NE(adapter.error().context.find("id_adapter_attn_layers.1.id_to_v.weight"),
              std::string::npos);
}

TEST(Adapter, anotherKindOfFileIsRefusedInOneSentence)
{
    TensorFile file{"unet.safetensors", {{"conv_in.weight", at::zeros({1})}}, {}};
    const auto adapter = adapterFrom(file, {}, {});
    ASSERT_FALSE(adapter);
    EXPECT_NE(adapter.error().message.find("'unet.safetensors' is not a PuLID adapter"),
              std::string::npos);
}

TEST(Adapter, theCommunitysNamesOfVersionOneAreRead)
{
    const IdEncoderOptions encoder{80, 48, 3, {56, 44}, 40, {36, 32}, 72};
    const IdAttentionOptions attention{72, {{1, 64}, {3, 128}}};
    const Weights fresh =
        Weights::fresh([](const std::string&, at::IntArrayRef shape) { return at::randn(shape); });
    IdEncoder(fresh / "image_proj", encoder);
    IdAttentionLayers(fresh / "attention", attention);
    TensorFile file;
    for (const auto& [name, tensor] : (fresh / "image_proj").taken())
        file.tensors["image_proj." + name] = tensor;
    for (const auto& [layer, width] : attention.layers)
        for (const std::string role : {"k", "v"})
            file.tensors["ip_adapter." + std::to_string(layer) + ".to_" + role + "_ip.weight"] =
                fresh.take("attention." + std::to_string(layer) + ".id_to_" + role + ".weight",
                           {width, 72});
    const auto adapter = adapterFrom(file, {}, {});
    ASSERT_TRUE(adapter) << adapter.error().message << adapter.error().context;
    EXPECT_EQ(adapter->version, AdapterVersion::v1);
    EXPECT_EQ(std::get<IdEncoder>(adapter->encoder).options, encoder);
    EXPECT_EQ(adapter->attention.options, attention);
    EXPECT_EQ(adapter->conditionWidth(), 80);
    EXPECT_EQ(adapter->evaWidth(), 48);
}

TEST(Adapter, presetsAreThoseOfTheReference)
{
    EXPECT_EQ(settingsOf(AdapterVersion::v1, Preset::fidelity),
              (IdAttentionSettings{0.8, 8, Ortho::v2}));
    EXPECT_EQ(settingsOf(AdapterVersion::v1, Preset::style),
              (IdAttentionSettings{0.8, 16, Ortho::v1}));
    EXPECT_EQ(settingsOf(AdapterVersion::v1_1, Preset::fidelity, 1.2),
              (IdAttentionSettings{1.2, 20, Ortho::v2}));
    EXPECT_EQ(settingsOf(AdapterVersion::v1, Preset::neutral),
              (IdAttentionSettings{0.8, 0, Ortho::none}));
}

TEST(Adapter, fitsItsOwnModelAndNoOther)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/unet/config.json");
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.1.safetensors");
    const diffusion::Unet unet = tinyUnet();
    auto adapter = adapterFrom(readOrThrow("tiny-pulid_v1.1.safetensors"), {}, {});
    ASSERT_TRUE(adapter);
    EXPECT_TRUE(checkFits(*adapter, unet));
    adapter->attention.options.layers.erase(1);
    const auto fits = checkFits(*adapter, unet);
    ASSERT_FALSE(fits);
    EXPECT_EQ(fits.error().code, base::ErrorCode::invalidInput);
}

// The whole UNet with identity attention in every layer: the order of the layers, and both rows.
TEST(Adapter, unetWithIdentityMatchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/unet/config.json");
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.bin");
    const diffusion::Unet unet = tinyUnet();
    const auto file = referenceCase("unet_with_id");
    const auto in = [&file](const std::string& name) { return file.tensors.at("in." + name); };
    const diffusion::UnetConditioning conditioning{in("encoder_hidden_states"), in("text_embeds"),
                                                   in("time_ids")};
    const auto predict = [&](diffusion::CrossAttentionExtension* extension) {
        diffusion::UnetCall call;
        call.extension = extension;
        return unet.forward(in("sample"), in("timestep"), conditioning, call);
    };
    const at::Tensor base = predict(nullptr);
    std::set<std::string> seen;
    for (const auto& setting : nlohmann::json::parse(file.metadata.at("settings"))) {
        const std::string version = setting.at("adapter");
        const bool isV1 = version == "v1";
        const auto adapter = adapterFrom(
            readOrThrow(isV1 ? "tiny-pulid_v1.bin" : "tiny-pulid_v1.1.safetensors"), {}, {});
        ASSERT_TRUE(adapter) << adapter.error().message;
        EXPECT_TRUE(checkFits(*adapter, unet));
        const std::string ortho = setting.at("ortho");
        const IdAttentionSettings settings{setting.at("id_scale"), setting.at("num_zero"),
                                           ortho == "v1"   ? Ortho::v1
                                           : ortho == "v2" ? Ortho::v2
                                                           : Ortho::none};
        std::vector<int64_t> rows;
        if (setting.at("id_embedding") == "given")
            rows = {0, 1};
        const at::Tensor tokens = in(isV1 ? "id_embedding_v1" : "id_embedding_v1_1");
        IdAttention attention(adapter->attention,
                              tokens.slice(0, 0, static_cast<int64_t>(rows.size())), rows,
                              settings);
        const at::Tensor eps = predict(&attention);
        const std::string output = setting.at("output");
        EXPECT_TRUE(
            isClose(eps, file.tensors.at("out." + output), toleranceOf(file, "out." + output)))
            << output;
        if (rows.empty() || settings.scale == 0) {
            EXPECT_TRUE(at::equal(eps, base)) << output;
        }
        seen.insert(version);
    }
    EXPECT_EQ(seen.size(), 2u);
}

// Identity off and on are rows of one batch: the rows that are off are the base model's, bit by
// bit.
TEST(Adapter, rowsThatAreOffAreTheBaseModelBitByBit)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/unet/config.json");
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.1.safetensors");
    const diffusion::Unet unet = tinyUnet();
    const auto file = referenceCase("unet_with_id");
    const auto twice = [&file](const std::string& name) {
        const at::Tensor& x = file.tensors.at("in." + name);
        return at::cat({x, x});
    };
    const auto adapter = adapterFrom(readOrThrow("tiny-pulid_v1.1.safetensors"), {}, {});
    ASSERT_TRUE(adapter);
    const diffusion::UnetConditioning conditioning{twice("encoder_hidden_states"),
                                                   twice("text_embeds"), twice("time_ids")};
    IdAttention attention(adapter->attention, file.tensors.at("in.id_embedding_v1_1"), {2, 3},
                          settingsOf(AdapterVersion::v1_1, Preset::fidelity));
    diffusion::UnetCall call;
    const at::Tensor base = unet.forward(twice("sample"), twice("timestep"), conditioning, call);
    call.extension = &attention;
    const at::Tensor pair = unet.forward(twice("sample"), twice("timestep"), conditioning, call);
    EXPECT_TRUE(at::equal(pair.slice(0, 0, 2), base.slice(0, 0, 2)));
    EXPECT_FALSE(at::allclose(pair.slice(0, 2), base.slice(0, 2)));
}

} // namespace
} // namespace likeness::identity
