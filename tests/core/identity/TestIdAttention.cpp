#include "core/identity/IdAttention.h"

#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

#include <cstdio>

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using weights::TensorFile;
using weights::Weights;

constexpr int64_t layerNumber = 1;

// One cross-attention layer around the extension, with the case's own weights.
struct Layer {
    TensorFile file = referenceCase("id_attention");
    int64_t heads = std::stoll(file.metadata.at("heads"));
    at::Tensor input = file.tensors.at("in.hidden_states");
    at::Tensor tokens = file.tensors.at("in.id_embedding");
    at::Tensor toQ = weight("to_q.weight"), toK = weight("to_k.weight"),
               toV = weight("to_v.weight");
    at::Tensor toOut = weight("to_out.0.weight"), toOutBias = weight("to_out.0.bias");
    IdAttentionLayers layers = makeLayers();

    at::Tensor weight(const std::string& name) const
    {
        return file.tensors.at("in.weight." + name);
    }

    IdAttentionLayers makeLayers() const
    {
        TensorFile adapter;
        for (const char* name : {"id_to_k.weight", "id_to_v.weight"})
            adapter.tensors["1." + std::string(name)] = weight(name);
        const Weights w(std::move(adapter));
        IdAttentionLayers result(w, idAttentionOptionsOf(w));
        EXPECT_TRUE(w.check("the identity layers of a case"));
        return result;
    }

    // The layer's result before to_out.
    at::Tensor beforeOut(diffusion::CrossAttentionExtension* extension) const
    {
        const auto split = [this](const at::Tensor& x) {
            return x.unflatten(-1, {heads, -1}).transpose(1, 2);
        };
        const at::Tensor text = file.tensors.at("in.encoder_hidden_states");
        const at::Tensor query = at::linear(input, toQ);
        const at::Tensor keys = at::linear(text, toK);
        at::Tensor out = at::scaled_dot_product_attention(split(query), split(keys),
                                                          split(at::linear(text, toV)))
                             .transpose(1, 2)
                             .flatten(2);
        return extension ? extension->extend({layerNumber, heads}, query, keys, out) : out;
    }

    at::Tensor forward(diffusion::CrossAttentionExtension* extension) const
    {
        return at::linear(beforeOut(extension), toOut, toOutBias);
    }
};

Ortho orthoOf(const std::string& name)
{
    return name == "v1" ? Ortho::v1 : name == "v2" ? Ortho::v2 : Ortho::none;
}

TEST(IdAttention, matchesEverySettingOfTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/id_attention.safetensors");
    const Layer layer;
    int settings = 0;
    for (const auto& [name, expected] : layer.file.tensors) {
        int zeroTokens = 0;
        char ortho[8] = {};
        double scale = 0;
        if (std::sscanf(name.c_str(), "out.z%d.%7[^.].s%lf", &zeroTokens, ortho, &scale) != 3)
            continue;
        IdAttention attention(layer.layers, layer.tokens, {0, 1},
                              {scale, zeroTokens, orthoOf(ortho)});
        const double tolerance = toleranceOf(layer.file, name);
        EXPECT_TRUE(isClose(layer.forward(&attention), expected, tolerance)) << name;
        EXPECT_TRUE(isClose(layer.forward(&attention), expected, tolerance))
            << name << " with kept keys";
        ++settings;
    }
    EXPECT_GE(settings, 27);
    EXPECT_TRUE(isClose(layer.forward(nullptr), layer.file.tensors.at("out.plain"),
                        toleranceOf(layer.file, "out.plain")));
}

TEST(IdAttention, scaleZeroIsTheBaseBitByBit)
{
    LIKENESS_NEEDS_REFERENCE("cases/id_attention.safetensors");
    const Layer layer;
    for (const Ortho ortho : {Ortho::none, Ortho::v1, Ortho::v2}) {
        IdAttention attention(layer.layers, layer.tokens, {0, 1}, {0.0, 8, ortho});
        EXPECT_TRUE(at::equal(layer.beforeOut(&attention), layer.beforeOut(nullptr)));
    }
}

TEST(IdAttention, rowsWithoutIdentityAreTheBaseBitByBit)
{
    LIKENESS_NEEDS_REFERENCE("cases/id_attention.safetensors");
    const Layer layer;
    const at::Tensor base = layer.beforeOut(nullptr);
    for (const Ortho ortho : {Ortho::none, Ortho::v1, Ortho::v2}) {
        const IdAttentionSettings settings{0.8, 8, ortho};
        IdAttention both(layer.layers, layer.tokens, {0, 1}, settings);
        IdAttention second(layer.layers, layer.tokens.slice(0, 1), {1}, settings);
        IdAttention none(layer.layers, layer.tokens.slice(0, 0, 0), {}, settings);
        const at::Tensor mixed = layer.beforeOut(&second);
        EXPECT_TRUE(at::equal(mixed[0], base[0]));
        EXPECT_TRUE(isClose(mixed[1], layer.beforeOut(&both)[1],
                            1e-5)); // the batch's size may change a kernel's order
        EXPECT_FALSE(at::equal(mixed[1], base[1]));
        EXPECT_TRUE(at::equal(layer.beforeOut(&none), base));
    }
}

TEST(IdAttention, gradientReachesItsWeightsAndTokens)
{
    const IdAttentionOptions options{24, {{1, 64}, {3, 128}}};
    const Weights fresh = Weights::fresh([](const std::string&, at::IntArrayRef shape) {
        return at::randn(shape).mul_(0.1).set_requires_grad(true);
    });
    const IdAttentionLayers layers(fresh, options);
    ASSERT_EQ(fresh.taken().size(), 4u);
    const at::Tensor tokens = at::randn({1, 10, 24}).set_requires_grad(true);
    const at::Tensor query = at::randn({2, 7, 64});
    for (const Ortho ortho : {Ortho::none, Ortho::v1, Ortho::v2}) {
        IdAttention attention(layers, tokens, {1}, {0.8, 8, ortho});
        attention.extend({1, 2}, query, {}, at::randn({2, 7, 64})).square().sum().backward();
    }
    EXPECT_GT(layers.layers.at(1).id_to_k.weight.grad().abs().sum().item<double>(), 0);
    EXPECT_GT(layers.layers.at(1).id_to_v.weight.grad().abs().sum().item<double>(), 0);
    EXPECT_GT(tokens.grad().abs().sum().item<double>(), 0);
    EXPECT_FALSE(layers.layers.at(3).id_to_k.weight.grad().defined());
}

TEST(IdAttention, refusesWhatDoesNotFit)
{
    const IdAttentionOptions options{24, {{1, 64}}};
    const IdAttentionLayers layers(
        Weights::fresh([](const std::string&, at::IntArrayRef shape) { return at::zeros(shape); }),
        options);
    EXPECT_THROW(IdAttention(layers, at::zeros({1, 5, 23}), {0}, {}), c10::Error);
    EXPECT_THROW(IdAttention(layers, at::zeros({2, 5, 24}), {0}, {}), c10::Error);
    EXPECT_THROW(IdAttention(layers, at::zeros({2, 5, 24}), {1, 1}, {}), c10::Error);
    IdAttention attention(layers, at::zeros({1, 5, 24}), {2}, {});
    EXPECT_THROW(attention.extend({1, 2}, at::zeros({2, 7, 64}), {}, at::zeros({2, 7, 64})),
                 c10::Error);
    EXPECT_THROW(attention.extend({5, 2}, at::zeros({3, 7, 64}), {}, at::zeros({3, 7, 64})),
                 c10::Error);
}

} // namespace
} // namespace likeness::identity
