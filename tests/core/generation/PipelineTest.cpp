// Whole pipelines against diffusers' StableDiffusionXLPipeline and PuLID's (SDXL.md, PULID.md:
// tolerances).
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

std::unique_ptr<diffusion::Sampler> sampler(const std::string& name,
                                            const diffusion::NoiseSchedule& schedule, int steps)
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
        settings.sizes =
            text::PictureSizes{run["original_size"][0],         run["original_size"][1],
                               run["crops_coords_top_left"][0], run["crops_coords_top_left"][1],
                               run["target_size"][0],           run["target_size"][1]};
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
    const auto model =
        tinyModel(run["unet"] == "lightning" ? "tiny-lightning-unet.safetensors" : "");
    ASSERT_TRUE(model);
    auto options = model->schedule.options;
    const bool trailing = run["scheduler_overrides"].value("timestep_spacing", "") == "trailing";
    EXPECT_EQ(options.timestep_spacing == diffusion::TimestepSpacing::trailing, trailing)
        << "as a Lightning UNet wants";
    const diffusion::NoiseSchedule schedule(options);
    const bool karras = run["scheduler_overrides"].value("use_karras_sigmas", false);
    const std::string samplerName = run["scheduler"] == "EulerDiscreteScheduler" ? "euler"
                                    : karras                                     ? "dpmpp_2m_karras"
                                                                                 : "dpmpp_2m";
    const auto prompts = encodePrompts(*model, *pairOf(run, "prompt"),
                                       pairOf(run, "negative_prompt"), run.value("clip_skip", 0));
    const auto& wanted = file.tensors;
    for (size_t image = 0; image < run["seeds"].size(); ++image) {
        PaintSettings settings = settingsOf(run);
        settings.seed = run["seeds"][image];
        const auto row = [&](const std::string& what, int64_t axis) {
            return wanted.at("out." + name + "." + what)
                .slice(axis, int64_t(image), int64_t(image) + 1);
        };
        const auto sink = [&](const PaintStep& step) {
            EXPECT_TRUE(isClose(step.latents, row("latents", 1)[int64_t(step.step)], 1e-3))
                << "step " << step.step;
        };
        const auto latents =
            paint(*model, prompts, settings,
                  [&] { return sampler(samplerName, schedule, run["num_inference_steps"]); },
                  {IdentityUse()}, sink, {});
        EXPECT_TRUE(isClose(latents.at(0), row("final_latents", 0), 1e-3));
        const at::Tensor pixels = decodeLatents(*model, latents[0]);
        if (wanted.contains("out." + name + ".image")) {
            EXPECT_TRUE(isClose(pixels, row("image", 0), 2e-4));
        }
        const images::Image picture = toImage(pixels);
        const at::Tensor bytes = at::from_blob(const_cast<std::uint8_t*>(picture.rgb.data()),
                                               {1, picture.height, picture.width, 3}, at::kByte);
        const at::Tensor difference =
            (bytes.to(at::kInt) - row("image_uint8_hwc", 0).to(at::kInt)).abs();
        EXPECT_LE(difference.max().item<int>(), 1);
        EXPECT_LT(difference.gt(0).to(at::kDouble).mean().item<double>(), 0.001);
    }
}

INSTANTIATE_TEST_SUITE_P(SixRuns, PipelineCase,
                         ::testing::Values("base_cfg5", "lightning4_guidance0",
                                           "lightning4_guidance1_dpmpp2m",
                                           "lightning4_cfg1.2_no_negative",
                                           "base_two_images_rescale", "base_micro_conditioning"),
                         [](const auto& test) {
                             std::string name = test.param;
                             std::ranges::replace(name, '.', '_');
                             return name;
                         });

// What PuLID's two pipelines share: prompts as tensors, an identity, and the attention's weights
// from an adapter file.
struct IdentityCase {
    weights::TensorFile file;
    std::shared_ptr<const DiffusionModel> model;
    base::Result<identity::Adapter> adapter;

    IdentityCase(const std::string& name, const std::string& adapterName)
        : file(referenceCase(name)), model(tinyModel()),
          adapter(
              identity::adapterFrom(*weights::readTensorFile(referenceFile(adapterName)), {}, {}))
    {
        EXPECT_TRUE(adapter) << (adapter ? "" : adapter.error().message);
    }

