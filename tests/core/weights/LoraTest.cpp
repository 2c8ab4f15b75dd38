// LoRA files: names, factors, fits, merges, and what damaged or hostile ones are refused with.
#include "core/weights/LoraMerge.h"

#include "core/weights/LoraNames.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"
#include "tests/core/weights/TemporaryFile.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <random>

namespace likeness::weights {
namespace {

using testing::bytesOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::isClose;
using ::testing::IsEmpty;
using testing::referenceCase;
using testing::referenceFile;
using testing::TemporaryFile;

constexpr const char* inputBlock =
    "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight";
constexpr const char* kohya =
    "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q";

// A model of a few tensors, with names as SDXL has them.
struct SmallModel {
    TensorFile unet{"unet",
                    {{"down_blocks.0.resnets.0.conv1.weight", at::randn({3, 3, 3, 3})},
                     {"down_blocks.0.resnets.1.conv1.weight", at::randn({3, 3, 3, 3})},
                     {"down_blocks.0.downsamplers.0.conv.weight", at::randn({3, 3, 3, 3})},
                     {"down_blocks.1.resnets.0.conv_shortcut.weight", at::randn({6, 3, 1, 1})},
                     {inputBlock, at::randn({6, 6})},
                     {"down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0.weight",
                      at::randn({6, 6})},
                     {"down_blocks.1.attentions.0.norm.weight", at::randn({6})}},
                    {}};
    TensorFile text{
        "text", {{"text_model.encoder.layers.0.mlp.fc1.weight", at::randn({8, 2})}}, {}};
    TensorFile text_2{"text_2",
                      {{"encoder.layers.0.mlp.fc1.weight", at::randn({8, 4})},
                       {"text_projection.weight", at::randn({5, 4})}},
                      {}};
    LoraBase base() const { return {unet.tensors, text.tensors, text_2.tensors}; }
};

TensorMap layer(const std::string& name, at::IntArrayRef down, at::IntArrayRef up)
{
    return {{name + ".lora_down.weight", at::randn(down)},
            {name + ".lora_up.weight", at::randn(up)}};
}

Lora loraOf(TensorMap tensors, std::map<std::string, std::string> metadata = {})
{
    const auto lora = usableLora({"some.safetensors", std::move(tensors), std::move(metadata)});
    EXPECT_TRUE(lora) << lora.error().message;
    return lora.value_or(Lora());
}

std::string refusal(TensorMap tensors, std::map<std::string, std::string> metadata = {})
{
    const auto lora = usableLora({"some.safetensors", std::move(tensors), std::move(metadata)});
    if (!lora)
        return lora.error().message;
    LoraPlan plan;
    const SmallModel model;
    const auto added = addLora(plan, *lora, model.base(), 1);
    return added ? "" : added.error().message;
}

// The UNet's tensors with one LoRA.
TensorMap merged(const SmallModel& model, const Lora& lora, double strength)
{
    LoraPlan plan;
    const auto added = addLora(plan, lora, model.base(), strength);
    EXPECT_TRUE(added) << added.error().message;
    TensorFile unet = model.unet;
    EXPECT_TRUE(mergeLoras(unet, plan.unet, {}));
    return unet.tensors;
}

TEST(Lora, AddsUpTimesDown)
{
    const SmallModel model;
    TensorMap file = layer(kohya, {2, 6}, {6, 2});
    file[std::string(kohya) + ".alpha"] = at::scalar_tensor(8.0, at::kHalf);
    const at::Tensor delta = at::matmul(file.at(std::string(kohya) + ".lora_up.weight"),
                                        file.at(std::string(kohya) + ".lora_down.weight"));
    const TensorMap result = merged(model, loraOf(file), 0.5);
    const at::Tensor& before = model.unet.tensors.at(inputBlock);
    EXPECT_TRUE(isClose(result.at(inputBlock), before + 0.5 * 8 / 2 * delta, 1e-5));
    EXPECT_FALSE(result.at(inputBlock).equal(before));
    EXPECT_TRUE(result.at("down_blocks.0.resnets.0.conv1.weight")
                    .is_same(model.unet.tensors.at("down_blocks.0.resnets.0.conv1.weight")))
        << "what has no change stays the file's own";
}

TEST(Lora, AddsToConvolutions)
{
    const SmallModel model;
    TensorMap file = layer("lora_unet_input_blocks_1_0_in_layers_2", {2, 3, 3, 3}, {3, 2, 1, 1});
    file.merge(layer("lora_unet_input_blocks_4_0_skip_connection", {1, 3}, {6, 1}));
    const auto at = [&](const char* name) { return file.at(name).flatten(1); };
    const TensorMap result = merged(model, loraOf(file), 1);
    const char* conv = "down_blocks.0.resnets.0.conv1.weight";
    EXPECT_TRUE(
        isClose(result.at(conv),
                model.unet.tensors.at(conv) +
                    at::matmul(at("lora_unet_input_blocks_1_0_in_layers_2.lora_up.weight"),
                               at("lora_unet_input_blocks_1_0_in_layers_2.lora_down.weight"))
                        .view({3, 3, 3, 3}),
                1e-5));
    const char* shortcut = "down_blocks.1.resnets.0.conv_shortcut.weight";
    EXPECT_EQ(result.at(shortcut).sizes(), (at::IntArrayRef{6, 3, 1, 1}));
    EXPECT_FALSE(result.at(shortcut).equal(model.unet.tensors.at(shortcut)));
}

TEST(Lora, StrengthZeroIsTheModelItself)
{
    const SmallModel model;
    const TensorMap result = merged(model, loraOf(layer(kohya, {2, 6}, {6, 2})), 0);
    for (const auto& [name, tensor] : model.unet.tensors)
        EXPECT_TRUE(result.at(name).is_same(tensor)) << name;
}

TEST(Lora, SeveralAddUpInAnyOrder)
{
    const SmallModel model;
    const Lora a = loraOf(layer(kohya, {2, 6}, {6, 2})), b = loraOf(layer(kohya, {3, 6}, {6, 3}));
    const auto both = [&](const Lora& first, double x, const Lora& second, double y) {
        LoraPlan plan;
        EXPECT_TRUE(addLora(plan, first, model.base(), x));
        EXPECT_TRUE(addLora(plan, second, model.base(), y));
        TensorFile unet = model.unet;
        EXPECT_TRUE(mergeLoras(unet, plan.unet, {}));
        return unet.tensors.at(inputBlock);
    };
    EXPECT_TRUE(isClose(both(a, 0.7, b, -0.4), both(b, -0.4, a, 0.7), 2e-6));
    EXPECT_TRUE(isClose(both(a, 0.7, a, -0.7), model.unet.tensors.at(inputBlock), 2e-6));
}

TEST(Lora, IsRoundedOnceToTheTypeAskedFor)
{
    SmallModel model;
    const Lora lora = loraOf(layer(kohya, {2, 6}, {6, 2}));
    for (auto& [name, tensor] : model.unet.tensors)
        tensor = tensor.to(at::kFloat8_e4m3fn); // as some checkpoints are stored
    LoraPlan plan;
    ASSERT_TRUE(addLora(plan, lora, model.base(), 1));
    TensorFile exact = model.unet, rounded = model.unet;
    ASSERT_TRUE(mergeLoras(exact, plan.unet, {at::kFloat, at::kCPU}));
    ASSERT_TRUE(mergeLoras(rounded, plan.unet, {at::kBFloat16, at::kCPU}));
    EXPECT_TRUE(
        rounded.tensors.at(inputBlock).equal(exact.tensors.at(inputBlock).to(at::kBFloat16)));
}

TEST(Lora, HasTheSameBitsWhereverWeightsWait)
{
    for (const auto stored : {at::kFloat, at::kHalf, at::kBFloat16, at::kFloat8_e4m3fn})
        for (const auto computed : {at::kFloat, at::kBFloat16, at::kHalf}) {
            SmallModel model;
            for (auto& [name, tensor] : model.unet.tensors)
                tensor = tensor.to(stored);
            LoraPlan plan;
            ASSERT_TRUE(addLora(plan, loraOf(layer(kohya, {2, 6}, {6, 2})), model.base(), 1));
            TensorFile ready = model.unet;
            ASSERT_TRUE(mergeLoras(ready, plan.unet, {computed, at::kCPU}));
            EXPECT_EQ(ready.tensors.at(inputBlock).scalar_type(), computed);
            for (const Residence residence : {Residence::asStored, Residence::host, Residence::int8}) {
                TensorFile waiting = model.unet;
                ASSERT_TRUE(mergeLoras(waiting, plan.unet, {computed, at::kCPU, residence}));
                EXPECT_TRUE(waiting.tensors.at(inputBlock).equal(ready.tensors.at(inputBlock)))
                    << stored << " computed in " << computed;
            }
        }
}

TEST(Lora, KnowsEveryGrammar)
{
    const std::string dotted = "down_blocks.1.attentions.0.transformer_blocks.0.attn1";
    const char* ends[][2] = {
        {".to_q.lora_A.weight", ".to_q.lora_B.weight"},
        {".to_q.lora_A.default.weight", ".to_q.lora_B.default.weight"},
        {".to_q.lora.down.weight", ".to_q.lora.up.weight"},
        {".processor.to_q_lora.down.weight", ".processor.to_q_lora.up.weight"},
        {".processor.to_out_lora.down.weight", ".processor.to_out_lora.up.weight"}};
    const SmallModel model;
    for (const std::string start :
         {"unet.", "base_model.model.", "base_model.model.unet.", "diffusion_model.", ""})
        for (const auto& [down, up] : ends) {
            const Lora lora = loraOf({{start + dotted + down, at::randn({2, 6})},
                                      {start + dotted + up, at::randn({6, 2})}});
            const LoraFit fit = fitLora(lora, model.base());
            EXPECT_THAT(fit.unmatched, IsEmpty()) << start << down;
            EXPECT_EQ(fit.changes.unet.size(), 1U);
        }
    for (const char* name :
         {"lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight",
          "lora_te1_encoder_layers_0_mlp_fc1.lora_down.weight",
          "text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_linear_layer.down.weight",
          "text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_A.weight"}) {
        const std::string down = name;
        std::string up = down;
        up.replace(up.rfind(down.ends_with("A.weight") ? "A.weight" : "down.weight"),
                   std::string::npos, down.ends_with("A.weight") ? "B.weight" : "up.weight");
        const LoraFit fit =
            fitLora(loraOf({{down, at::randn({2, 2})}, {up, at::randn({8, 2})}}), model.base());
        EXPECT_EQ(fit.changes.text.size(), 1U) << name;
    }
    const LoraFit second =
        fitLora(loraOf(layer("lora_te2_text_model_encoder_layers_0_mlp_fc1", {2, 4}, {8, 2})),
                model.base());
    EXPECT_EQ(second.changes.text_2.size(), 1U);
}

TEST(Lora, ReadsPeftsAlphas)
{
    const std::string first = "unet.down_blocks.1.attentions.0.proj_in",
                      other = "unet.mid_block.attentions.0.proj_in";
    const TensorMap file = {{first + ".lora_A.weight", at::ones({4, 2})},
                            {first + ".lora_B.weight", at::ones({2, 4})},
                            {other + ".lora_A.weight", at::ones({4, 2})},
                            {other + ".lora_B.weight", at::ones({2, 4})}};
    const auto factors = [&](const std::string& json) {
        const Lora lora = loraOf(file, {{"lora_adapter_metadata", json}});
        return std::pair(lora.layers.at(0).factor, lora.layers.at(1).factor);
    };
    using Pair = std::pair<double, double>;
    EXPECT_EQ(factors("{}"), Pair(1, 1));
    EXPECT_EQ(factors("no json"), Pair(1, 1));
    EXPECT_EQ(factors(R"({"unet.lora_alpha": 8})"), Pair(2, 2));
    EXPECT_EQ(factors(R"({"unet.lora_alpha": 8,
                          "unet.alpha_pattern": {"mid_block.attentions.0.proj_in": 2}})"),
              Pair(2, 0.5));
    EXPECT_EQ(factors(R"({"unet.lora_alpha": 8, "unet.use_rslora": true})"), Pair(4, 4));
    EXPECT_EQ(factors(R"({"text_encoder.lora_alpha": 8})"), Pair(1, 1));
    EXPECT_THAT(refusal(file, {{"lora_adapter_metadata", R"({"unet.use_dora": true})"}}),
                HasSubstr("is a DoRA"));
}

// PEFT's save_pretrained writes adapter_model.safetensors and adapter_config.json side by side.
TEST(Lora, ReadsPeftsConfigBesideTheFile)
{
    std::string pattern = (std::filesystem::temp_directory_path() / "likeness-peft-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    const std::string first = "base_model.model.down_blocks.1.attentions.0.proj_in",
                      other = "base_model.model.mid_block.attentions.0.proj_in";
    TensorMap file = {{first + ".lora_A.weight", at::ones({4, 2})},
                      {first + ".lora_B.weight", at::ones({2, 4})},
                      {other + ".lora_A.weight", at::ones({2, 2})},
                      {other + ".lora_B.weight", at::ones({2, 2})}};
    const auto factors = [&](const std::string& json, const TensorMap& tensors) {
        std::ofstream(folder / "adapter_config.json") << json;
        EXPECT_TRUE(writeSafetensors(folder / "adapter_model.safetensors", tensors));
        const auto lora = readLora(folder / "adapter_model.safetensors");
        EXPECT_TRUE(lora) << (lora ? "" : lora.error().message);
        return lora ? std::pair(lora->layers.at(0).factor, lora->layers.at(1).factor) : std::pair(0., 0.);
    };
    using Pair = std::pair<double, double>;
    const std::string ranks = R"("r": 4, "rank_pattern": {"mid_block.attentions.0.proj_in": 2})";
    EXPECT_EQ(factors("{" + ranks + R"(, "lora_alpha": 8})", file), Pair(2, 4));
    EXPECT_EQ(factors("{" + ranks + R"(, "lora_alpha": 8, "use_rslora": true})", file),
              Pair(4, 8 / std::sqrt(2.)));
    EXPECT_EQ(factors("{" + ranks + R"(, "lora_alpha": 8,
                       "alpha_pattern": {"mid_block.attentions.0.proj_in": 1}})", file),
              Pair(2, 0.5));
    EXPECT_EQ(factors(R"({"r": 4, "lora_alpha": 8})", file), Pair(1, 1)) << "another file's: its ranks differ";
    EXPECT_EQ(factors("no json", file), Pair(1, 1));
    EXPECT_EQ(factors(R"({"alpha_pattern": )" + std::string(900'000, '['), file), Pair(1, 1));
    EXPECT_EQ(factors("{" + ranks + R"(, "alpha_pattern": )" + std::string(400'000, '[') +
                          std::string(400'000, ']') + R"(, "lora_alpha": 8})",
                      file),
              Pair(2, 4));
    TensorMap withAlphas = file; // what the file says itself counts
    withAlphas[first + ".alpha"] = at::scalar_tensor(4.0);
    withAlphas[other + ".alpha"] = at::scalar_tensor(2.0);
    EXPECT_EQ(factors("{" + ranks + R"(, "lora_alpha": 8})", withAlphas), Pair(1, 1));
    std::ofstream(folder / "adapter_config.json") << "{" + ranks + R"(, "use_dora": true})";
    EXPECT_TRUE(writeSafetensors(folder / "adapter_model.safetensors", file));
    EXPECT_THAT(readLora(folder / "adapter_model.safetensors").error().message, HasSubstr("is a DoRA"));
    std::filesystem::remove_all(folder);
}

TEST(Lora, OtherKindsAreRefusedByName)
{
    const std::pair<const char*, const char*> kinds[] = {
        {".dora_scale", "DoRA"}, {".lora_magnitude_vector", "DoRA"}, {".hada_w1_a", "LoHa"},
        {".lokr_w1", "LoKr"},    {".lora_mid.weight", "Tucker"},     {".oft_blocks", "OFT"},
        {".diff", "differences"}};
    for (const auto& [ending, kind] : kinds) {
        TensorMap file = layer(kohya, {2, 6}, {6, 2});
        file[kohya + std::string(ending)] = at::ones({2, 2});
        const std::string sentence = refusal(file);
        EXPECT_THAT(sentence, HasSubstr(kind));
        EXPECT_THAT(sentence, HasSubstr("some.safetensors"));
    }
    EXPECT_THAT(refusal({{"a.hada_w1_a", at::ones({2})}}), HasSubstr("LoHa"));
    EXPECT_THAT(refusal({{"conv_in.weight", at::ones({2})}}), HasSubstr("is no LoRA"));
}

TEST(Lora, LorasOfOtherModelsAreRefused)
{
    EXPECT_THAT(refusal(layer("lora_unet_double_blocks_0_img_attn_proj", {2, 6}, {6, 2})),
                HasSubstr("FLUX"));
    EXPECT_THAT(refusal(layer("transformer.single_transformer_blocks.0.attn.to_q", {2, 6}, {6, 2})),
                HasSubstr("none of its 1 layers"));
    TensorMap old = layer("lora_te_text_model_encoder_layers_0_mlp_fc1", {2, 2}, {8, 2});
    EXPECT_THAT(refusal(old), HasSubstr("Stable Diffusion 1 or 2"));
    old.merge(layer(kohya, {2, 5}, {6, 2})); // a name that both have, of another width
    EXPECT_THAT(refusal(old), HasSubstr("Stable Diffusion 1 or 2"));
    EXPECT_THAT(refusal(old), HasSubstr("(is [6, 5, 1, 1], should be [6, 6, 1, 1])"));
}

TEST(Lora, WhatFitsNothingIsNamed)
{
    const SmallModel model;
    TensorMap file = layer(kohya, {2, 6}, {6, 2});
    file.merge(layer("lora_unet_down_blocks_7_conv", {2, 6}, {6, 2}));
    file.merge(layer("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q", {2, 6},
                     {6, 2})); // the same layer again
    file["cover"] = at::ones({3});
    LoraPlan plan;
    const auto unmatched = addLora(plan, loraOf(file), model.base(), 1);
    ASSERT_TRUE(unmatched);
    EXPECT_THAT(*unmatched,
                ElementsAre("lora_unet_down_blocks_7_conv",
                            "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q",
                            "cover"));
    EXPECT_EQ(plan.unet.at(inputBlock).size(), 1U);
}

TEST(Lora, HostileShapesAreRefused)
{
    const std::string name = kohya;
    const auto pair = [&](at::Tensor down, at::Tensor up) {
        return TensorMap{{name + ".lora_down.weight", std::move(down)},
                         {name + ".lora_up.weight", std::move(up)}};
    };
    const TensorMap damaged[] = {
        pair(at::zeros({0, 6}), at::zeros({6, 0})),
        pair(at::zeros({2}), at::zeros({6, 2})),
        pair(at::scalar_tensor(1.0), at::scalar_tensor(1.0)),
        pair(at::zeros({2, 6, 1}), at::zeros({6, 2})),
        pair(at::zeros({2, 6}), at::zeros({6, 3})),
        pair(at::zeros({2, 6}), at::zeros({6, 2, 3, 3})),
        pair(at::zeros({2, 6}, at::kInt), at::zeros({6, 2})),
        pair(at::zeros({2, 6}, at::kComplexFloat), at::zeros({6, 2})),
        {{name + ".lora_down.weight", at::zeros({2, 6})}},
    };
    for (const TensorMap& file : damaged)
        EXPECT_THAT(refusal(file), HasSubstr("is damaged"));
    TensorMap file = layer(name, {2, 6}, {6, 2});
    for (const at::Tensor& alpha :
         {at::zeros({2}), at::zeros({0}), at::full({}, std::numeric_limits<float>::quiet_NaN()),
          at::full({}, std::numeric_limits<float>::infinity())}) {
        file[name + ".alpha"] = alpha;
        EXPECT_THAT(refusal(file), HasSubstr("alpha"));
    }
    for (const auto& [down, up] :
         {std::pair<std::vector<int64_t>, std::vector<int64_t>>{{2, 4}, {6, 2}},
          {{2, 6}, {4, 2}},
          {{2, 6, 3, 3}, {6, 2}},
          {{2, 6, 1, 2}, {6, 2, 1, 1}},
          {{40, 36}, {1, 40}}})
        EXPECT_THAT(refusal(layer(name, down, up)), HasSubstr("other shapes"));
}

TEST(Lora, NumbersThatAreNoneAreRefusedAndTheModelStays)
{
    const SmallModel model;
    TensorMap file = layer(kohya, {2, 6}, {6, 2});
    file.at(std::string(kohya) + ".lora_up.weight")[3][1] = NAN;
    LoraPlan plan;
    ASSERT_TRUE(addLora(plan, loraOf(file), model.base(), 1));
    TensorFile unet = model.unet;
    const auto done = mergeLoras(unet, plan.unet, {});
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr(kohya));
    EXPECT_TRUE(unet.tensors.at(inputBlock).is_same(model.unet.tensors.at(inputBlock)));
}

TEST(Lora, MergingCanBeCancelled)
{
    const SmallModel model;
    LoraPlan plan;
    ASSERT_TRUE(addLora(plan, loraOf(layer(kohya, {2, 6}, {6, 2})), model.base(), 1));
    std::stop_source stop;
    stop.request_stop();
    TensorFile unet = model.unet;
    EXPECT_EQ(mergeLoras(unet, plan.unet, {}, stop.get_token()).error().code,
              base::ErrorCode::cancelled);
}

TEST(Lora, DamagedFilesNeverDoMoreThanFail)
{
    TensorMap tensors = layer(kohya, {2, 6}, {6, 2});
    tensors[std::string(kohya) + ".alpha"] = at::ones({});
    const TemporaryFile whole;
    ASSERT_TRUE(writeSafetensors(whole.path(), tensors));
    const std::string bytes = bytesOf(whole.path());
    const SmallModel model;
    std::mt19937 random(5);
    size_t refused = 0;
    for (int i = 0; i < 400; ++i) {
        std::string copy = bytes;
        if (i % 4 == 0)
            copy.resize(random() % copy.size());
        else
            for (int k = 0; k < 3; ++k)
                copy[random() % copy.size()] = static_cast<char>(random());
        const TemporaryFile file(copy);
        const auto lora = readLora(file.path());
        LoraPlan plan;
        TensorFile unet = model.unet;
        const bool fine =
            lora && addLora(plan, *lora, model.base(), 1) && mergeLoras(unet, plan.unet, {});
        refused += !fine;
        if (!lora) {
            EXPECT_THAT(lora.error().message, HasSubstr(file.path().string()));
        }
    }
    EXPECT_GT(refused, 200U);
}

TEST(Lora, MergedWeightsAreTheReferences)
{
    LIKENESS_NEEDS_REFERENCE("cases/lora.safetensors");
    const auto unet = readModelFolder(referenceFile("tiny-sdxl/unet"), "diffusion_pytorch_model");
    ASSERT_TRUE(unet);
    const TensorMap none;
    const auto file = referenceCase("lora");
    size_t compared = 0;
    for (const auto& [name, wanted] : file.tensors) {
        // out.FILE.scaleS.weight.MODULE
        const size_t scale = name.find(".scale"), weight = name.find(".weight.");
        if (weight == std::string::npos)
            continue;
        const std::string source = name.substr(4, scale - 4);
        const double strength = std::stod(name.substr(scale + 6, weight - scale - 6));
        const auto lora = readLora(referenceFile(source + ".safetensors"));
        ASSERT_TRUE(lora) << lora.error().message;
        LoraPlan plan;
        const auto added = addLora(plan, *lora, {unet->tensors, none, none}, strength);
        ASSERT_TRUE(added) << added.error().message;
        const std::string tensor = name.substr(weight + 8) + ".weight";
        LoraChanges one;
        one[tensor] = plan.unet.at(tensor);
        TensorFile part = *unet;
        ASSERT_TRUE(mergeLoras(part, one, {}));
        EXPECT_TRUE(isClose(part.tensors.at(tensor), wanted, 1e-6)) << name;
        ++compared;
    }
    EXPECT_GE(compared, 20U);
}

} // namespace
} // namespace likeness::weights
