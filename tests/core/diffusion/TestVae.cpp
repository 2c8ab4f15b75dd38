#include "core/diffusion/Vae.h"

#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

namespace likeness::diffusion {
namespace {

using testing::isClose;
using weights::TensorFile;
using weights::Weights;

constexpr double imageTolerance = 1e-4;   // reference/SDXL.md: fp32 against fp64 gives 5e-6
constexpr double momentsTolerance = 3e-4; // 2.6e-5 of 16.3

TensorFile tinyVaeFile()
{
    return *weights::readSafetensors(testing::referenceFile("tiny-sdxl/vae/diffusion_pytorch_model.safetensors"));
}

VaeOptions tinyVaeOptions() { return *VaeOptions::read(testing::referenceFile("tiny-sdxl/vae/config.json")); }

class VaeReference : public ::testing::Test {
protected:
    void SetUp() override { LIKENESS_NEEDS_REFERENCE("cases/vae.safetensors"); }
};

TEST_F(VaeReference, DecodesAndEncodesAsDiffusersDoes)
{
    const at::InferenceMode guard;
    const auto expected = testing::referenceCase("vae").tensors;
    const Weights w(tinyVaeFile());
    const Vae vae(tinyVaeOptions(), w);
    ASSERT_TRUE(w.check("an SDXL VAE"));
    EXPECT_EQ(vae.downscale(), 8);
    for (const std::string number : {"0", "1"}) {
        const at::Tensor image = vae.decode(expected.at("in.decode" + number + ".z"));
        EXPECT_TRUE(isClose(image, expected.at("out.decode" + number + ".image"), imageTolerance));

        const at::Tensor moments = vae.encode(expected.at("in.encode" + number + ".image"));
        EXPECT_TRUE(isClose(moments, expected.at("out.encode" + number + ".moments"), momentsTolerance));
        const at::Tensor latent = sampleMoments(moments, expected.at("in.encode" + number + ".noise"));
        EXPECT_TRUE(isClose(latent * vae.options.scaling_factor,
                            expected.at("out.encode" + number + ".scaled_latent"), momentsTolerance));
    }
}

TEST_F(VaeReference, ReadsOlderNamesAndConvolutionsInTheAttention)
{
    const at::InferenceMode guard;
    const std::pair<const char*, const char*> names[] = {
        {"to_q", "query"}, {"to_k", "key"}, {"to_v", "value"}, {"to_out.0", "proj_attn"}};
    const Vae plain(tinyVaeOptions(), Weights(tinyVaeFile()));
    TensorFile older = tinyVaeFile();
    for (const char* half : {"encoder", "decoder"}) {
        for (const auto& [now, before] : names) {
            const std::string prefix = std::string(half) + ".mid_block.attentions.0.";
            for (const char* part : {".weight", ".bias"}) {
                auto node = older.tensors.extract(prefix + now + part);
                node.key() = prefix + before + part;
                if (node.mapped().dim() == 2 && half == std::string("decoder"))
                    node.mapped() = node.mapped().unsqueeze(-1).unsqueeze(-1);
                older.tensors.insert(std::move(node));
            }
        }
    }
    const Weights w(older);
    const Vae vae(tinyVaeOptions(), w);
    ASSERT_TRUE(w.check("an SDXL VAE"));
    const at::Tensor image = at::linspace(-1, 1, 3 * 16 * 24).view({1, 3, 16, 24});
    const at::Tensor moments = plain.encode(image);
    EXPECT_TRUE(at::equal(vae.encode(image), moments));
    EXPECT_TRUE(at::equal(vae.decode(moments.slice(1, 0, 4)), plain.decode(moments.slice(1, 0, 4))));
}

TEST_F(VaeReference, WorksWithoutEncoderButNotWithHalfOfOne)
{
    TensorFile file = tinyVaeFile();
    for (auto it = file.tensors.begin(); it != file.tensors.end();)
        it = it->first.starts_with("encoder.") || it->first.starts_with("quant_conv.") ? file.tensors.erase(it)
                                                                                       : std::next(it);
    const Weights w(file);
    const Vae vae(tinyVaeOptions(), w);
    EXPECT_TRUE(w.check("an SDXL VAE"));
    EXPECT_EQ(vae.decode(at::zeros({1, 4, 3, 5})).sizes(), at::IntArrayRef({1, 3, 24, 40}));
    EXPECT_THROW(vae.encode(at::zeros({1, 3, 16, 16})), c10::Error);

    TensorFile broken = tinyVaeFile();
    broken.tensors.erase("encoder.conv_in.weight");
    broken.tensors["decoder.conv_in.weight"] = at::zeros({32, 16, 3, 3});
    const Weights wrong(broken);
    const Vae unusable(tinyVaeOptions(), wrong);
    const auto checked = wrong.check("an SDXL VAE");
    ASSERT_FALSE(checked);
    EXPECT_NE(checked.error().message.find("1 tensors missing, 0 unexpected, 1 misshaped"), std::string::npos);
}

// A small VAE from scratch, of other depth and widths, as training makes it.
VaeOptions smallOptions()
{
    VaeOptions options;
    options.block_out_channels = {8, 16, 24};
    options.norm_num_groups = 8;
    options.layers_per_block = 1;
    options.latent_channels = 6;
    return options;
}

Weights freshWeights()
{
    return Weights::fresh([](const std::string& name, at::IntArrayRef shape) {
        return name.ends_with("bias") ? at::zeros(shape) : at::full(shape, 0.02);
    });
}

TEST(Vae, TrainsFromScratch)
{
    const Weights w = freshWeights();
    const Vae vae(smallOptions(), w);
    for (auto& [name, tensor] : w.taken())
        tensor.set_requires_grad(true);
    const at::Tensor images = at::linspace(-1, 1, 2 * 3 * 12 * 20).view({2, 3, 12, 20});
    const at::Tensor moments = vae.encode(images);
    EXPECT_EQ(moments.sizes(), at::IntArrayRef({2, 12, 3, 5}));
    const at::Tensor latent = sampleMoments(moments, at::ones({2, 6, 3, 5}));
    at::square(vae.decode(latent) - images).mean().backward();
    for (const auto& [name, tensor] : w.taken())
        EXPECT_TRUE(tensor.grad().defined()) << name;
}

TEST(Vae, LeavesWhenAskedToStop)
{
    const Vae vae(smallOptions(), freshWeights());
    std::stop_source source;
    EXPECT_NO_THROW(vae.decode(at::zeros({1, 6, 2, 2}), source.get_token()));
    source.request_stop();
    EXPECT_THROW(vae.decode(at::zeros({1, 6, 2, 2}), source.get_token()), Cancelled);
}

TEST(Vae, RefusesOtherShapes)
{
    const Vae vae(smallOptions(), freshWeights());
    EXPECT_EQ(vae.downscale(), 4);
    EXPECT_EQ(vae.encode(at::zeros({1, 3, 13, 19})).sizes(), at::IntArrayRef({1, 12, 3, 4}));
    EXPECT_THROW(vae.encode(at::zeros({1, 4, 16, 16})), c10::Error);
    EXPECT_THROW(vae.encode(at::zeros({3, 16, 16})), c10::Error);
    EXPECT_THROW(vae.encode(at::zeros({1, 3, 3, 16})), c10::Error);
    EXPECT_THROW(vae.decode(at::zeros({1, 4, 8, 8})), c10::Error);
    EXPECT_THROW(splitMoments(at::zeros({1, 3, 8, 8})), c10::Error);
}

TEST(VaeOptions, SurvivesItsOwnJson)
{
    const VaeOptions options = smallOptions();
    const auto again = VaeOptions::parse(options.json(), "vae/config.json");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->json(), options.json());
    EXPECT_EQ(again->block_out_channels, options.block_out_channels);
}

TEST(VaeOptions, NamesTheFieldThatDoesNotDo)
{
    const auto message = [](const char* json) {
        const auto options = VaeOptions::parse(json, "vae/config.json");
        return options ? std::string("accepted") : options.error().message;
    };
    EXPECT_EQ(message(R"({"act_fn": "gelu"})"),
              "'vae/config.json' has \"act_fn\": \"gelu\"; Likeness can only use models where it is \"silu\".");
    EXPECT_EQ(message("["), "'vae/config.json' is not a JSON object; download or copy this model again.");
    for (const char* field : {"block_out_channels", "norm_num_groups", "latent_channels", "layers_per_block",
                              "down_block_types", "shift_factor", "scaling_factor", "use_quant_conv"}) {
        const std::string text = std::string(R"({")") + field + R"(": "wrong"})";
        EXPECT_NE(message(text.c_str()).find(field), std::string::npos) << field;
    }
    EXPECT_NE(message(R"({"block_out_channels": [48], "norm_num_groups": 32})").find("multiple"), std::string::npos);
    EXPECT_NE(message(R"({"latents_mean": [0.1, 0.2, 0.3, 0.4]})").find("latents_mean"), std::string::npos);
}

} // namespace
} // namespace likeness::diffusion
