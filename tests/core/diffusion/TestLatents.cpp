#include "core/diffusion/LatentPreview.h"
#include "core/diffusion/Latents.h"

#include "tests/core/testing/Reference.h"

namespace likeness::diffusion {
namespace {

using testing::isClose;

constexpr double noiseTolerance = 5e-6; // reference/SDXL.md: 1.2e-6 between torch's scalar and vector kernels

TEST(LatentNoise, IsTorchsNoise)
{
    LIKENESS_NEEDS_REFERENCE("cases/latents.safetensors");
    const auto tensors = testing::referenceCase("latents").tensors;
    for (const std::uint64_t seed : {std::uint64_t(0), std::uint64_t(42), std::uint64_t(12345678901)}) {
        const std::string name = "out.seed" + std::to_string(seed);
        EXPECT_TRUE(isClose(LatentNoise({seed}).draw(4, 16, 16), tensors.at(name + ".fp32.1x4x16x16"), noiseTolerance));
        EXPECT_TRUE(isClose(LatentNoise({seed}, at::kHalf).draw(4, 16, 16), tensors.at(name + ".fp16.1x4x16x16"), 0));
    }
    for (const std::uint64_t seed : {7, 42}) {
        const std::string name = "out.seed" + std::to_string(seed) + ".fp32.";
        EXPECT_TRUE(isClose(LatentNoise({seed}).draw(3, 1, 5), tensors.at(name + "1x3x1x5"), noiseTolerance));
        EXPECT_TRUE(isClose(LatentNoise({seed}).draw(4, 13, 19), tensors.at(name + "1x4x13x19"), noiseTolerance));
    }
    LatentNoise noise({42});
    noise.draw(4, 16, 16);
    EXPECT_TRUE(isClose(noise.draw(4, 16, 16), tensors.at("out.seed42.fp32.second_draw.1x4x16x16"), noiseTolerance));

    const at::Tensor pair = LatentNoise({42, 43}).draw(4, 16, 16);
    EXPECT_TRUE(isClose(pair, tensors.at("out.seed42_43.fp32.2x4x16x16.generator_list"), noiseTolerance));
    EXPECT_TRUE(isClose(pair[0], tensors.at("out.seed42.fp32.2x4x16x16.one_generator")[0], noiseTolerance));
    EXPECT_THROW(LatentNoise({}), c10::Error);
}

TEST(LatentPreview, MultipliesEveryCell)
{
    const LatentRgb rgb = LatentRgb::sdxl();
    at::Tensor latents = at::zeros({2, 4, 3, 5});
    latents[1][0][2][4] = 1.0;
    latents[1][3][2][4] = -100.0;
    const at::Tensor picture = rgb.preview(latents);
    EXPECT_EQ(picture.sizes(), at::IntArrayRef({2, 3, 5, 3}));
    EXPECT_EQ(picture.scalar_type(), at::kByte);
    EXPECT_EQ(picture[0][0][0][0].item<int>(), 141); // (0.1084 + 1) / 2 * 255
    EXPECT_EQ(picture[0][0][0][1].item<int>(), 125); // (-0.0175 + 1) / 2 * 255
    EXPECT_EQ(picture[1][2][4][2].item<int>(), 255);
    EXPECT_THROW(rgb.preview(at::zeros({1, 16, 2, 2})), c10::Error);
}

TEST(LatentPreview, HasSdxlsConstants)
{
    LIKENESS_NEEDS_REFERENCE("manifests/sdxl_preview.json");
    const auto rgb = LatentRgb::read(testing::referenceFile("manifests/sdxl_preview.json"));
    ASSERT_TRUE(rgb) << rgb.error().message;
    EXPECT_TRUE(isClose(rgb->factors, LatentRgb::sdxl().factors, 0));
    EXPECT_TRUE(isClose(rgb->bias, LatentRgb::sdxl().bias, 0));
    EXPECT_EQ(LatentRgb::parse(rgb->json(), "preview.json")->json(), rgb->json());
}

TEST(LatentPreview, FindsAMatrixFromPairs)
{
    const at::Tensor factors = at::sin(at::arange(15)).view({5, 3}), bias = at::tensor({0.1f, -0.2f, 0.3f});
    const at::Tensor latents = LatentNoise({1, 2}).draw(5, 6, 4);
    const at::Tensor small = (at::matmul(latents.permute({0, 2, 3, 1}), factors) + bias).permute({0, 3, 1, 2});
    const LatentRgb rgb = LatentRgb::fit(latents, at::upsample_nearest2d(small, {48, 32}));
    EXPECT_TRUE(isClose(rgb.factors, factors, 1e-4));
    EXPECT_TRUE(isClose(rgb.bias, bias, 1e-4));
}

TEST(LatentPreview, RefusesOtherFiles)
{
    for (const char* text : {"", "[]", "{}", R"({"latent_rgb_factors": [[1, 2]], "latent_rgb_bias": [1, 2, 3]})",
                             R"({"latent_rgb_factors": [], "latent_rgb_bias": [1, 2, 3]})",
                             R"({"latent_rgb_factors": [["a", 2, 3]], "latent_rgb_bias": [1, 2, 3]})"}) {
        const auto rgb = LatentRgb::parse(text, "preview.json");
        ASSERT_FALSE(rgb) << text;
        EXPECT_EQ(rgb.error().message.rfind("'preview.json' must hold", 0), 0u);
    }
}

} // namespace
} // namespace likeness::diffusion