    const at::Tensor& at(const std::string& name) const { return file.tensors.at(name); }
    json runs() const { return json::parse(file.metadata.at("runs")); }

    EncodedPrompts prompts() const
    {
        return {{at("in.prompt_embeds"), at("in.pooled_prompt_embeds")},
                {at("in.negative_prompt_embeds"), at("in.negative_pooled_prompt_embeds")},
                ""};
    }

    IdentityUse use(const json& run, identity::IdentityEmbedding embedding) const
    {
        const identity::Ortho ortho =
            run["ortho"] == "v1" ? identity::Ortho::v1 : identity::Ortho::v2;
        return {
            &adapter->attention, std::move(embedding), {run["id_scale"], run["num_zero"], ortho}};
    }

    // The case's prompts are ours, from the words.
    void expectOwnPrompts() const
    {
        const std::string prompt = file.metadata.at("prompt"),
                          negative = file.metadata.at("negative_prompt");
        const auto own = encodePrompts(*model, {prompt, prompt}, PromptPair{negative, negative});
        EXPECT_TRUE(isClose(own.positive.prompt_embeds, at("in.prompt_embeds"), 1e-4));
        EXPECT_TRUE(isClose(own.positive.pooled, at("in.pooled_prompt_embeds"), 1e-4));
        EXPECT_TRUE(isClose(own.negative.prompt_embeds, at("in.negative_prompt_embeds"), 1e-4));
        EXPECT_TRUE(isClose(own.negative.pooled, at("in.negative_pooled_prompt_embeds"), 1e-4));
    }
};

TEST(PulidV1Sampling, MatchesPulid)
{
    LIKENESS_NEEDS_REFERENCE("cases/sampling_v1.safetensors");
    const c10::InferenceMode inference;
    const IdentityCase given("sampling_v1", "tiny-pulid_v1.bin");
    given.expectOwnPrompts();
    const at::Tensor rows = given.at("in.id_embedding"); // unconditional, conditional
    for (const json& run : given.runs()) {
        const std::string name = run["run"];
        SCOPED_TRACE("run " + name);
        auto options = given.model->schedule.options;
        options.timestep_spacing = diffusion::TimestepSpacing::trailing;
        options.final_sigmas_type = run["final_sigmas_type"] == "zero"
                                        ? diffusion::FinalSigma::zero
                                        : diffusion::FinalSigma::smallest;
        const diffusion::NoiseSchedule schedule(options);
        IdentityUse use;
        if (run["id_embedding"] != "none")
            use = given.use(run, {rows.slice(0, 1, 2), rows.slice(0, 0, 1)});
        // Run g is PuLID's own reading of both rows, zero tokens included, as the tokens of one
        // picture without guidance.
        if (run["id_embedding"] == "pair" && run["guidance_scale"] <= 1)
            use.embedding.conditional =
                at::cat({rows.slice(0, 0, 1), at::zeros({1, run["num_zero"], rows.size(2)}),
                         rows.slice(0, 1, 2)},
                        1);
        PaintSettings settings = settingsOf(run);
        settings.noise = given.at("in.latents");
        const at::Tensor& wanted = given.at("out." + name + ".latents_after");
        const double tolerance = name == "f" ? 9e-5 : 2e-4;
        const auto sink = [&](const PaintStep& step) {
            EXPECT_TRUE(isClose(step.latents, wanted[int64_t(step.step)], tolerance))
                << "step " << step.step;
        };
        const auto latents =
            paint(*given.model, given.prompts(), settings,
                  [&] { return sampler("dpmpp_2m", schedule, run["steps"]); }, {use}, sink, {});
        if (given.file.tensors.contains("out." + name + ".image")) {
            const at::Tensor pixels =
                (decodeLatents(*given.model, latents.at(0)) / 2 + 0.5).clamp(0, 1);
            EXPECT_TRUE(isClose(pixels, given.at("out." + name + ".image"), 1e-5));
        }
    }
}

// The noise of PuLID's stochastic runs, fed through the sampler's own Brownian path.
class GivenNoise {
public:
    GivenNoise(at::Tensor noise, at::Tensor fromTo)
        : m_noise(std::move(noise)), m_fromTo(std::move(fromTo))
    {
    }

