#include "core/weights/ModelFolder.h"
#include "core/weights/Safetensors.h"
#include "core/weights/SingleFile.h"
#include "tests/core/testing/Reference.h"

namespace likeness::weights {
namespace {

using testing::referenceFile;

// Every tensor of the folder is there under its name, with the same values; `tensors` may hold more (position_ids, …).
void expectFolder(const TensorMap& tensors, const std::string& folder, std::string_view stem)
{
    const auto wanted = readModelFolder(referenceFile("tiny-sdxl/" + folder), stem);
    ASSERT_TRUE(wanted) << wanted.error().message;
    for (const auto& [name, tensor] : wanted->tensors) {
        const auto found = tensors.find(name);
        ASSERT_NE(found, tensors.end()) << folder << ": " << name;
        ASSERT_EQ(found->second.numel(), tensor.numel()) << folder << ": " << name;
        // The VAE's attention is stored as 1 x 1 convolutions.
        EXPECT_TRUE(found->second.reshape(tensor.sizes()).equal(tensor)) << folder << ": " << name;
    }
}

TEST(SingleFile, HoldsTheFoldersTensors)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl-single-file.safetensors");
    const auto file = readSafetensors(referenceFile("tiny-sdxl-single-file.safetensors"));
    ASSERT_TRUE(file);
    ASSERT_TRUE(looksLikeSingleFile(*file));
    const SingleFileParts parts = splitSingleFile(*file);
    expectFolder(parts.unet.tensors, "unet", "diffusion_pytorch_model");
    expectFolder(parts.vae.tensors, "vae", "diffusion_pytorch_model");
    expectFolder(parts.textEncoder.tensors, "text_encoder", "model");
    expectFolder(parts.textEncoder2.tensors, "text_encoder_2", "model");
    EXPECT_TRUE(parts.unexpected.empty());
    EXPECT_TRUE(parts.markers.empty());
}

TEST(SingleFile, ReadsAVaeAlone)
{
    LIKENESS_NEEDS_REFERENCE("tiny-vae-ldm.safetensors");
    const auto file = readSafetensors(referenceFile("tiny-vae-ldm.safetensors"));
    ASSERT_TRUE(file);
    expectFolder(vaeInFolderNames(file->tensors), "vae", "diffusion_pytorch_model");
}

TEST(SingleFile, LeavesFolderNamesAlone)
{
    const TensorMap unet = {{"conv_in.weight", at::ones({1})}, {"down_blocks.0.resnets.0.conv1.weight", at::ones({1})}};
    EXPECT_EQ(unetInFolderNames(unet).size(), 2U);
    EXPECT_TRUE(unetInFolderNames(unet).count("down_blocks.0.resnets.0.conv1.weight"));
    const TensorMap vae = {{"decoder.up_blocks.0.resnets.0.conv1.weight", at::ones({1})}};
    EXPECT_TRUE(vaeInFolderNames(vae).count("decoder.up_blocks.0.resnets.0.conv1.weight"));
}

TEST(SingleFile, KnowsMarkersAndLeftOvers)
{
    const TensorFile file{"x", {{"model.diffusion_model.out.2.bias", at::ones({4})}, {"v_pred", at::ones({0})},
                                {"model_ema.decay", at::ones({1})}, {"alphas_cumprod", at::ones({1000})},
                                {"cover", at::ones({3})}}, {}};
    const SingleFileParts parts = splitSingleFile(file);
    EXPECT_EQ(parts.markers, std::vector<std::string>{"v_pred"});
    EXPECT_EQ(parts.unexpected, std::vector<std::string>{"cover"});
}

} // namespace
} // namespace likeness::weights
