#include "core/training/Checkpointed.h"

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

namespace likeness::training {
namespace {

struct Checkpoint : ::testing::Test {
    at::Tensor parameter = at::randn({3, 3}).set_requires_grad(true);
    int calls = 0;
    const TensorFunction function = [this](const std::vector<at::Tensor>& in) -> std::vector<at::Tensor> {
        ++calls;
        const at::Tensor mixed = at::tanh(at::matmul(in[0], parameter)) * in[1];
        return {mixed, mixed.sum()};
    };
};

TEST_F(Checkpoint, GivesTheSameValuesAndGradientsAndComputesTwice)
{
    const at::Tensor x = at::randn({2, 3}), y = at::randn({2, 3});
    std::vector<at::Tensor> gradients[2];
    at::Tensor values[2];
    for (const int kind : {0, 1}) {
        const at::Tensor a = x.clone().set_requires_grad(true), b = y.clone();
        parameter.mutable_grad() = at::Tensor();
        calls = 0;
        const auto out = kind ? checkpointed(function, {a, b}) : function({a, b});
        (out[0].square().sum() + out[1]).backward();
        EXPECT_EQ(calls, kind ? 2 : 1);
        values[kind] = out[0].detach();
        gradients[kind] = {a.grad(), parameter.grad()};
        EXPECT_FALSE(b.grad().defined());
    }
    EXPECT_TRUE(values[1].equal(values[0]));
    EXPECT_TRUE(gradients[1][0].allclose(gradients[0][0], 1e-6, 1e-6));
    EXPECT_TRUE(gradients[1][1].allclose(gradients[0][1], 1e-6, 1e-6));
}

TEST_F(Checkpoint, ReachesParametersEvenIfNoInputNeedsAGradient)
{
    checkpointed(function, {at::ones({2, 3}), at::ones({2, 3})})[1].backward();
    ASSERT_TRUE(parameter.grad().defined());
    EXPECT_GT(parameter.grad().abs().max().item<double>(), 0);
}

TEST_F(Checkpoint, ChainsOneAfterAnother)
{
    const at::Tensor x = at::randn({2, 3}).set_requires_grad(true), one = at::ones({2, 3});
    at::Tensor straight = x, chained = x;
    for (int i = 0; i < 3; ++i)
        straight = function({straight, one})[0];
    straight.sum().backward();
    const at::Tensor expected = x.grad().clone(), expectedParameter = parameter.grad().clone();
    x.mutable_grad() = at::Tensor();
    parameter.mutable_grad() = at::Tensor();
    for (int i = 0; i < 3; ++i)
        chained = checkpointed(function, {chained, one})[0];
    chained.sum().backward();
    EXPECT_TRUE(x.grad().allclose(expected, 1e-6, 1e-6));
    EXPECT_TRUE(parameter.grad().allclose(expectedParameter, 1e-6, 1e-6));
}

TEST_F(Checkpoint, CostsNothingWithoutGradients)
{
    const at::NoGradGuard noGradients;
    const auto out = checkpointed(function, {at::ones({2, 3}), at::ones({2, 3})});
    EXPECT_EQ(calls, 1);
    EXPECT_FALSE(out[0].requires_grad());
}

} // namespace
} // namespace likeness::training
