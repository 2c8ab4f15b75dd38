#include "core/diffusion/NoiseSchedule.h"

#include "core/diffusion/Sampler.h"
#include "tests/core/testing/Reference.h"

#include <cmath>

namespace likeness::diffusion {
namespace {

using testing::isClose;

TEST(NoiseSchedule, HasTheNumbersOfSdxl)
{
    const NoiseSchedule schedule{NoiseScheduleOptions{}};
    ASSERT_EQ(schedule.noiseLevels.size(), 1000u);
    EXPECT_NEAR(schedule.noiseLevels.front(), 0.02917, 1e-5);
    EXPECT_NEAR(schedule.noiseLevels[499], 1.61289, 1e-5);
    EXPECT_NEAR(schedule.noiseLevels.back(), 14.614647, 1e-5);
    const NoiseLevel level = schedule.levelOf(300);
    EXPECT_NEAR(level.alpha * level.alpha + level.sigma * level.sigma, 1, 1e-9);
}

TEST(NoiseSchedule, EndsInPureNoiseWhenRescaled)
{
    NoiseScheduleOptions options;
    options.rescale_betas_zero_snr = true;
    options.timestep_spacing = TimestepSpacing::trailing;
    options.prediction_type = PredictionType::velocity;
    const NoiseSchedule schedule(options), plain{NoiseScheduleOptions{}};
    EXPECT_EQ(schedule.alphasCumprod[-1].item<float>(), 0);
    EXPECT_NEAR(schedule.alphasCumprod[0].item<double>(), plain.alphasCumprod[0].item<double>(), 1e-6);
    EXPECT_NEAR(schedule.noiseLevels.back(), std::sqrt(std::ldexp(1.0, 24) - 1), 1e-2); // alpha² = 2^-24
    const auto euler = std::move(*makeSampler("euler", schedule, 4));
    EXPECT_NEAR(euler->initialNoiseScale(), 4096, 0.01);
}

TEST(NoiseSchedule, GivesTrainingItsTargets)
{
    const at::Tensor original = at::linspace(-1, 1, 2 * 4 * 3 * 3).view({2, 4, 3, 3});
    const at::Tensor noise = at::cos(at::arange(72)).view({2, 4, 3, 3});
    const at::Tensor timesteps = at::tensor({10, 900}, at::kLong);
    for (const auto type : {PredictionType::epsilon, PredictionType::velocity, PredictionType::sample}) {
        NoiseScheduleOptions options;
        options.prediction_type = type;
        const NoiseSchedule schedule(options);
        const at::Tensor noisy = schedule.addNoise(original, noise, timesteps);
        const at::Tensor target = schedule.target(original, noise, timesteps);
        // the target, taken as an answer, leads back to the original
        for (int64_t i = 0; i < 2; ++i)
            EXPECT_TRUE(isClose(originalFrom(type, target[i], noisy[i], schedule.levelOf(timesteps[i].item<int64_t>())),
                                original[i], 1e-4));
        EXPECT_THROW(schedule.addNoise(original, noise, at::tensor({1}, at::kLong)), c10::Error);
    }
}

TEST(NoiseScheduleOptions, ReadsSchedulerConfigs)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/scheduler/scheduler_config.json");
    const auto options = NoiseScheduleOptions::read(testing::referenceFile("tiny-sdxl/scheduler/scheduler_config.json"));
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(options->sampler, "euler");
    EXPECT_EQ(options->steps_offset, 1);
    EXPECT_EQ(options->timestep_spacing, TimestepSpacing::leading);
    EXPECT_EQ(options->beta_end, 0.012);
}

TEST(NoiseScheduleOptions, SurviveTheirOwnJson)
{
    for (const std::string& sampler : samplerNames()) {
        NoiseScheduleOptions options;
        options.sampler = sampler;
        options.prediction_type = PredictionType::velocity;
        options.rescale_betas_zero_snr = true;
        options.timestep_spacing = TimestepSpacing::trailing;
        const auto again = NoiseScheduleOptions::parse(options.json(), "scheduler_config.json");
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(again->json(), options.json());
        EXPECT_EQ(again->sampler, sampler);
    }
}

TEST(NoiseScheduleOptions, NameTheFieldThatDoesNotDo)
{
    const std::pair<const char*, const char*> wrong[] = {
        {"_class_name", "\"FlowMatchEulerDiscreteScheduler\""},
        {"prediction_type", "\"flow_prediction\""},
        {"timestep_spacing", "\"log\""},
        {"beta_schedule", "3"},
        {"beta_start", "0"},
        {"beta_end", "1"},
        {"num_train_timesteps", "2"},
        {"steps_offset", "-1"},
        {"trained_betas", "[0.1]"},
        {"clip_sample", "true"},
    };
    for (const auto& [field, value] : wrong) {
        const auto options =
            NoiseScheduleOptions::parse(std::string("{\"") + field + "\": " + value + "}", "scheduler_config.json");
        ASSERT_FALSE(options) << field;
        EXPECT_NE(options.error().message.find("\"" + std::string(field) + "\": " + value), std::string::npos)
            << options.error().message;
    }
}

} // namespace
} // namespace likeness::diffusion
