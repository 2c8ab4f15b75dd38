#include "core/diffusion/OptionsOf.h"
#include "core/weights/ModelFolder.h"
#include "tests/core/testing/Reference.h"

namespace likeness::diffusion {
namespace {

using testing::referenceFile;

TEST(OptionsOf, ReadsTheUnetThatTheConfigDescribes)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/unet/config.json");
    const auto wanted = UnetOptions::read(referenceFile("tiny-sdxl/unet/config.json"));
    const auto file =
        weights::readModelFolder(referenceFile("tiny-sdxl/unet"), "diffusion_pytorch_model");
    ASSERT_TRUE(wanted && file);
    const weights::Weights w(*file, {at::kFloat, at::kMeta});
    const UnetOptions found = unetOptionsOf(w, wanted->pooled_dim);
    EXPECT_EQ(found.block_out_channels, wanted->block_out_channels);
    EXPECT_EQ(found.layers_per_block, wanted->layers_per_block);
    EXPECT_EQ(found.transformer_layers_per_block, wanted->transformer_layers_per_block);
    EXPECT_EQ(found.downAttention, wanted->downAttention);
    EXPECT_EQ(found.upAttention, wanted->upAttention);
    EXPECT_EQ(found.heads, wanted->heads);
    EXPECT_EQ(found.cross_attention_dim, wanted->cross_attention_dim);
    EXPECT_EQ(found.addition_time_embed_dim, wanted->addition_time_embed_dim);
    EXPECT_EQ(found.pooled_dim, wanted->pooled_dim);
    EXPECT_EQ(found.use_linear_projection, wanted->use_linear_projection);
    Unet(found, w);
    EXPECT_TRUE(w.report().isClean()) << w.report().text();
}

TEST(OptionsOf, ReadsTheVaeThatTheConfigDescribes)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/vae/config.json");
    const auto wanted = VaeOptions::read(referenceFile("tiny-sdxl/vae/config.json"));
    const auto file =
        weights::readModelFolder(referenceFile("tiny-sdxl/vae"), "diffusion_pytorch_model");
    ASSERT_TRUE(wanted && file);
    const weights::Weights w(*file, {at::kFloat, at::kMeta});
    const VaeOptions found = vaeOptionsOf(w);
    EXPECT_EQ(found.block_out_channels, wanted->block_out_channels);
    EXPECT_EQ(found.layers_per_block, wanted->layers_per_block);
    EXPECT_EQ(found.latent_channels, wanted->latent_channels);
    EXPECT_EQ(found.use_quant_conv, wanted->use_quant_conv);
    EXPECT_EQ(found.norm_num_groups, wanted->norm_num_groups);
    Vae(found, w);
    EXPECT_TRUE(w.report().isClean()) << w.report().text();
}

TEST(OptionsOf, ReportsWhatIsMissingInsteadOfFailing)
{
    const weights::Weights w(weights::TensorFile{}, {at::kFloat, at::kMeta});
    Unet(unetOptionsOf(w), w);
    EXPECT_EQ(w.report().missing.size(), 1680U); // all of SDXL's
}

} // namespace
} // namespace likeness::diffusion
