// The published SDXL files, by their lists of names and shapes: every tensor finds its place. Needs no weights.
#include "core/diffusion/NoiseSchedule.h"
#include "core/diffusion/Unet.h"
#include "core/diffusion/Vae.h"

#include "core/base/AtomicFile.h"
#include "tests/core/testing/Reference.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

namespace likeness::diffusion {
namespace {

using weights::Weights;

nlohmann::json gzippedJson(const std::string& name)
{
    std::string text, chunk(1 << 16, '\0');
    const gzFile file = gzopen(testing::referenceFile("manifests/" + name).c_str(), "rb");
    for (int read; (read = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0;)
        text.append(chunk, 0, static_cast<size_t>(read));
    gzclose(file);
    return nlohmann::json::parse(text);
}

nlohmann::json plainJson(const std::string& name)
{
    return nlohmann::json::parse(*base::readFile(testing::referenceFile("manifests/" + name)));
}

// Tensors of the listed shapes that share one element, so that billions of parameters take no memory.
Weights weightsLike(const nlohmann::json& manifest)
{
    weights::TensorFile file;
    for (const auto& [name, entry] : manifest["tensors"].items())
        file.tensors[name] = at::zeros({1}, at::kHalf).expand(entry["shape"].get<std::vector<int64_t>>());
    return Weights(file, {at::kHalf, at::kCPU});
}

class RealModels : public ::testing::Test {
protected:
    void SetUp() override { LIKENESS_NEEDS_REFERENCE("manifests/sdxl_diffusers_unet_fp16.json.gz"); }
};

TEST_F(RealModels, UnetsFit)
{
    const auto config = plainJson("configs/sdxl_base_1.0_unet.json")["values"].dump();
    const auto options = UnetOptions::parse(config, "unet/config.json");
    ASSERT_TRUE(options) << options.error().message;
    for (const char* name : {"sdxl_diffusers_unet_fp16.json.gz", "sdxl_lightning_unet.json.gz"}) {
        const Weights w = weightsLike(gzippedJson(name));
        const Unet unet(*options, w);
        EXPECT_TRUE(w.check("an SDXL UNet")) << w.report().text();
        EXPECT_EQ(w.taken().size(), 1680u);

        const auto order = plainJson("pulid_attn_order.json")["layers"];
        const auto layers = unet.crossAttentionLayers();
        ASSERT_EQ(order.size(), 2 * layers.size());
        for (const CrossAttentionLayer& layer : layers) {
            EXPECT_EQ(order[static_cast<size_t>(layer.layer)]["kind"], "attn2");
            EXPECT_EQ(order[static_cast<size_t>(layer.layer)]["hidden_size"], layer.channels);
            EXPECT_EQ(layer.heads * 64, layer.channels);
        }
    }
}

TEST_F(RealModels, VaeFits)
{
    for (const char* name : {"configs/sdxl_base_1.0_vae.json", "configs/sdxl_base_1.0_vae_1_0.json"}) {
        const auto options = VaeOptions::parse(plainJson(name)["values"].dump(), "vae/config.json");
        ASSERT_TRUE(options) << options.error().message;
        EXPECT_EQ(options->scaling_factor, 0.13025);
        const Weights w = weightsLike(gzippedJson("sdxl_diffusers_vae_fp16.json.gz"));
        const Vae vae(*options, w);
        EXPECT_TRUE(w.check("an SDXL VAE")) << w.report().text();
        EXPECT_EQ(w.taken().size(), 248u);
    }
}

TEST_F(RealModels, AnotherModelIsRefusedWithAllThatDiffers)
{
    const Weights w = weightsLike(gzippedJson("sdxl_diffusers_vae_fp16.json.gz"));
    const Unet unet(UnetOptions{}, w); // the VAE's file where the UNet's belongs
    const auto checked = w.check("an SDXL UNet");
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, base::ErrorCode::wrongFormat);
    EXPECT_GT(w.report().missing.size(), 1600u);
    EXPECT_GT(w.report().unexpected.size(), 200u);
}

TEST_F(RealModels, ScheduleFits)
{
    const auto options = NoiseScheduleOptions::parse(
        plainJson("configs/sdxl_base_1.0_scheduler.json")["values"].dump(), "scheduler_config.json");
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_NEAR(NoiseSchedule(*options).noiseLevels.back(), 14.614647, 1e-5);
}

} // namespace
} // namespace likeness::diffusion
