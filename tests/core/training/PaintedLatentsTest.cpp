// What the decoder learns from beside pictures' own latents.
#include "core/training/PaintedLatents.h"
#include "tests/core/training/SmallWorld.h"

#include <gtest/gtest.h>

namespace likeness::training {
namespace {

// A painter that sees no noise at all, asked for the noise: what it makes of a noised picture is still the nearest to that
// picture's own latent.
TEST(PaintedLatents, AreOfThePictureThatTheyName)
{
    const at::NoGradGuard noGradients;
    testing::SmallWorld world;
    for (const char* name : {"unet.conv_out.weight", "unet.conv_out.bias"})
        world.weights.at(name).zero_();
    const Painter painter(weights::Weights({"", world.weights, {}}), world.options.painter);
    const diffusion::NoiseSchedule schedule({.prediction_type = diffusion::PredictionType::epsilon});
    const DrawLesson draw = paintedLatents(painter, {world.pictures, world.words, world.words, schedule});
    const int64_t count = world.set.pictures.size(0);
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        Random random(seed, 1), again(seed, 1);
        const DecoderLesson lesson = draw(random);
        EXPECT_TRUE(lesson.latent.equal(draw(again).latent));
        std::vector<double> distances;
        for (int64_t picture = 0; picture < count; ++picture)
            distances.push_back(
                (lesson.latent[0] - world.pictures.latent(picture).to(at::kFloat)).square().mean().item<double>());
        EXPECT_EQ(std::min_element(distances.begin(), distances.end()) - distances.begin(), lesson.picture);
        EXPECT_GT(distances[static_cast<size_t>(lesson.picture)], 0);
    }
}

} // namespace
} // namespace likeness::training
