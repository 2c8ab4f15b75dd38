#include "core/diffusion/Unet.h"

#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <cmath>

namespace likeness::diffusion {
namespace {

using testing::isClose;
using weights::Weights;

constexpr double unetTolerance = 1e-4;        // reference/SDXL.md: fp32 against fp64 gives 5.0e-6 of 5.2
constexpr double transformerTolerance = 5e-5; // 2.1e-6 of 6.5

class UnetReference : public ::testing::Test {
protected:
    void SetUp() override { LIKENESS_NEEDS_REFERENCE("cases/unet.safetensors"); }

    struct Inputs {
        at::Tensor sample, timestep;
        UnetConditioning conditioning;
    };
    static Inputs inputs(const weights::TensorMap& file, const std::string& call)
    {
        const std::string in = "in." + call + ".";
        return {file.at(in + "sample"),
                file.at(in + "timestep"),
                {file.at(in + "encoder_hidden_states"), file.at(in + "text_embeds"), file.at(in + "time_ids")}};
    }
    static UnetOptions tinyOptions() { return *UnetOptions::read(testing::referenceFile("tiny-sdxl/unet/config.json")); }
    static Weights tinyWeights()
    {
        return Weights(
            *weights::readSafetensors(testing::referenceFile("tiny-sdxl/unet/diffusion_pytorch_model.safetensors")));
    }
};

TEST_F(UnetReference, PredictsAsDiffusersDoes)
{
    const at::InferenceMode guard;
    const auto file = testing::referenceCase("unet").tensors;
    const Weights w = tinyWeights();
    const Unet unet(tinyOptions(), w);
    ASSERT_TRUE(w.check("an SDXL UNet"));
    for (const std::string call : {"a", "b", "c", "d", "e"}) { // c: latent sides that are no multiples of 4
        const Inputs in = inputs(file, call);
        const at::Tensor out = unet.forward(in.sample, in.timestep, in.conditioning);
        EXPECT_TRUE(isClose(out, file.at("out." + call + ".sample"), unetTolerance)) << "call " << call;
    }
}

TEST_F(UnetReference, EmbedsTheTimestepAsDiffusersDoes)
{
    const at::InferenceMode guard;
    const auto file = testing::referenceCase("unet").tensors;
    const Unet unet(tinyOptions(), tinyWeights());
    const at::Tensor time = sinusoids(file.at("in.a.timestep").view({1}), 96);
    EXPECT_TRUE(isClose(time, file.at("out.a.act.time_proj"), unetTolerance));
    EXPECT_TRUE(isClose(unet.time_embedding.forward(time), file.at("out.a.act.time_embedding"), unetTolerance));
    const at::Tensor sizes = sinusoids(file.at("in.a.time_ids").flatten(), 8);
    EXPECT_TRUE(isClose(sizes, file.at("out.a.act.add_time_proj"), unetTolerance));
}

// Counts its calls and hands on what it got, or adds a constant.
class Recorder : public CrossAttentionExtension {
public:
    std::vector<int64_t> layers;
    double added = 0;

