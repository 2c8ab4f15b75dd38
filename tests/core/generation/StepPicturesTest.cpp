#include "core/generation/StepPictures.h"

#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

namespace likeness::generation {
namespace {

using ::testing::HasSubstr;
using testing::referenceFile;

class StepPicturesTest : public ::testing::Test {
protected:
    void SetUp() override
    {
        LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
        ModelChoice choice;
        choice.model = referenceFile("tiny-sdxl");
        auto loaded = loadDiffusionModel(choice, {}, {});
        ASSERT_TRUE(loaded) << loaded.error().message;
        model = *loaded;
    }

    static std::string write(weights::TensorMap tensors)
    {
        const std::string path = ::testing::TempDir() + "likeness-preview.safetensors";
        EXPECT_TRUE(weights::writeSafetensors(path, tensors));
        return path;
    }

    // A decoder of 4 channels.
    static weights::TensorMap decoder()
    {
        return weights::readSafetensors(testing::testData("diffusion/taesd-decoder.safetensors"))->tensors;
    }

    std::shared_ptr<const DiffusionModel> model;
};

TEST_F(StepPicturesTest, HaveThePixelsTheySayTheyHave)
{
    const at::Tensor latents = at::randn({1, 4, 3, 5});
    const auto small = StepPictures::make("", *model);
    ASSERT_TRUE(small);
    EXPECT_EQ(small->of(latents).width, 5);
    EXPECT_EQ(small->of(latents).height, 3);
    const auto sharp = StepPictures::make(write(decoder()), *model);
    ASSERT_TRUE(sharp) << sharp.error().message;
    const images::Image picture = sharp->of(latents);
    EXPECT_EQ(picture.width, 40);
    EXPECT_EQ(picture.height, 24);
    EXPECT_EQ(picture.rgb.size(), size_t(40 * 24 * 3));
    EXPECT_EQ(picture, sharp->of(latents));
    const images::Image large = sharp->of(at::randn({1, 4, 16, 100})); // 128 x 800 pixels
    EXPECT_EQ(large.width, 400);
    EXPECT_EQ(large.height, 64);
}

TEST_F(StepPicturesTest, ADecoderOfOtherLatentsIsRefused)
{
    auto other = decoder();
    other["1.weight"] = at::zeros({8, 16, 3, 3});
    const auto made = StepPictures::make(write(other), *model);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, base::ErrorCode::invalidInput);
    EXPECT_THAT(made.error().message, HasSubstr("16 latent channels"));
    const auto unet = StepPictures::make(referenceFile("tiny-lightning-unet.safetensors"), *model);
    ASSERT_FALSE(unet);
    EXPECT_THAT(unet.error().message, HasSubstr("tiny-lightning-unet.safetensors"));
}

} // namespace
} // namespace likeness::generation
