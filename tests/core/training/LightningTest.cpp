// Distillation: where the teacher goes, and that the student learns to go there in one step.
#include "core/diffusion/Samplers.h"
#include "core/training/LightningTrainer.h"
#include "core/training/LowRank.h"
#include "core/weights/LoraMerge.h"
#include "tests/core/training/SmallWorld.h"

#include <gtest/gtest.h>

namespace likeness::training {
namespace {

class Lightning : public ::testing::Test {
protected:
    static void SetUpTestSuite() { world = testing::smallWorld(); }
    static void TearDownTestSuite() { world.reset(); }

    LightningTraining training() const
    {
        LightningTraining training;
        training.options = world->options.painter;
        training.teacher = world->weights;
        training.workers = 1;
        training.rows.batch = 2;
        training.teacherSteps = 2;
        training.rank = 4;
        training.loop.folder = world->folder;
        training.loop.warmUp = 1;
        return training;
    }

    static inline std::unique_ptr<testing::SmallWorld> world;
};

TEST_F(Lightning, TheStudentThatSeesTheTargetArrivesWhereTheTeacherDoes)
{
    const at::NoGradGuard noGradients;
    const LightningTraining training = this->training();
    const Painter teacher(weights::Weights({"", world->weights, {}}), training.options);
    auto schedule = world->schedule.options;
    const auto sampler = diffusion::makeEuler(diffusion::NoiseSchedule(schedule), 4, diffusion::Sigmas::plain);
    for (size_t step = 0; step < 4; ++step) {
        Random random(1, step);
        const PainterRows rows = drawRows(world->painter, training.rows, random);
        const TeacherStride stride = teacherStride(teacher, world->painter, rows, training, step, random);
        // the starter's schedule predicts the sample: the target is what the student should answer
        const at::Tensor next = sampler->step(stride.original, step, stride.from, {});
        const double scale = stride.to.abs().max().item<double>();
        EXPECT_LT((next - stride.to).abs().max().item<double>(), 2e-3 * scale) << step;
        EXPECT_GT((stride.to - stride.from).abs().max().item<double>(), 1e-3 * scale) << step;
    }
}

TEST_F(Lightning, WithoutGuidanceOneStepOfTheTeacherIsItsOwnAnswer)
{
    const at::NoGradGuard noGradients;
    LightningTraining training = this->training();
    training.teacherSteps = 1;
    training.guidance = 1;
    training.rows.identityShare = 0;
    const Painter teacher(weights::Weights({"", world->weights, {}}), training.options);
    Random random(3, 1);
    const PainterRows rows = drawRows(world->painter, training.rows, random);
    const TeacherStride stride = teacherStride(teacher, world->painter, rows, training, 2, random);
    const auto sampler = diffusion::makeEuler(world->schedule, 4, diffusion::Sigmas::plain);
    const at::Tensor output = teacher.unet.forward(sampler->scaleModelInput(stride.from, 2),
                                                   at::full({2}, sampler->timesteps()[2], at::kFloat),
                                                   conditioningOf(teacher, rows));
    EXPECT_LT((stride.original - output).abs().max().item<double>(), 1e-3);
}

TEST_F(Lightning, LearnsAndLeavesTheTeacherAlone)
{
    const auto before = world->weights.at("unet.conv_in.weight").clone();
    LightningTraining training = this->training();
    training.loop.steps = 40;
    training.loop.learningRate = 1e-3;
    training.rows.identityShare = 0;
    training.averageDecay = 0.5;
    const auto factors = trainLightning(world->painter, training, {});
    ASSERT_TRUE(factors) << factors.error().message;
    EXPECT_TRUE(at::equal(before, world->weights.at("unet.conv_in.weight")));

    // distance of the student's answers to the teacher's strides, before and after, on rows it has not seen
    const at::NoGradGuard noGradients;
    const Painter teacher(weights::Weights({"", world->weights, {}}), training.options);
    const auto sampler = diffusion::makeEuler(world->schedule, 4, diffusion::Sigmas::plain);
    const auto unet = part(world->weights, "unet.");
    const diffusion::Unet plain(training.options.unet, weights::Weights({"", unet, {}})),
        student(training.options.unet, weights::Weights({"", changed(unet, *factors), {}}));
    double distanceBefore = 0, distanceAfter = 0;
    training.rows.identityShare = 0;
    for (size_t step = 0; step < 3; ++step) { // at the last one an untrained teacher answers with noise
        Random random(99, step);
        const PainterRows rows = drawRows(world->painter, training.rows, random);
        const TeacherStride stride = teacherStride(teacher, world->painter, rows, training, step, random);
        const auto distance = [&](const diffusion::Unet& model) {
            const at::Tensor answer = model.forward(sampler->scaleModelInput(stride.from, step),
                                                    at::full({2}, sampler->timesteps()[step], at::kFloat),
                                                    conditioningOf(teacher, rows));
            return (answer - stride.original).square().mean().item<double>();
        };
        distanceBefore += distance(plain);
        distanceAfter += distance(student);
    }
    EXPECT_LT(distanceAfter, .9 * distanceBefore);
}

TEST(LowRank, StartsWithoutAChangeAndLearnsInTheFactorsAlone)
{
    const weights::TensorMap model{{"a.weight", at::randn({64, 48})},
                                   {"b.weight", at::randn({32, 64, 3, 3})},
                                   {"b.bias", at::randn({32})},
                                   {"small.weight", at::randn({4, 3})}};
    auto factors = lowRankFactors(model, 8, 1);
    EXPECT_EQ(factors.size(), 4u) << "of a and b";
    for (const auto& [name, tensor] : changed(model, factors))
        EXPECT_TRUE(at::equal(tensor, model.at(name))) << name;
    for (auto& [name, tensor] : factors)
        tensor.set_requires_grad(true);
    changed(model, factors).at("b.weight").square().sum().backward();
    EXPECT_GT(factors.at("b.up").grad().abs().max().item<double>(), 0);
    EXPECT_FALSE(factors.at("a.up").grad().defined());
}

TEST(LowRank, IsWrittenAsALoraThatMergesToTheSameWeights)
{
    const weights::TensorMap model{{"down_blocks.1.attentions.0.proj_in.weight", at::randn({64, 64})},
                                   {"conv_in.weight", at::randn({64, 32, 3, 3})}};
    auto factors = lowRankFactors(model, 4, 2);
    for (auto& [name, tensor] : factors)
        tensor = at::randn(tensor.sizes()).to(at::kHalf).to(at::kFloat); // as the file will hold them
    const auto file = std::filesystem::temp_directory_path() / ("likeness-lora-" + std::to_string(::getpid()));
    ASSERT_TRUE(writeLora(file, factors));
    const auto lora = weights::readLora(file);
    ASSERT_TRUE(lora) << lora.error().message;
    EXPECT_EQ(lora->layers.size(), 2u);
    const auto expected = changed(model, factors);
    for (const auto& layer : lora->layers) {
        EXPECT_EQ(layer.part, weights::LoraPart::unet);
        const std::string name =
            layer.module == "conv_in" ? "conv_in.weight" : "down_blocks.1.attentions.0.proj_in.weight";
        const at::Tensor change =
            layer.factor * at::matmul(layer.up.to(at::kFloat).flatten(1), layer.down.to(at::kFloat).flatten(1));
        EXPECT_LT((model.at(name) + change.view_as(model.at(name)) - expected.at(name)).abs().max().item<double>(), 1e-5);
    }
    std::filesystem::remove(file);
}

} // namespace
} // namespace likeness::training
