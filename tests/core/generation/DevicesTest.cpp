// Types, places and memory: what is chosen, what it costs, and that pictures stay the same.
#include "core/generation/DeviceProbe.h"
#include "core/generation/MemoryEstimate.h"
#include "core/generation/Pipeline.h"
#include "core/generation/Placements.h"
#include "core/generation/WorkingMemory.h"

#include "core/base/CpuGuard.h"
#include "core/diffusion/VaeStrips.h"
#include "tests/core/testing/Reference.h"

#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>

#include <fstream>

namespace likeness::generation {
namespace {

using ::testing::HasSubstr;
using testing::referenceFile;
using weights::Placement;
using weights::Residence;

// Before the first product in bf16: see CpuGuard.h.
const bool guarded = (base::guardCpuFeatures(), true);

TEST(DeviceProbe, AProcessorComputesInBf16OnlyIfThatPays)
{
    EXPECT_EQ(bestType(at::kCPU, {.fp32 = 150, .bf16 = 80}), at::kFloat);
    EXPECT_EQ(bestType(at::kCPU, {.fp32 = 150, .bf16 = 160}), at::kFloat) << "its digits are worth more";
    EXPECT_EQ(bestType(at::kCPU, {.fp32 = 150, .bf16 = 600}), at::kBFloat16);
    EXPECT_EQ(bestType(at::kCPU, {.fp32 = 150}), at::kFloat) << "not tried";
}

TEST(DeviceProbe, AGpuComputesInHalfPrecision)
{
    EXPECT_EQ(bestType(at::kCUDA, {.fp32 = 30, .bf16 = 100, .fp16 = 100}), at::kHalf);
    EXPECT_EQ(bestType(at::kCUDA, {.fp32 = 30, .bf16 = 0, .fp16 = 100}), at::kHalf) << "an older one";
    EXPECT_EQ(bestType(at::kCUDA, {.fp32 = 30, .bf16 = 100, .fp16 = 0}), at::kBFloat16) << "fp16 fails";
    EXPECT_EQ(bestType(at::kCUDA, {.fp32 = 30}), at::kFloat);
}

TEST(DeviceProbe, MeasuresThisProcessor)
{
    const DeviceSpeed speed = measureSpeed(at::kCPU);
    EXPECT_GT(speed.fp32, 0.1);
    EXPECT_EQ(speed.fp16, 0);
    EXPECT_EQ(&speedOf(at::kCPU), &speedOf(at::kCPU)) << "remembered";
}

TEST(Placements, ASmallModelKeepsItsDigits)
{
    if (at::hasCUDA())
        GTEST_SKIP() << "this machine paints on its GPU";
    EXPECT_EQ(precisionFor(Precision::automatic, 9'000'000), Precision::fp32);
    EXPECT_EQ(precisionFor(Precision::automatic, 2'567'463'684), Precision::automatic) << "SDXL: the probe decides";
    EXPECT_EQ(precisionFor(Precision::bf16, 9'000'000), Precision::bf16);
}

TEST(Placements, FollowTheUnet)
{
    if (at::hasCUDA())
        GTEST_SKIP() << "this machine paints on its GPU";
    EXPECT_NE(placementFor(Precision::fp16, MemoryMode::whole).warning, "");
    EXPECT_EQ(placementFor(Precision::fp16, MemoryMode::whole).placement, Placement{});
    EXPECT_EQ(placementFor(Precision::fp32, MemoryMode::offload).placement.residence, Residence::host);
    EXPECT_EQ(placementFor(Precision::bf16, MemoryMode::whole).placement.dtype, at::kBFloat16);
    const PartPlacements at = placementsBeside({at::kBFloat16, at::kCPU, Residence::int8});
    EXPECT_EQ(at.attention.residence, Residence::int8);
    EXPECT_EQ(at.encoders, (Placement{at::kFloat, at::kCPU, Residence::host})) << "never as integers";
    EXPECT_EQ(at.vae.dtype, at::kFloat);
}

class TinyModel : public ::testing::Test {
protected:
    void SetUp() override { LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors"); }

    static ModelChoice choice(Residence residence = Residence::ready, at::ScalarType dtype = at::kFloat)
    {
        ModelChoice choice;
        choice.model = referenceFile("tiny-sdxl");
        choice.placement = {dtype, at::kCPU, residence};
        return choice;
    }

    static at::Tensor painted(const ModelChoice& choice)
    {
        const c10::InferenceMode inference;
        const auto model = loadDiffusionModel(choice, {}, {});
        EXPECT_TRUE(model) << (model ? "" : model.error().message);
        const auto prompts = encodePrompts(**model, {"a portrait", "a portrait"}, std::nullopt);
        const PaintSettings settings{.width = 128, .height = 96, .guidance = 2, .seed = 4};
        const auto latents = paint(
            **model, prompts, settings,
            [&] { return std::move(*diffusion::makeSampler("euler", (*model)->schedule, 2)); }, {IdentityUse()}, {}, {});
        return decodeLatents(**model, latents[0]);
    }

    static StudioOptions studio() { return {referenceFile("tiny-sdxl"), {}, referenceFile("tiny-sdxl/tokenizer"), {}}; }
};

TEST_F(TinyModel, PaintsTheSameBitsWhereverWeightsWait)
{
    const at::Tensor whole = painted(choice());
    EXPECT_TRUE(at::equal(painted(choice(Residence::host)), whole));
    EXPECT_TRUE(at::equal(painted(choice(Residence::asStored)), whole));
}

TEST_F(TinyModel, PaintsAlmostTheSameWithFewerDigits)
{
    const at::Tensor whole = painted(choice());
    const auto difference = [&](const at::Tensor& picture) {
        return ((picture - whole).norm() / whole.norm()).item<double>();
    };
    const double int8 = difference(painted(choice(Residence::int8)));
    const double bf16 = difference(painted(choice(Residence::ready, at::kBFloat16)));
    RecordProperty("int8", std::to_string(int8));
    RecordProperty("bf16", std::to_string(bf16));
    EXPECT_LT(int8, 0.2); // measured 0.126: random weights, guidance 2
    EXPECT_LT(bf16, 0.06); // measured 0.037
}

TEST_F(TinyModel, LargePicturesAreDecodedInStrips)
{
    const c10::InferenceMode inference;
    const auto model = loadDiffusionModel(choice(), {}, {});
    ASSERT_TRUE(model);
    at::manual_seed(9);
    const at::Tensor latents = at::randn({1, 4, 97, 96}); // just beyond what is decoded at once
    const at::Tensor z = latents / (*model)->vae.options.scaling_factor;
    const at::Tensor picture = decodeLatents(**model, latents);
    EXPECT_TRUE(at::equal(picture, diffusion::decodeInStrips((*model)->vae, z)));
    const at::Tensor whole = (*model)->vae.decode(z);
    EXPECT_LT((picture - whole).abs().max().item<double>(), 2e-5); // an 8-bit step is 8e-3
    const images::Image a = toImage(picture), b = toImage(whole);
    int most = 0;
    for (size_t i = 0; i < a.rgb.size(); ++i)
        most = std::max(most, std::abs(int(a.rgb[i]) - int(b.rgb[i])));
    EXPECT_LE(most, 1);
}

TEST_F(TinyModel, LoadingTellsHowFarItIsAndStops)
{
    std::vector<double> told;
    ASSERT_TRUE(loadDiffusionModel(choice(), [&](const base::Progress& p) { told.push_back(p.done); }, {}));
    EXPECT_GT(told.size(), 20u);
    EXPECT_TRUE(std::ranges::is_sorted(told));
    EXPECT_GT(told.back(), 0.97);
    std::stop_source stop;
    told.clear();
    const auto stopped = loadDiffusionModel(
        choice(),
        [&](const base::Progress& p) {
            told.push_back(p.done);
            if (p.done > 0.3)
                stop.request_stop();
        },
        stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, base::ErrorCode::cancelled);
    EXPECT_LT(told.back(), 0.6) << "in the middle of the UNet";
}

TEST_F(TinyModel, MemoryIsEstimatedPartByPart)
{
    PortraitRequest request;
    request.model = referenceFile("tiny-sdxl");
    request.width = request.height = 256;
    request.precision = Precision::fp32;
    const auto of = [&](MemoryMode memory) {
        request.memory = memory;
        auto estimate = estimateMemory(request, studio());
        EXPECT_TRUE(estimate) << (estimate ? "" : estimate.error().message);
        return *estimate;
    };
    const MemoryEstimate whole = of(MemoryMode::whole), offload = of(MemoryMode::offload), int8 = of(MemoryMode::int8);
    ASSERT_EQ(whole.parts.size(), 3u) << "no identity without a reference";
    EXPECT_EQ(whole.parts[0].name, "UNet");
    if (whole.device != "cpu")
        GTEST_SKIP() << "the rest counts a processor's memory";
    const auto all = [](const MemoryPart& part) { return part.held_bytes + part.mapped_bytes; };
    EXPECT_GE(all(whole.parts[0]), all(offload.parts[0]));
    EXPECT_LT(offload.parts[0].held_bytes, all(offload.parts[0]) / 10);
    EXPECT_LT(int8.parts[0].held_bytes, all(whole.parts[0]) / 3);
    EXPECT_LT(whole.needed_bytes(), 1'000'000'000u);
    EXPECT_TRUE(whole.fits());
    EXPECT_EQ(of(MemoryMode::automatic).memory, MemoryMode::whole) << "it has room";
    EXPECT_THAT(whole.sentence(), HasSubstr("GB of memory are needed"));
}

TEST_F(TinyModel, WeightsThatALoraChangesAreHeldNotMapped)
{
    LIKENESS_NEEDS_REFERENCE("tiny-lightning-lora.safetensors");
    PortraitRequest request;
    request.model = referenceFile("tiny-sdxl");
    request.precision = Precision::fp32;
    request.memory = MemoryMode::offload;
    const auto of = [&] {
        auto estimate = estimateMemory(request, studio());
        EXPECT_TRUE(estimate) << (estimate ? "" : estimate.error().message);
        return estimate.value_or(MemoryEstimate());
    };
    const MemoryEstimate plain = of();
    if (plain.device != "cpu")
        GTEST_SKIP() << "counts a processor's memory";
    request.loras = {{referenceFile("tiny-lightning-lora.safetensors").string(), 0.5}};
    const MemoryEstimate changed = of();
    EXPECT_GT(changed.held_bytes(), plain.held_bytes());
    EXPECT_LT(changed.mapped_bytes(), plain.mapped_bytes());
    request.loras[0].strength = 0;
    EXPECT_EQ(of().held_bytes(), plain.held_bytes()) << "nothing is merged";
    request.loras[0].file = "/nowhere.safetensors";
    EXPECT_FALSE(estimateMemory(request, studio()));
}

TEST_F(TinyModel, ModelsThatDoNotFitAreSaidToBe)
{
    MemoryEstimate estimate{.device = "cpu", .memory = MemoryMode::whole};
    estimate.parts = {{.name = "UNet", .held_bytes = 10'300'000'000}};
    estimate.available_bytes = 8'000'000'000;
    EXPECT_FALSE(estimate.fits());
    EXPECT_EQ(estimate.sentence(), "About 10.3 GB of memory are needed and 8.0 GB are free: choose the memory mode "
                                   "'offload', a smaller picture, or close other programs.");
}

TEST(WorkingMemory, GrowsWithThePicture)
{
    const diffusion::UnetOptions unet;
    const diffusion::VaeOptions vae;
    const auto call = [](int64_t side, int64_t rows, int64_t bytes) { return CallSize{side, side, rows, bytes}; };
    const auto painting = [&](int64_t side, int64_t rows, int64_t bytes) {
        return unetWorking_bytes(unet, call(side, rows, bytes), 77, false);
    };
    EXPECT_NEAR(double(painting(1024, 2, 4)) / double(painting(1024, 1, 4)), 2, 0.01);
    EXPECT_NEAR(double(painting(1024, 1, 4)) / double(painting(1024, 1, 2)), 2, 0.01);
    EXPECT_GT(painting(1024, 1, 4), 3 * painting(512, 1, 4));
    EXPECT_LT(decodeWorking_bytes(vae, call(1024, 1, 4)), 2 * decodeWorking_bytes(vae, call(768, 1, 4)))
        << "beyond 768 it is done in strips";
}

TEST(FreeMemory, IsWhatTheSystemSays)
{
    EXPECT_GT(freeMemory_bytes("cpu"), 100'000'000u);
    EXPECT_LT(freeMemory_bytes("cpu"), std::uint64_t(1) << 44);
}

} // namespace
} // namespace likeness::generation
