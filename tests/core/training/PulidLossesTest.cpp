// Against cases/losses.safetensors (values and gradients).
#include "core/training/PulidLosses.h"

#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

#include <gtest/gtest.h>

namespace likeness::training {
namespace {

using testing::isClose;
using testing::referenceCase;
using testing::toleranceOf;

class PulidLosses : public ::testing::Test {
protected:
    void SetUp() override
    {
        LIKENESS_NEEDS_REFERENCE("cases/losses.safetensors");
        vectors = referenceCase("losses");
        for (int64_t i = 0; vectors.tensors.contains("in.K_" + std::to_string(i)); ++i) {
            const std::string n = std::to_string(i);
            layers.push_back({vectors.tensors.at("in.K_" + n), vectors.tensors.at("in.Qt_" + n),
                              vectors.tensors.at("in.Qtid_" + n).clone().set_requires_grad(true)});
        }
        ASSERT_FALSE(layers.empty());
    }
    void expectMatch(const at::Tensor& actual, const std::string& name)
    {
        EXPECT_TRUE(isClose(actual, vectors.tensors.at(name), toleranceOf(vectors, name))) << name;
    }
    at::Tensor meanOverLayers(at::Tensor (*loss)(const AlignedLayer&))
    {
        at::Tensor sum = at::zeros({});
        for (const auto& layer : layers)
            sum = sum + loss(layer).mean();
        return sum / static_cast<double>(layers.size());
    }

    weights::TensorFile vectors;
    std::vector<AlignedLayer> layers;
};

TEST_F(PulidLosses, AlignEachLayerAsTheReferenceDoes)
{
    for (size_t i = 0; i < layers.size(); ++i) {
        const std::string n = std::to_string(i);
        const struct {
            at::Tensor (*loss)(const AlignedLayer&);
            std::string value, gradient;
        } cases[] = {{semanticAlignment, "out.sem_norm_" + n, "out.grad_sem_" + n},
                     {layoutAlignment, "out.layout_norm_" + n, "out.grad_layout_" + n}};
        for (const auto& c : cases) {
            layers[i].queriesWithId.mutable_grad() = at::Tensor();
            const at::Tensor value = c.loss(layers[i]);
            value.mean().backward();
            expectMatch(value, c.value);
            expectMatch(layers[i].queriesWithId.grad(), c.gradient);
        }
    }
}

TEST_F(PulidLosses, GiveThePathWithoutIdentityNoGradient)
{
    auto layer = layers[0];
    layer.queries = layer.queries.clone().set_requires_grad(true);
    layer.keys = layer.keys.clone().set_requires_grad(true);
    (semanticAlignment(layer).sum() + layoutAlignment(layer).sum()).backward();
    EXPECT_FALSE(layer.queries.grad().defined());
    EXPECT_FALSE(layer.keys.grad().defined());
    EXPECT_TRUE(layer.queriesWithId.grad().defined());
}

TEST_F(PulidLosses, MeasureTheFaceAsTheReferenceDoes)
{
    const at::Tensor generated = vectors.tensors.at("in.phi_generated").clone().set_requires_grad(true);
    const at::Tensor loss = identityLoss(vectors.tensors.at("in.phi_reference"), generated);
    loss.backward();
    expectMatch(loss, "out.L_id");
    expectMatch(generated.grad(), "out.grad_L_id");
}

TEST_F(PulidLosses, AddUpWithThePublishedWeights)
{
    const PulidWeights weights;
    const at::Tensor semantic = meanOverLayers(semanticAlignment), layout = meanOverLayers(layoutAlignment);
    expectMatch(semantic, "out.L_align_sem");
    expectMatch(layout, "out.L_align_layout");
    const at::Tensor diffusion =
        at::mse_loss(vectors.tensors.at("in.eps_predicted"), vectors.tensors.at("in.eps_target"));
    expectMatch(diffusion, "out.L_diff");
    const at::Tensor total = diffusion + weights.semantic * semantic + weights.layout * layout +
                             weights.identity * identityLoss(vectors.tensors.at("in.phi_reference"),
                                                             vectors.tensors.at("in.phi_generated"));
    expectMatch(total, "out.L_total");
    total.backward();
    for (size_t i = 0; i < layers.size(); ++i)
        expectMatch(layers[i].queriesWithId.grad(), "out.grad_total_Qtid_" + std::to_string(i));
}

TEST(PulidLossesAtTheStart, HaveNoGradientWhereBothPathsAgree)
{
    const at::Tensor queries = at::randn({1, 2, 4, 8}).set_requires_grad(true);
    const AlignedLayer layer{at::randn({1, 2, 3, 8}), queries, queries};
    (semanticAlignment(layer) + layoutAlignment(layer)).sum().backward();
    EXPECT_EQ(queries.grad().abs().max().item<double>(), 0); // not NaN: values of id_to_v start at zero
}

} // namespace
} // namespace likeness::training