    at::Tensor operator()()
    {
        const int64_t call = m_call++;
        if (call % 2 == 0)
            return m_noise[call];
        const auto sigma = [&](int64_t row, int64_t column) {
            return m_fromTo[row][column].item<double>();
        };
        const double shared =
            std::sqrt((sigma(call, 0) - sigma(call - 1, 1)) / (sigma(call, 0) - sigma(call, 1)));
        return (m_noise[call] - shared * m_noise[call - 1]) / std::sqrt(1 - shared * shared);
    }

private:
    at::Tensor m_noise, m_fromTo;
    int64_t m_call = 0;
};

// A sampler whose fresh noise is given.
class WithNoise final : public diffusion::Sampler {
public:
    WithNoise(std::unique_ptr<diffusion::Sampler> inner, GivenNoise noise,
              diffusion::SamplerPath path)
        : Sampler(std::move(path), diffusion::SampleScale::dividedByAlpha,
                  inner->initialNoiseScale()),
          m_inner(std::move(inner)), m_noise(std::move(noise))
    {
    }
    at::Tensor step(const at::Tensor& output, size_t i, const at::Tensor& x,
                    const diffusion::DrawNoise&) override
    {
        return m_inner->step(output, i, x, std::ref(m_noise));
    }

private:
    std::unique_ptr<diffusion::Sampler> m_inner;
    GivenNoise m_noise;
};

diffusion::SamplerPath pathOf(const diffusion::Sampler& sampler)
{
    diffusion::SamplerPath path{diffusion::PredictionType::epsilon, sampler.timesteps(), {}};
    for (const double sigma : sampler.sigmas())
        path.levels.push_back(
            {1 / std::sqrt(sigma * sigma + 1), sigma / std::sqrt(sigma * sigma + 1)});
    return path;
}

TEST(PulidV11Sampling, MatchesPulid)
{
    LIKENESS_NEEDS_REFERENCE("cases/sampling_v1_1.safetensors");
    const c10::InferenceMode inference;
    const IdentityCase given("sampling_v1_1", "tiny-pulid_v1.1.safetensors");
    given.expectOwnPrompts();
    const auto& schedule = given.model->schedule;
    for (const json& run : given.runs()) {
        const std::string name = run["run"];
        SCOPED_TRACE("run " + name);
        const bool multistep = run["sampler"] == "dpmpp_2m";
        IdentityUse use;
        if (run["with_id"])
            use = given.use(run, {given.at("in.id_embedding"), given.at("in.uncond_id_embedding")});
        PaintSettings settings;
        settings.width = run["width"];
        settings.height = run["height"];
        settings.guidance = run["cfg"];
        settings.seed = run["seed"];
        // Our multistep sampler keeps latents variance-preserving and starts from noise; PuLID's
        // divides by alpha.
        const double first = given.at("out." + name + ".sigmas")[0].item<double>();
        if (multistep)
            settings.noise = given.at("in.seed_noise") * (first / std::sqrt(first * first + 1));
        const auto make = [&]() -> std::unique_ptr<diffusion::Sampler> {
            if (multistep)
                return sampler("dpmpp_2m_karras", schedule, run["steps"]);
            auto inner = sampler("dpmpp_sde_karras", schedule, run["steps"]);
            const auto path = pathOf(*inner);
            return std::make_unique<WithNoise>(
                std::move(inner),
                GivenNoise(given.at("in." + name + ".noise"),
                           given.at("in." + name + ".noise_sigma_from_to")),
                path);
        };
        const auto probe = make();
        EXPECT_TRUE(isClose(at::tensor(probe->timesteps(), at::kDouble),
                            given.at("out." + name + ".model_timestep"), 0));
        const double slack = name == "a" || name == "b" ? 3e-3 : 6e-4;
        const auto sink = [&](const PaintStep& step) {
            EXPECT_TRUE(isClose(step.original,
                                given.at("out." + name + ".denoised")[int64_t(step.step)], slack))
                << "step " << step.step;
        };
        const auto latents = paint(*given.model, given.prompts(), settings, make, {use}, sink, {});
        const double finalSlack = name == "a" ? 6e-4 : name == "b" ? 1e-3 : 2e-4;
        EXPECT_TRUE(isClose(latents.at(0), given.at("out." + name + ".final_latents"), finalSlack));
        const at::Tensor pixels = decodeLatents(*given.model, latents[0]);
        EXPECT_TRUE(isClose(pixels, given.at("out." + name + ".decoded"), 5e-5));
    }
}

} // namespace
} // namespace likeness::generation
