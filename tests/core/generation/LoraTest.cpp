// LoRAs and SDXL-Lightning's files through the public loaders, on the tiny reference model.
#include "core/generation/Pipeline.h"

#include "core/generation/CheckpointReport.h"
#include "core/generation/ModelStore.h"
#include "core/weights/LoraMerge.h"
#include "core/weights/LoraNames.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/OriginalNames.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace likeness::generation {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::isClose;
using ::testing::IsEmpty;
using testing::referenceCase;
using testing::referenceFile;
using weights::TensorFile;
using weights::TensorMap;

constexpr const char* kohyaFile = "tiny-lightning-lora.safetensors";
constexpr const char* sgmFile = "tiny-lora-sgm-names.safetensors";
constexpr const char* unetFile = "tiny-lightning-unet.safetensors";
constexpr const char* unetOfFolder = "unet/diffusion_pytorch_model.safetensors";

class LoraTest : public ::testing::Test {
protected:
    void SetUp() override
    {
        for (const char* name : {"tiny-sdxl/text_encoder/model.safetensors", kohyaFile, sgmFile,
                                 unetFile, "tiny-sdxl-single-file.safetensors"})
            LIKENESS_NEEDS_REFERENCE(name);
        std::string pattern = (fs::temp_directory_path() / "likeness-lora-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    void TearDown() override
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    fs::path write(const std::string& name, const TensorMap& tensors) const
    {
        const fs::path path = folder / name;
        EXPECT_TRUE(weights::writeSafetensors(path, tensors));
        return path;
    }

    fs::path folder;
    const c10::InferenceMode inference;
};

ModelChoice tiny(const std::vector<LoraChoice>& loras = {}, const std::string& lightning = {})
{
    ModelChoice choice;
    choice.model = referenceFile("tiny-sdxl");
    choice.vocabulary = referenceFile("tiny-sdxl/tokenizer");
    choice.loras = loras;
    choice.lightning = lightning;
    return choice;
}

LoraChoice lora(const fs::path& file, double strength = 1)
{
    return {file.string(), strength};
}

std::shared_ptr<const DiffusionModel> load(const ModelChoice& choice)
{
    auto model = loadDiffusionModel(choice, {}, {});
    EXPECT_TRUE(model) << (model ? "" : model.error().message);
    return model ? *model : nullptr;
}

images::Image paintWith(const ModelChoice& choice, int steps = 2)
{
    const auto model = load(choice);
    if (!model)
        return {};
    const auto prompts = encodePrompts(*model, {"a woman, smiling", "a woman, smiling"}, {});
    PaintSettings settings{.width = 64, .height = 64, .guidance = 2, .seed = 5};
    const auto latents = paint(
        *model, prompts, settings,
        [&] { return std::move(*diffusion::makeSampler("euler", model->schedule, steps)); },
        {IdentityUse()}, [](const PaintStep&) {}, {});
    return toImage(decodeLatents(*model, latents.at(0)));
}

int largestDifference(const images::Image& a, const images::Image& b)
{
    EXPECT_EQ(a.rgb.size(), b.rgb.size());
    EXPECT_FALSE(a.rgb.empty());
    int most = 0;
    for (size_t i = 0; i < std::min(a.rgb.size(), b.rgb.size()); ++i)
        most = std::max(most, std::abs(int(a.rgb[i]) - int(b.rgb[i])));
    return most;
}

TensorFile read(const fs::path& path)
{
    auto file = weights::readTensorFile(path);
    EXPECT_TRUE(file) << (file ? "" : file.error().message);
    return file.value_or(TensorFile());
}

// Any of the three parts of tiny-sdxl.
TensorMap tinyPart(const std::string& name)
{
    const auto file = weights::readModelFolder(
        referenceFile("tiny-sdxl/" + name), name == "unet" ? "diffusion_pytorch_model" : "model");
    EXPECT_TRUE(file);
    return file ? file->tensors : TensorMap();
}

// The file's LoRA in PEFT's names; alphas are multiplied into the upper matrices.
TensorMap inPeftsNames(const std::string& name)
{
    const auto given = weights::readLora(referenceFile(name));
    EXPECT_TRUE(given);
    const std::pair<const char*, weights::LoraModules> parts[] = {
        {"unet.", weights::loraModulesOf(weights::LoraPart::unet, tinyPart("unet"))},
        {"text_encoder.",
         weights::loraModulesOf(weights::LoraPart::text, tinyPart("text_encoder"))},
        {"text_encoder_2.",
         weights::loraModulesOf(weights::LoraPart::text_2, tinyPart("text_encoder_2"))}};
    TensorMap tensors;
    for (const weights::LoraLayer& layer : given->layers) {
        const auto& [prefix, modules] = parts[static_cast<size_t>(*layer.part)];
        const std::string tensor = modules.at(layer.module);
        const std::string module = prefix + tensor.substr(0, tensor.rfind(".weight"));
        tensors[module + ".lora_A.weight"] = layer.down;
        tensors[module + ".lora_B.weight"] = layer.up.to(at::kFloat) * layer.factor;
    }
    return tensors;
}

// tiny-sdxl with the LoRA in its files.
fs::path mergedFolder(const fs::path& folder, const std::string& name)
{
    const fs::path model = folder / "merged";
    fs::copy(referenceFile("tiny-sdxl"), model, fs::copy_options::recursive);
    const auto given = weights::readLora(referenceFile(name));
    EXPECT_TRUE(given);
    TensorFile unet{"", tinyPart("unet"), {}}, text{"", tinyPart("text_encoder"), {}},
        text_2{"", tinyPart("text_encoder_2"), {}};
    weights::LoraPlan plan;
    EXPECT_TRUE(weights::addLora(plan, *given, {unet.tensors, text.tensors, text_2.tensors}, 1));
    const auto put = [&](TensorFile& part, const weights::LoraChanges& changes,
                         const std::string& file) {
        EXPECT_TRUE(weights::mergeLoras(part, changes, {}));
        fs::permissions((model / file).parent_path(), fs::perms::owner_all);
        fs::remove(model / file);
        EXPECT_TRUE(weights::writeSafetensors(model / file, part.tensors));
    };
    put(unet, plan.unet, unetOfFolder);
    put(text, plan.text, "text_encoder/model.safetensors");
    put(text_2, plan.text_2, "text_encoder_2/model.safetensors");
    return model;
}

// The whole checkpoint of tiny-sdxl under the original names, with another UNet.
TensorMap wholeCheckpoint(const TensorMap& unet)
{
    TensorMap tensors = read(referenceFile("tiny-sdxl-single-file.safetensors")).tensors;
    for (const auto& [name, original] : weights::originalUnetNames(unet))
        tensors.at("model.diffusion_model." + original) = unet.at(name);
    return tensors;
}

TEST_F(LoraTest, UnetAndTextEncodersAreTheReferences)
{
    LIKENESS_NEEDS_REFERENCE("cases/lora.safetensors");
    const TensorFile file = referenceCase("lora");
    const auto in = [&](const char* name) { return file.tensors.at(std::string("in.") + name); };
    size_t compared = 0;
    for (const auto& [name, wanted] : file.tensors) {
        // out.FILE.scaleS.PART…, out.base.unet
        if (!name.starts_with("out.") || name.find(".weight.") != std::string::npos)
            continue;
        SCOPED_TRACE(name);
        const size_t scale = name.find(".scale");
        std::vector<LoraChoice> loras;
        std::string what = name.substr(name.find('.', 4) + 1);
        if (scale != std::string::npos) {
            const std::string rest = name.substr(scale + 6); // "0.6.unet"
            const size_t end = rest.find('.', rest.find('.') + 1);
            loras = {lora(referenceFile(name.substr(4, scale - 4) + ".safetensors"),
                          std::stod(rest.substr(0, end)))};
            what = rest.substr(end + 1);
        }
        const auto model = load(tiny(loras));
        ASSERT_TRUE(model);
        EXPECT_THAT(model->notes, IsEmpty());
        at::Tensor got;
        if (what == "unet")
            got = model->unet.forward(
                in("sample"), in("timestep"),
                {in("encoder_hidden_states"), in("text_embeds"), in("time_ids")});
        else if (what.starts_with("te1_"))
            got = model->text.text_encoder.forward(in("ids_1")).hidden_states.end()[-2];
        else
            got = what.ends_with("text_embeds")
                      ? model->text.text_encoder_2.forward(in("ids_2")).text_embeds
                      : model->text.text_encoder_2.forward(in("ids_2")).hidden_states.end()[-2];
        EXPECT_TRUE(isClose(got, wanted, 1e-4));
        ++compared;
    }
    EXPECT_GE(compared, 8U);
}

TEST_F(LoraTest, KohyaPeftAndMergedMakeTheSamePicture)
{
    const images::Image base = paintWith(tiny());
    for (const char* name : {kohyaFile, sgmFile}) {
        SCOPED_TRACE(name);
        const images::Image kohya = paintWith(tiny({lora(referenceFile(name))}));
        EXPECT_GT(largestDifference(kohya, base), 2) << "the LoRA shows";
        const fs::path peft = write("peft.safetensors", inPeftsNames(name));
        EXPECT_LE(largestDifference(kohya, paintWith(tiny({lora(peft)}))), 1);
        ModelChoice merged = tiny();
        merged.model = mergedFolder(folder, name);
        EXPECT_LE(largestDifference(kohya, paintWith(merged)), 1);
        if (name == std::string(kohyaFile)) { // it changes the UNet only
            merged.model = write("whole.safetensors",
                                 wholeCheckpoint(read(merged.model / unetOfFolder).tensors));
            EXPECT_LE(largestDifference(kohya, paintWith(merged)), 1);
        }
        fs::remove_all(folder / "merged");
    }
}

// Of models that are stored in few digits, as real ones are.
TEST_F(LoraTest, WhereWeightsWaitDecidesNoBit)
{
    const fs::path model = folder / "small";
    fs::copy(referenceFile("tiny-sdxl"), model, fs::copy_options::recursive);
    fs::permissions((model / unetOfFolder).parent_path(), fs::perms::owner_all);
    for (const auto& [stored, type] :
         {std::pair{at::kHalf, at::kFloat}, {at::kHalf, at::kBFloat16}, {at::kFloat8_e4m3fn, at::kFloat}}) {
        TensorMap unet = tinyPart("unet");
        for (auto& [name, tensor] : unet)
            tensor = tensor.to(stored);
        fs::remove(model / unetOfFolder);
        ASSERT_TRUE(weights::writeSafetensors(model / unetOfFolder, unet));
        const auto painted = [&](weights::Residence residence, bool withLora) {
            ModelChoice choice = tiny();
            if (withLora)
                choice.loras = {lora(referenceFile(kohyaFile), 0.7)};
            choice.model = model;
            choice.placement = {type, at::kCPU, residence};
            return paintWith(choice, 1);
        };
        for (const bool withLora : {true, false}) {
            const images::Image whole = painted(weights::Residence::ready, withLora);
            EXPECT_EQ(painted(weights::Residence::host, withLora), whole) << stored << type;
            EXPECT_EQ(painted(weights::Residence::asStored, withLora), whole) << stored << type;
        }
        EXPECT_NE(painted(weights::Residence::host, true), painted(weights::Residence::host, false));
    }
}

TEST_F(LoraTest, StrengthZeroIsTheBaseBitForBit)
{
    const images::Image base = paintWith(tiny());
    EXPECT_EQ(
        base.rgb,
        paintWith(tiny({lora(referenceFile(kohyaFile), 0), lora(referenceFile(sgmFile), 0)})).rgb);
}

TEST_F(LoraTest, TheOrderOfTwoDoesNotMatter)
{
    const LoraChoice a = lora(referenceFile(kohyaFile), 0.7), b = lora(referenceFile(sgmFile), 0.4);
    const images::Image both = paintWith(tiny({a, b}));
    EXPECT_LE(largestDifference(both, paintWith(tiny({b, a}))), 1);
    EXPECT_GT(largestDifference(both, paintWith(tiny({a}))), 2);
    EXPECT_GT(largestDifference(both, paintWith(tiny({b}))), 2);
}

TEST_F(LoraTest, LightningIsAUnetOrAWholeCheckpoint)
{
    const std::string bare = referenceFile(unetFile).string();
    const TensorMap unet = read(bare).tensors;
    TensorMap original;
    for (const auto& [name, before] : weights::originalUnetNames(unet))
        original[before] = unet.at(name);
    const std::string renamed = write("sgm.safetensors", original).string();
    const std::string whole = write("whole.safetensors", wholeCheckpoint(unet)).string();
    for (const auto& [steps, other] : {std::pair{2, renamed}, {4, whole}, {8, whole}})
        EXPECT_EQ(paintWith(tiny({}, bare), steps).rgb, paintWith(tiny({}, other), steps).rgb)
            << steps;
}

TEST_F(LoraTest, LightningIsALora)
{
    const std::string kohya = referenceFile(kohyaFile).string();
    const std::string peft = write("peft.safetensors", inPeftsNames(kohyaFile)).string();
    const auto model = load(tiny({}, kohya));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->schedule.options.timestep_spacing, diffusion::TimestepSpacing::trailing);
    ModelChoice merged = tiny({}, (mergedFolder(folder, kohyaFile) / unetOfFolder).string());
    for (const auto& [steps, other] :
         {std::pair{2, tiny({}, peft)}, {4, merged}, {8, tiny({}, peft)}})
        EXPECT_LE(largestDifference(paintWith(tiny({}, kohya), steps), paintWith(other, steps)), 1)
            << steps;
    // With a style on top.
    const images::Image styled = paintWith(tiny({lora(referenceFile(sgmFile))}, kohya));
    EXPECT_GT(largestDifference(styled, paintWith(tiny({}, kohya))), 2);
}

TEST_F(LoraTest, OnlyTheHeaderTellsThatTheSampleIsPredicted)
{
    const TensorMap unet = read(referenceFile(unetFile)).tensors;
    const auto predictionOf = [&](const std::map<std::string, std::string>& metadata) {
        const fs::path path = folder / "one-step.safetensors";
        EXPECT_TRUE(weights::writeSafetensors(path, unet, metadata));
        const auto model = load(tiny({}, path.string()));
        return model->schedule.options.prediction_type;
    };
    EXPECT_EQ(predictionOf({}), diffusion::PredictionType::epsilon);
    EXPECT_EQ(predictionOf({{"modelspec.prediction_type", "sample"}}),
              diffusion::PredictionType::sample);
}

TEST_F(LoraTest, MistakesAreOneSentence)
{
    const auto complaint = [](const ModelChoice& choice) {
        const auto model = loadDiffusionModel(choice, {}, {});
        return model ? "" : model.error().message;
    };
    const fs::path flux = write(
        "flux.safetensors", {{"lora_unet_double_blocks_0_x.lora_up.weight", at::ones({4, 2})},
                             {"lora_unet_double_blocks_0_x.lora_down.weight", at::ones({2, 4})}});
    EXPECT_THAT(complaint(tiny({lora(flux)})), HasSubstr("FLUX"));
    EXPECT_THAT(complaint(tiny({lora(referenceFile(unetFile))})), HasSubstr("is no LoRA"));
    EXPECT_THAT(complaint(tiny({lora(folder / "gone.safetensors")})), HasSubstr("gone"));
    EXPECT_THAT(complaint(tiny({lora(folder)})), HasSubstr("is a folder"));
    EXPECT_THAT(complaint(tiny({}, referenceFile("tiny-vae-ldm.safetensors").string())),
                HasSubstr("neither a UNet nor a LoRA"));
    // A LoRA for a real SDXL, on this smaller one.
    const std::string name = "lora_unet_down_blocks_1_attentions_0_proj_in";
    const fs::path wide =
        write("wide.safetensors", {{name + ".lora_down.weight", at::ones({2, 640})},
                                   {name + ".lora_up.weight", at::ones({640, 2})}});
    EXPECT_THAT(complaint(tiny({lora(wide)})), HasSubstr("other shapes"));
}

TEST_F(LoraTest, WhatFitsNothingIsNoted)
{
    TensorMap tensors = read(referenceFile(kohyaFile)).tensors;
    for (const char* part : {"down", "up"})
        tensors[std::string("lora_unet_far_away.lora_") + part + ".weight"] = at::ones({2, 2});
    const auto model = load(tiny({lora(write("more.safetensors", tensors))}));
    ASSERT_TRUE(model);
    EXPECT_THAT(model->notes, ::testing::ElementsAre(::testing::AllOf(
                                  HasSubstr("more.safetensors"), HasSubstr("lora_unet_far_away"))));
}

TEST_F(LoraTest, TheStoreLoadsAgainWhatChanged)
{
    StudioOptions options;
    options.starterModel = referenceFile("tiny-sdxl");
    options.vocabulary = referenceFile("tiny-sdxl/tokenizer");
    ModelStore store(options);
    const auto modelFor = [&](const std::vector<LoraChoice>& loras) {
        PortraitRequest request;
        request.loras = loras;
        auto model = store.diffusion(request, {}, {});
        EXPECT_TRUE(model);
        return model ? *model : nullptr;
    };
    const fs::path file = write("a.safetensors", read(referenceFile(kohyaFile)).tensors);
    const auto first = modelFor({lora(file)});
    EXPECT_EQ(first, modelFor({lora(file)}));
    const auto weaker = modelFor({lora(file, 0.5)});
    EXPECT_NE(first, weaker);
    fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(2));
    const auto touched = modelFor({lora(file, 0.5)});
    EXPECT_NE(weaker, touched);
    EXPECT_NE(touched, modelFor({}));
}

