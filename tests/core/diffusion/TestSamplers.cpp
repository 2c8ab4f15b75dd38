#include "core/diffusion/Samplers.h"

#include "tests/core/testing/Reference.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace likeness::diffusion {
namespace {

using testing::isClose;

constexpr double tolerance = 1e-4; // reference/SDXL.md: 6.2e-6 of 48 between fp32 and fp64

std::unique_ptr<Sampler> samplerFor(const nlohmann::json& setting)
{
    const auto options = NoiseScheduleOptions::parse(
        [&] {
            auto config = setting["config"];
            config["_class_name"] = setting["cls"];
            config.erase("lambda_min_clipped"); // -Infinity
            return config.dump();
        }(),
        "scheduler_config.json");
    if (!options) {
        ADD_FAILURE() << options.error().message;
        return nullptr;
    }
    const NoiseSchedule schedule(*options);
    const int64_t steps = setting["steps"];
    if (setting["eta"].is_number())
        return makeDdim(schedule, steps, setting["eta"]);
    return std::move(*makeSampler(options->sampler, schedule, steps));
}

TEST(Samplers, FollowDiffusersStepByStep)
{
    LIKENESS_NEEDS_REFERENCE("cases/schedulers.safetensors");
    const at::InferenceMode guard;
    const auto file = testing::referenceCase("schedulers");
    const auto& tensors = file.tensors;
    // "-Infinity" is no JSON, but stands in the header
    std::string text = file.metadata.at("schedulers");
    for (size_t i; (i = text.find("-Infinity")) != std::string::npos;)
        text.replace(i, 9, "null");
    const auto settings = nlohmann::json::parse(text);
    ASSERT_GE(settings.size(), 26u);
    for (const auto& [name, setting] : settings.items()) {
        SCOPED_TRACE(name);
        const auto sampler = samplerFor(setting);
        ASSERT_TRUE(sampler);
        const at::Tensor timesteps = at::tensor(sampler->timesteps(), at::kDouble);
        const bool fractional = name.starts_with("euler_karras");
        EXPECT_TRUE(isClose(timesteps, tensors.at("out." + name + ".timesteps"), fractional ? 1e-2 : 0));
        if (const auto sigmas = tensors.find("out." + name + ".sigmas"); sigmas != tensors.end()) {
            const at::Tensor ours = at::tensor(sampler->sigmas(), at::kDouble);
            EXPECT_TRUE(isClose(ours / (sigmas->second + 1e-9), sigmas->second / (sigmas->second + 1e-9), 1e-6));
        }
        EXPECT_NEAR(sampler->initialNoiseScale(), setting["init_noise_sigma"].get<double>(), 1e-5);

        at::Tensor x = tensors.at("in.x0") * setting["init_noise_sigma"].get<double>();
        const at::Tensor expected = tensors.at("out." + name + ".prev");
        const auto noise = tensors.find("in." + name + ".noise");
        for (size_t i = 0; i < sampler->steps(); ++i) {
            const auto row = static_cast<int64_t>(i);
            const DrawNoise draw = [&] {
                EXPECT_TRUE(noise != tensors.end()) << "a deterministic sampler drew noise";
                return noise != tensors.end() ? noise->second[row] : at::zeros_like(x);
            };
            // the timesteps of the reference, so that rounding of fractional ones does not count
            const double t = tensors.at("out." + name + ".timesteps")[row].item<double>();
            const at::Tensor output = 0.3 * sampler->scaleModelInput(x, i) + std::sin(t) * tensors.at("in.const");
            x = sampler->step(output, i, x, draw);
            ASSERT_TRUE(isClose(x, expected[row], tolerance)) << "step " << i;
        }
    }
}

TEST(Samplers, AddNoiseAsDiffusersDoes)
{
    LIKENESS_NEEDS_REFERENCE("cases/schedulers.safetensors");
    const at::InferenceMode guard;
    const auto tensors = testing::referenceCase("schedulers").tensors;
    const at::Tensor original = tensors.at("in.add_noise.original"), noise = tensors.at("in.add_noise.noise");
    const NoiseSchedule schedule{NoiseScheduleOptions{}};
    for (const std::string name : {"euler", "dpmpp_2m", "ddim"}) {
        const at::Tensor timesteps = tensors.at("in.add_noise." + name + ".timesteps");
        const at::Tensor expected = tensors.at("out.add_noise." + name);
        const auto sampler = std::move(*makeSampler(name, schedule, 20));
        for (int64_t i = 0; i < 3; ++i) {
            const auto& path = sampler->timesteps();
            const auto step = std::find(path.begin(), path.end(), timesteps[i].item<double>()) - path.begin();
            ASSERT_LT(step, 20) << name;
            EXPECT_TRUE(isClose(sampler->addNoise(original[i], noise[i], static_cast<size_t>(step)), expected[i],
                                tolerance))
                << name;
        }
        if (name != "euler") {
            EXPECT_TRUE(isClose(schedule.addNoise(original, noise, timesteps.to(at::kLong)), expected, tolerance));
        }
    }
}

// A model that knows the answer is followed exactly, whatever it predicts and whatever the spacing.
class PerfectModel : public ::testing::TestWithParam<std::tuple<PredictionType, TimestepSpacing, std::string>> {};

TEST_P(PerfectModel, IsFollowedToTheOriginal)
{
    const at::InferenceMode guard;
    const auto& [type, spacing, name] = GetParam();
    NoiseScheduleOptions options;
    options.prediction_type = type;
    options.timestep_spacing = spacing;
    options.set_alpha_to_one = true;
    const NoiseSchedule schedule(options);
    const auto sampler = std::move(*makeSampler(name, schedule, 9));
    const at::Tensor original = at::linspace(-1, 1, 4 * 3 * 5).view({1, 4, 3, 5});
    at::Tensor x = at::cos(at::arange(60)).view({1, 4, 3, 5}) * sampler->initialNoiseScale();
    for (size_t i = 0; i < sampler->steps(); ++i) {
        const at::Tensor in = sampler->scaleModelInput(x, i);
        const double level = sampler->sigmas()[i];
        const double alpha = 1 / std::sqrt(1 + level * level), sigma = level * alpha;
        const at::Tensor noise = (in - alpha * original) / sigma;
        const at::Tensor output = type == PredictionType::epsilon    ? noise
                                  : type == PredictionType::velocity ? alpha * noise - sigma * original
                                                                     : original;
        EXPECT_TRUE(isClose(sampler->predictOriginal(output, i, x), original, 1e-3));
        x = sampler->step(output, i, x, [&] { return at::sin(at::arange(60)).view_as(x); });
    }
    EXPECT_TRUE(isClose(x, original, 1e-3));
}

INSTANTIATE_TEST_SUITE_P(All, PerfectModel,
                         ::testing::Combine(::testing::Values(PredictionType::epsilon, PredictionType::velocity,
                                                              PredictionType::sample),
                                            ::testing::Values(TimestepSpacing::leading, TimestepSpacing::trailing,
                                                              TimestepSpacing::linspace),
                                            ::testing::ValuesIn(samplerNames())));

TEST(Samplers, CanDoEveryNumberOfSteps)
{
    for (const auto spacing : {TimestepSpacing::leading, TimestepSpacing::trailing, TimestepSpacing::linspace}) {
        NoiseScheduleOptions options;
        options.timestep_spacing = spacing;
        const NoiseSchedule schedule(options);
        for (const std::string& name : samplerNames()) {
            for (int64_t steps = 1; steps <= 150; ++steps) {
                const auto sampler = makeSampler(name, schedule, steps);
                if (name == "lcm" && steps > 50) {
                    EXPECT_FALSE(sampler);
                    continue;
                }
                ASSERT_TRUE(sampler);
                // DPM++ SDE asks the model twice in every interval but the last.
                const int64_t asked = name == "dpmpp_sde_karras" ? 2 * steps - 1 : steps;
                ASSERT_EQ((*sampler)->steps(), static_cast<size_t>(asked)) << name;
                const auto sigmas = (*sampler)->sigmas();
                for (size_t i = 0; i < sigmas.size(); ++i)
                    ASSERT_TRUE(std::isfinite(sigmas[i]) && (i == 0 || sigmas[i] <= sigmas[i - 1]))
                        << name << " " << steps;
            }
        }
    }
}

// The path that PuLID's own pipeline (diffusers 0.25) takes.
TEST(Samplers, MayEndAtTheSmallestNoiseLevel)
{
    NoiseScheduleOptions options;
    options.final_sigmas_type = FinalSigma::smallest;
    options.timestep_spacing = TimestepSpacing::trailing;
    const NoiseSchedule schedule(options);
    for (const int64_t steps : {4, 20}) {
        const auto sampler = std::move(*makeSampler("dpmpp_2m", schedule, steps));
        EXPECT_NEAR(sampler->sigmas().back(), 0.029168, 1e-6);
        const at::Tensor original = at::linspace(-1, 1, 16).view({1, 4, 2, 2});
        const at::Tensor noise = at::cos(at::arange(16)).view({1, 4, 2, 2});
        at::Tensor x = sampler->addNoise(original, noise, 0);
        for (size_t i = 0; i < sampler->steps(); ++i)
            x = sampler->step(noise, i, x, {}); // the model knows the noise
        EXPECT_TRUE(isClose(x, schedule.addNoise(original, noise, at::tensor({0}, at::kLong)), 1e-4));
    }
}

TEST(Samplers, NameWhatIsWrong)
{
    const NoiseSchedule schedule{NoiseScheduleOptions{}};
    const auto unknown = makeSampler("heun", schedule, 10);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, base::ErrorCode::invalidInput);
    EXPECT_NE(unknown.error().message.find("no sampler 'heun'; choose one of euler, "), std::string::npos);
    const auto none = makeSampler("euler", schedule, 0);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message, "The sampler 'euler' can take 1 to 500 steps, not 0.");
    auto sampler = std::move(*makeSampler("dpmpp_2m", schedule, 4));
    EXPECT_THROW(sampler->step(at::zeros({1, 4, 2, 2}), 0, at::zeros({1, 4, 2, 3}), {}), c10::Error);
    EXPECT_THROW(sampler->step(at::zeros({1, 4, 2, 2}), 2, at::zeros({1, 4, 2, 2}), {}), c10::Error);
}

} // namespace
} // namespace likeness::diffusion
