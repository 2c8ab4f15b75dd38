// bf16 in training: where it is used, what stays fp32, and that the lessons stay the same.
#include "core/training/Autocast.h"
#include "core/training/PulidTrainer.h"
#include "core/training/DataParallel.h"
#include "tests/core/training/SmallWorld.h"

#include "core/base/CpuGuard.h"

#include <gtest/gtest.h>

namespace likeness::training {
namespace {

class Bf16 : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (!base::isBf16Safe())
            GTEST_SKIP() << "This processor's bf16 products are broken";
    }
};

struct OneLayer {
    at::Tensor weight;
    explicit OneLayer(const weights::Weights& w) : weight(w.take("weight", {64, 64})) {}
};

TEST_F(Bf16, ProductsAreInItOnlyWhereAsked)
{
    const at::Tensor x = at::ones({2, 64}), w = at::ones({64, 64});
    {
        const Autocast on(true);
        EXPECT_EQ(at::linear(x, w).scalar_type(), at::kBFloat16);
        const Autocast off(false);
        EXPECT_EQ(at::linear(x, w).scalar_type(), at::kFloat);
    }
    EXPECT_FALSE(Autocast::isOn());
    EXPECT_EQ(at::linear(x, w).scalar_type(), at::kFloat);
}

// The step of an optimiser changes the parameters in place: no cast of their old values may be used again.
TEST_F(Bf16, GradientsAreFloatsAndFollowTheParameters)
{
    const weights::TensorMap parameters{{"weight", at::full({64, 64}, 0.5)}};
    DataParallel<OneLayer> parallel(parameters, 2, [](const weights::Weights& w) { return OneLayer(w); });
    const auto loss = [](OneLayer& layer, int) {
        const at::Tensor y = at::linear(at::ones({1, 64}), layer.weight);
        EXPECT_EQ(y.scalar_type(), at::kBFloat16);
        return y.to(at::kFloat).square().mean();
    };
    weights::TensorMap gradients;
    EXPECT_EQ(parallel.gradients(loss, gradients, Precision::bf16), 32.0 * 32.0);
    EXPECT_EQ(gradients.at("weight").scalar_type(), at::kFloat);
    EXPECT_EQ(gradients.at("weight")[0][0].item<double>(), 1.0); // 2 y / 64
    parameters.at("weight").fill_(0.25);
    EXPECT_EQ(parallel.gradients(loss, gradients, Precision::bf16), 16.0 * 16.0);
    EXPECT_EQ(gradients.at("weight")[0][0].item<double>(), 0.5);
}

// All losses of stage 3, with its steps that are computed again in the backward pass: nearly the losses and gradients
// of fp32, which they are not if a part is missing or a gradient is cut.
TEST_F(Bf16, StageThreeLearnsTheSame)
{
    const at::NoGradGuard noGradients;
    const testing::SmallWorld world;
    const PulidData data{world.painter, world.vae, world.arcFace, [](int64_t) {
                             return FacePoints{{{24, 26}, {40, 26}, {32, 34}, {26, 42}, {38, 42}}};
                         }};
    PulidTraining training;
    training.stage = PulidStage::alignment;
    training.rows.batch = 2;
    training.fastBatch = 1;
    training.fastSteps = 2;
    training.differentiated = 2;
    weights::TensorMap adapter, rest;
    for (const auto& [name, tensor] : world.weights)
        (name.starts_with("id_adapter") ? adapter : rest)[name] = tensor.clone();
    DataParallel<Painter> parallel(
        adapter, 1, [&](const weights::Weights& w) { return Painter(w, world.options.painter); }, rest);
    std::vector<PulidLossParts> parts;
    const auto loss = [&](Painter& painter, int) {
        const at::AutoGradMode gradients(true);
        Random random(9, 9);
        parts.push_back(pulidLoss(painter, data, training, random));
        return parts.back().total;
    };
    weights::TensorMap exact, rounded;
    parallel.gradients(loss, exact, Precision::fp32);
    parallel.gradients(loss, rounded, Precision::bf16);
    const auto isNear = [](const at::Tensor& a, const at::Tensor& b, double share) {
        EXPECT_NEAR(a.item<double>(), b.item<double>(), share * std::abs(b.item<double>()));
    };
    EXPECT_NE(parts[0].total.item<double>(), parts[1].total.item<double>()); // bf16 it was
    isNear(parts[1].diffusion, parts[0].diffusion, 0.02);
    isNear(parts[1].identity, parts[0].identity, 0.05);
    isNear(parts[1].layout, parts[0].layout, 0.1);
    double difference = 0, size = 0;
    for (const auto& [name, gradient] : exact) {
        ASSERT_TRUE(rounded.contains(name)) << name;
        difference += (rounded.at(name) - gradient).square().sum().item<double>();
        size += gradient.square().sum().item<double>();
    }
    EXPECT_GT(size, 0);
    EXPECT_LT(std::sqrt(difference / size), 0.1);
}

} // namespace
} // namespace likeness::training