TEST_F(LoraTest, InspectSaysWhatItIs)
{
    const auto report = inspectCheckpoint(referenceFile(sgmFile));
    ASSERT_TRUE(report);
    const CheckpointPart& part = report->parts.at(0);
    EXPECT_EQ(part.kind, "LoRA");
    EXPECT_THAT(part.detail, HasSubstr("228 layers of rank 2 (UNet: "));
    EXPECT_THAT(part.detail, HasSubstr("text encoder 1: 18, text encoder 2: 18"));
    EXPECT_THAT(part.detail, HasSubstr("another model than SDXL base 1.0")) << "it is tiny";
    const std::string name = "lora_unet_down_blocks_1_attentions_0_proj_in";
    const auto real = inspectCheckpoint(
        write("real.safetensors", {{name + ".lora_down.weight", at::ones({2, 640})},
                                   {name + ".lora_up.weight", at::ones({640, 2})}}));
    ASSERT_TRUE(real);
    EXPECT_THAT(real->parts.at(0).detail, HasSubstr("fits SDXL base 1.0"));
    const auto other =
        inspectCheckpoint(write("loha.safetensors", {{"a.hada_w1_a", at::ones({2})}}));
    ASSERT_TRUE(other);
    EXPECT_EQ(other->kind, "LoHa");
    EXPECT_FALSE(other->parts.at(0).isChecked);
}

} // namespace
} // namespace likeness::generation