    at::Tensor extend(const CrossAttentionSite& site, const at::Tensor& query, const at::Tensor& textKeys,
                      const at::Tensor& textResult) override
    {
        EXPECT_EQ(query.sizes(), textResult.sizes());
        EXPECT_EQ(textKeys.size(1), 77);
        EXPECT_EQ(textKeys.size(2), query.size(2));
        EXPECT_EQ(query.size(2) % site.heads, 0);
        layers.push_back(site.layer);
        return added == 0 ? textResult : textResult + added;
    }
};

TEST_F(UnetReference, ExtensionAndCacheChangeNoBit)
{
    const at::InferenceMode guard;
    const Inputs in = inputs(testing::referenceCase("unet").tensors, "b");
    const Unet unet(tinyOptions(), tinyWeights());
    const at::Tensor plain = unet.forward(in.sample, in.timestep, in.conditioning);

    Recorder recorder;
    KeyValueCache cache;
    UnetCall call;
    call.extension = &recorder;
    call.cache = &cache;
    EXPECT_TRUE(at::equal(unet.forward(in.sample, in.timestep, in.conditioning, call), plain)); // fills
    EXPECT_TRUE(at::equal(unet.forward(in.sample, in.timestep, in.conditioning, call), plain)); // uses

    // Another text is not answered from the cache.
    UnetConditioning other = in.conditioning;
    other.text = at::zeros_like(other.text);
    EXPECT_TRUE(at::equal(unet.forward(in.sample, in.timestep, other, call),
                          unet.forward(in.sample, in.timestep, other)));

    recorder.added = 0.1;
    EXPECT_FALSE(at::equal(unet.forward(in.sample, in.timestep, in.conditioning, call), plain));
}

TEST_F(UnetReference, NumbersCrossAttentionDownUpMid)
{
    const at::InferenceMode guard;
    const Inputs in = inputs(testing::referenceCase("unet").tensors, "a");
    const Unet unet(tinyOptions(), tinyWeights());
    const auto layers = unet.crossAttentionLayers();
    ASSERT_EQ(layers.size(), 2u * 1 + 2 * 2 + 3 * 2 + 3 * 1 + 2);
    for (size_t i = 0; i < layers.size(); ++i) {
        EXPECT_EQ(layers[i].layer, static_cast<int64_t>(2 * i + 1));
        EXPECT_EQ(layers[i].channels, 64);
        EXPECT_EQ(layers[i].heads, 1);
    }
    // The mid block runs between down and up, but has the last numbers.
    Recorder recorder;
    UnetCall call;
    call.extension = &recorder;
    unet.forward(in.sample, in.timestep, in.conditioning, call);
    EXPECT_EQ(recorder.layers,
              (std::vector<int64_t>{1, 3, 5, 7, 9, 11, 31, 33, 13, 15, 17, 19, 21, 23, 25, 27, 29}));
}

TEST(SpatialTransformer, SplitsHeadsAsDiffusersDoes)
{
    LIKENESS_NEEDS_REFERENCE("cases/spatial_transformer_2_heads.safetensors");
    const at::InferenceMode guard;
    const auto file = testing::referenceCase("spatial_transformer_2_heads").tensors;
    const Weights w(*weights::readSafetensors(testing::referenceFile("tiny-spatial-transformer-2-heads.safetensors")));
    int64_t nextLayer = 0;
    const SpatialTransformer transformer({128, 2, 1, 96, 32, true}, w / "down_blocks.1.attentions.0", nextLayer);
    ASSERT_TRUE(w.check("a transformer"));
    EXPECT_EQ(nextLayer, 2);
    const at::Tensor text = file.at("in.encoder_hidden_states");
    EXPECT_TRUE(isClose(transformer.forward(file.at("in.hidden_states"), text, {}), file.at("out.hidden_states"),
                        transformerTolerance));
    EXPECT_TRUE(isClose(transformer.transformer_blocks[0].crossAttention(file.at("in.attn2_query"), text, {}),
                        file.at("out.attn2"), transformerTolerance));
}

// Two levels, from scratch, as training makes one.
UnetOptions smallOptions()
{
    UnetOptions o;
    o.block_out_channels = {8, 16};
    o.layers_per_block = {1, 2};
    o.transformer_layers_per_block = {1, 1};
    o.heads = {2, 4};
    o.downAttention = {true, false};
    o.upAttention = {false, true};
    o.cross_attention_dim = 6;
    o.addition_time_embed_dim = 4;
    o.pooled_dim = 10;
    o.norm_num_groups = 4;
    return o;
}

Weights freshWeights()
{
    auto generator = std::make_shared<int>(0);
    return Weights::fresh([generator](const std::string&, at::IntArrayRef shape) {
        return at::sin(at::arange(c10::multiply_integers(shape), at::kFloat) + double(++*generator)).view(shape) * 0.2;
    });
}

UnetConditioning conditioning(int64_t rows)
{
    return {at::linspace(-1, 1, rows * 5 * 6).view({rows, 5, 6}), at::ones({rows, 10}), at::full({rows, 6}, 64.0)};
}

class SmallUnet : public ::testing::TestWithParam<bool> {};

TEST_P(SmallUnet, TrainsFromScratch)
{
    UnetOptions options = smallOptions();
    options.use_linear_projection = GetParam();
    const Weights w = freshWeights();
    const Unet unet(options, w);
    for (auto& [name, tensor] : w.taken())
        tensor.set_requires_grad(true);
    const at::Tensor sample = at::linspace(-1, 1, 2 * 4 * 7 * 9).view({2, 4, 7, 9});
    const at::Tensor out = unet.forward(sample, at::tensor({3.0, 700.0}), conditioning(2));
    EXPECT_EQ(out.sizes(), sample.sizes());
    at::square(out).mean().backward();
    for (const auto& [name, tensor] : w.taken()) {
        ASSERT_TRUE(tensor.grad().defined()) << name;
        EXPECT_GT(tensor.grad().abs().max().item<float>(), 0) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Projections, SmallUnet, ::testing::Bool());

TEST(Unet, LeavesWhenAskedToStop)
{
    const Unet unet(smallOptions(), freshWeights());
    std::stop_source source;
    UnetCall call;
    call.stop = source.get_token();
    const at::Tensor sample = at::zeros({1, 4, 8, 8});
    EXPECT_NO_THROW(unet.forward(sample, at::tensor(5.0), conditioning(1), call));
    source.request_stop();
    EXPECT_THROW(unet.forward(sample, at::tensor(5.0), conditioning(1), call), Cancelled);
}

TEST(Unet, RefusesOtherShapes)
{
    const Unet unet(smallOptions(), freshWeights());
    const at::Tensor sample = at::zeros({2, 4, 8, 8}), timestep = at::tensor(5.0);
    const auto with = [](auto change) {
        UnetConditioning c = conditioning(2);
        change(c);
        return c;
    };
    EXPECT_NO_THROW(unet.forward(sample, timestep, conditioning(2)));
    EXPECT_NO_THROW(unet.forward(at::zeros({2, 4, 1, 1}), timestep, conditioning(2)));
    EXPECT_THROW(unet.forward(at::zeros({2, 3, 8, 8}), timestep, conditioning(2)), c10::Error);
    EXPECT_THROW(unet.forward(at::zeros({4, 8, 8}), timestep, conditioning(2)), c10::Error);
    EXPECT_THROW(unet.forward(sample, at::zeros({3}), conditioning(2)), c10::Error);
    EXPECT_THROW(unet.forward(sample, timestep, conditioning(1)), c10::Error);
    EXPECT_THROW(unet.forward(sample, timestep, with([](auto& c) { c.text = at::zeros({2, 5, 7}); })), c10::Error);
    EXPECT_THROW(unet.forward(sample, timestep, with([](auto& c) { c.pooled = at::zeros({2, 9}); })), c10::Error);
    EXPECT_THROW(unet.forward(sample, timestep, with([](auto& c) { c.timeIds = at::zeros({2, 5}); })), c10::Error);
}

TEST(UnetOptions, SurvivesItsOwnJson)
{
    const auto again = UnetOptions::parse(smallOptions().json(), "unet/config.json");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->json(), smallOptions().json());
    EXPECT_EQ(again->pooled_dim, 10);
    EXPECT_EQ(again->upAttention, smallOptions().upAttention);
}

TEST(UnetOptions, NamesTheFieldThatDoesNotDo)
{
    const auto messageWith = [](const std::string& field, const std::string& value) {
        std::string json = smallOptions().json();
        const size_t at = json.find("\"" + field + "\"");
        // A later field of the same name wins.
        json.insert(json.rfind('}'), ", \"" + field + "\": " + value);
        EXPECT_NE(at, std::string::npos) << field;
        const auto options = UnetOptions::parse(json, "unet/config.json");
        return options ? std::string("accepted") : options.error().message;
    };
    EXPECT_EQ(messageWith("time_cond_proj_dim", "256"),
              "'unet/config.json' has \"time_cond_proj_dim\": 256; Likeness can only use models where it is null.");
    EXPECT_EQ(messageWith("norm_eps", "1e-6"), "accepted");
    const std::pair<const char*, const char*> wrong[] = {
        {"down_block_types", R"(["DownBlock2D"])"},
        {"up_block_types", R"(["UpBlock2D", "AttnUpBlock2D"])"},
        {"block_out_channels", "[8, 18]"},
        {"block_out_channels", "[]"},
        {"attention_head_dim", "[3, 4]"},
        {"attention_head_dim", "-1"},
        {"transformer_layers_per_block", "[1, [2, 2]]"},
        {"cross_attention_dim", "[6, 6]"},
        {"projection_class_embeddings_input_dim", "24"},
        {"addition_embed_type", "\"image\""},
        {"addition_embed_type", "null"},
        {"addition_time_embed_dim", "3"},
        {"in_channels", "\"four\""},
        {"use_linear_projection", "1"},
        {"norm_eps", "\"small\""},
    };
    for (const auto& [field, value] : wrong)
        EXPECT_NE(messageWith(field, value).find("\"" + std::string(field) + "\""), std::string::npos)
            << field << ": " << messageWith(field, value);
}

} // namespace
} // namespace likeness::diffusion
