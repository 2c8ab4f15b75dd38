// Whole pipelines against diffusers' StableDiffusionXLPipeline and PuLID's (SDXL.md, PULID.md: tolerances).
#include "core/generation/Pipeline.h"

#include "core/generation/IdentityModels.h"
#include "core/weights/ReadTensors.h"
#include "tests/core/testing/Reference.h"

#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace likeness::generation {
namespace {

using nlohmann::json;
using testing::isClose;
using testing::referenceCase;
using testing::referenceFile;

std::shared_ptr<const DiffusionModel> tinyModel(const std::string& lightning = {})
{
    ModelChoice choice;
    choice.model = referenceFile("tiny-sdxl");
    if (!lightning.empty())
        choice.lightning = referenceFile(lightning);
    auto model = loadDiffusionModel(choice, {}, {});
    EXPECT_TRUE(model) << (model ? "" : model.error().message);
    return model ? *model : nullptr;
}

std::unique_ptr<diffusion::Sampler> sampler(const std::string& name, const diffusion::NoiseSchedule& schedule, int steps)
{
    auto made = diffusion::makeSampler(name, schedule, steps);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return std::move(*made);
}

std::optional<PromptPair> pairOf(const json& run, const char* name)
{
    if (!run.contains(name))
        return std::nullopt;
    const auto first = run[name].get<std::string>();
    return PromptPair{first, run.value(std::string(name) + "_2", first)};
}

PaintSettings settingsOf(const json& run)
{
    PaintSettings settings;
    settings.width = run["width"];
    settings.height = run["height"];
    settings.guidance = run["guidance_scale"];
    settings.guidanceRescale = run.value("guidance_rescale", 0.0);
    if (run.contains("original_size"))
        settings.sizes = text::PictureSizes{run["original_size"][0], run["original_size"][1],
                                            run["crops_coords_top_left"][0], run["crops_coords_top_left"][1],
                                            run["target_size"][0], run["target_size"][1]};
    return settings;
}

class PipelineCase : public ::testing::TestWithParam<const char*> {};

TEST_P(PipelineCase, MatchesDiffusers)
{
    LIKENESS_NEEDS_REFERENCE("cases/pipeline.safetensors");
    const c10::InferenceMode inference;
    const auto file = referenceCase("pipeline");
    const std::string name = GetParam();
    const json run = json::parse(file.metadata.at("runs"))[name];
    const auto model = tinyModel(run["unet"] == "lightning" ? "tiny-lightning-unet.safetensors" : "");
    ASSERT_TRUE(model);
    auto options = model->schedule.options;
    const bool trailing = run["scheduler_overrides"].value("timestep_spacing", "") == "trailing";
    EXPECT_EQ(options.timestep_spacing == diffusion::TimestepSpacing::trailing, trailing) << "as a Lightning UNet wants";
    const diffusion::NoiseSchedule schedule(options);
    const bool karras = run["scheduler_overrides"].value("use_karras_sigmas", false);
    const std::string samplerName = run["scheduler"] == "EulerDiscreteScheduler" ? "euler"
                                    : karras                                     ? "dpmpp_2m_karras"
                                                                                 : "dpmpp_2m";
    const auto prompts =
        encodePrompts(*model, *pairOf(run, "prompt"), pairOf(run, "negative_prompt"), run.value("clip_skip", 0));
    const auto& wanted = file.tensors;
    for (size_t image = 0; image < run["seeds"].size(); ++image) {
        PaintSettings settings = settingsOf(run);
        settings.seed = run["seeds"][image];
        const auto row = [&](const std::string& what, int64_t axis) {
            return wanted.at("out." + name + "." + what).slice(axis, int64_t(image), int64_t(image) + 1);
        };
        const auto sink = [&](const PaintStep& step) {
            EXPECT_TRUE(isClose(step.latents, row("latents", 1)[int64_t(step.step)], 1e-3)) << "step " << step.step;
        };
        const auto latents =
            paint(*model, prompts, settings,
                  [&] { return sampler(samplerName, schedule, run["num_inference_steps"]); }, {IdentityUse()}, sink, {});
        EXPECT_TRUE(isClose(latents.at(0), row("final_latents", 0), 1e-3));
        const at::Tensor pixels = decodeLatents(*model, latents[0]);
        if (wanted.contains("out." + name + ".image"))
            EXPECT_TRUE(isClose(pixels, row("image", 0), 2e-4));
        const images::Image picture = toImage(pixels);
        const at::Tensor bytes = at::from_blob(const_cast<std::uint8_t*>(picture.rgb.data()),
                                               {1, picture.height, picture.width, 3}, at::kByte);
        const at::Tensor difference = (bytes.to(at::kInt) - row("image_uint8_hwc", 0).to(at::kInt)).abs();
        EXPECT_LE(difference.max().item<int>(), 1);
        EXPECT_LT(difference.gt(0).to(at::kDouble).mean().item<double>(), 0.001);
    }
}

INSTANTIATE_TEST_SUITE_P(SixRuns, PipelineCase,
                         ::testing::Values("base_cfg5", "lightning4_guidance0", "lightning4_guidance1_dpmpp2m",
                                           "lightning4_cfg1.2_no_negative", "base_two_images_rescale",
                                           "base_micro_conditioning"),
                         [](const auto& test) {
                             std::string name = test.param;
                             std::ranges::replace(name, '.', '_');
                             return name;
                         });

} // namespace
} // namespace likeness::generation
