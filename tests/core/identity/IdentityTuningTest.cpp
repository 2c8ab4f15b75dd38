// What may be tuned about an identity: blocks, layers' factors, mixing, and looking at it work.
#include "core/identity/AttentionRecorder.h"
#include "core/identity/Identity.h"
#include "core/identity/IdentityBlocks.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

namespace likeness::identity {
namespace {

using likeness::testing::isClose;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using weights::Weights;

Weights randomWeights()
{
    return Weights::fresh(
        [](const std::string&, at::IntArrayRef shape) { return at::randn(shape); });
}

struct Layers {
    Layers() { at::manual_seed(5); }
    IdAttentionLayers layers{randomWeights(), {16, {{1, 32}, {3, 32}}}};
    at::Tensor tokens = at::randn({2, 10, 16});
    at::Tensor query = at::randn({2, 12, 32}), text = at::randn({2, 12, 32});

    at::Tensor run(diffusion::CrossAttentionExtension& attention, int64_t layer) const
    {
        return attention.extend({layer, 2}, query, {}, text);
    }
};

TEST(IdentityBlocks, AreDownUpMid)
{
    diffusion::UnetOptions options;
    options.block_out_channels = {32, 32, 32};
    options.heads = {1, 1, 1};
    options.transformer_layers_per_block = {1, 2, 3};
    options.cross_attention_dim = 8;
    options.addition_time_embed_dim = 8;
    options.pooled_dim = 8;
    options.norm_num_groups = 8;
    const diffusion::Unet unet(options, randomWeights());
    const auto blocks = identityBlocksOf(unet);
    std::vector<std::string> names;
    std::vector<int64_t> layers;
    for (const auto& block : blocks) {
        names.push_back(block.name);
        layers.insert(layers.end(), block.layers.begin(), block.layers.end());
    }
    EXPECT_THAT(names, ElementsAre("down_blocks.1", "down_blocks.2", "up_blocks.0", "up_blocks.1",
                                   "mid_block"));
    ASSERT_EQ(layers.size(), unet.crossAttentionLayers().size());
    for (size_t i = 0; i < layers.size(); ++i)
        EXPECT_EQ(layers[i], static_cast<int64_t>(2 * i + 1)) << "PuLID's order";

    const auto factors = layerFactors(blocks, {1, 0.5, 0, 2, 3});
    ASSERT_TRUE(factors);
    EXPECT_EQ(factors->at(blocks[1].layers.back()), 0.5);
    EXPECT_EQ(factors->at(blocks[4].layers.front()), 3);
    EXPECT_EQ(factors->size(), layers.size());
    EXPECT_TRUE(layerFactors(blocks, {})->empty());
    const auto wrong = layerFactors(blocks, {1, 1});
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message, HasSubstr("5 blocks with identity (down_blocks.1,"));
    EXPECT_THAT(wrong.error().message, HasSubstr("but 2 block strengths"));
}

TEST(IdAttention, aLayersFactorScalesThatLayerOnly)
{
    const Layers l;
    for (const Ortho ortho : {Ortho::none, Ortho::v1, Ortho::v2}) {
        IdAttentionSettings plain{0.8, 4, ortho}, tuned = plain, half{0.4, 4, ortho};
        tuned.layerFactors = {{1, 0.5}, {3, 0.0}};
        IdAttention full(l.layers, l.tokens, {0, 1}, plain);
        IdAttention factored(l.layers, l.tokens, {0, 1}, tuned);
        IdAttention halved(l.layers, l.tokens, {0, 1}, half);
        EXPECT_TRUE(at::equal(l.run(factored, 1), l.run(halved, 1)));
        EXPECT_FALSE(at::equal(l.run(factored, 1), l.run(full, 1)));
        EXPECT_TRUE(at::equal(l.run(factored, 3), l.text)) << "factor 0 is the base bit by bit";
    }
}

TEST(AttentionRecorder, ChangesNothingAndKeepsTheShare)
{
    const Layers l;
    IdAttentionSettings settings{0.8, 4, Ortho::v2};
    IdAttention alone(l.layers, l.tokens, {0, 1}, settings);
    IdAttention watched(l.layers, l.tokens, {0, 1}, settings);
    AttentionRecorder recorder(watched);
    EXPECT_TRUE(at::equal(l.run(recorder, 1), l.run(alone, 1)));
    const auto maps = recorder.take(7, 6); // two levels: 7 x 6, then 4 x 3
    ASSERT_EQ(maps.size(), 1u);
    const at::Tensor& map = maps.at(1);
    EXPECT_EQ(map.sizes(), at::IntArrayRef({4, 3}));
    EXPECT_TRUE(recorder.take(7, 6).empty());

    // The plain softmax over identity and zero tokens, of the second row.
    const auto heads = [](const at::Tensor& x) { return x.unflatten(-1, {2, 16}).transpose(0, 1); };
    const at::Tensor keys = l.layers.layers.at(1).id_to_k.forward(l.tokens[1]);
    const at::Tensor padded = at::cat({keys, at::zeros({4, 32})});
    const at::Tensor attention =
        (at::matmul(heads(l.query[1]), heads(padded).transpose(1, 2)) / 4).softmax(-1);
    EXPECT_TRUE(isClose(map.flatten(), attention.slice(-1, 0, 10).sum(-1).mean(0), 1e-5));
    EXPECT_GT(map.max().item<double>() - map.min().item<double>(), 0.01);
}

TEST(AttentionRecorder, WithoutZeroTokensOneIsTheYardstick)
{
    const Layers l;
    IdAttention one(l.layers, l.tokens, {0, 1}, {0.8, 1, Ortho::none});
    IdAttention none(l.layers, l.tokens, {0, 1}, {0.8, 0, Ortho::none});
    EXPECT_TRUE(at::equal(one.identityShare({1, 2}, l.query), none.identityShare({1, 2}, l.query)));
}

TEST(Mixed, IsLinearAndExactAtItsEnds)
{
    const IdentityEmbedding a{at::randn({1, 10, 8}), at::randn({1, 10, 8})};
    const IdentityEmbedding b{at::randn({1, 10, 8}), at::randn({1, 10, 8})};
    EXPECT_TRUE(at::equal(mixed(a, b, 0)->conditional, a.conditional));
    EXPECT_TRUE(at::equal(mixed(a, b, 1)->conditional, b.conditional));
    EXPECT_TRUE(at::equal(mixed(a, b, 1)->unconditional, b.unconditional));
    EXPECT_TRUE(
        isClose(mixed(a, b, 0.3)->conditional, 0.7 * a.conditional + 0.3 * b.conditional, 1e-6));
    EXPECT_TRUE(isClose(mixed(a, b, 0.3)->unconditional,
                        0.7 * a.unconditional + 0.3 * b.unconditional, 1e-6));
    const IdentityEmbedding longer{at::randn({1, 15, 8}), at::randn({1, 15, 8})};
    EXPECT_THAT(mixed(a, longer, 0.3).error().message, HasSubstr("10 and 15"));
}

TEST(RepeatedTo, GoesAroundInOrder)
{
    std::vector<ReferenceFeatures> two{{at::full({1, 1}, 1.0), {}, {}},
                                       {at::full({1, 1}, 2.0), {}, {}}};
    const auto five = repeatedTo(two, 5);
    std::vector<double> faces;
    for (const auto& one : five)
        faces.push_back(one.face.item<double>());
    EXPECT_THAT(faces, ElementsAre(1, 2, 1, 2, 1));
    EXPECT_EQ(repeatedTo(two, 1).size(), 2u);
}

} // namespace
} // namespace likeness::identity
