#include "core/generation/CheckpointReport.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <fstream>

namespace likeness::generation {
namespace {

using testing::referenceFile;

struct Expected {
    std::string file, kind;
    size_t parts = 1;
};

class KnownFiles : public ::testing::TestWithParam<Expected> {};

TEST_P(KnownFiles, AreNamedAndComplete)
{
    const Expected expected = GetParam();
    // Of this folder the repository holds a part only.
    const std::string needed =
        std::string(expected.file) == "tiny-sdxl" ? "tiny-sdxl/text_encoder/model.safetensors" : expected.file;
    LIKENESS_NEEDS_REFERENCE(needed);
    const auto report = inspectCheckpoint(referenceFile(expected.file));
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->kind, expected.kind);
    EXPECT_EQ(report->parts.size(), expected.parts);
    for (const CheckpointPart& part : report->parts) {
        EXPECT_TRUE(part.isChecked);
        EXPECT_GT(part.tensors, 0U);
        EXPECT_GT(part.bytes, 0U);
        EXPECT_EQ(part.missing, std::vector<std::string>{}) << part.kind;
        EXPECT_EQ(part.unexpected, std::vector<std::string>{}) << part.kind;
        EXPECT_EQ(part.misshaped, std::vector<std::string>{}) << part.kind;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Of, KnownFiles,
    ::testing::Values(Expected{"tiny-sdxl", "SDXL model folder", 4},
                      Expected{"tiny-sdxl-single-file.safetensors", "SDXL single-file checkpoint",
                               4},
                      Expected{"tiny-lightning-unet.safetensors", "SDXL UNet"},
                      Expected{"tiny-sdxl/vae/diffusion_pytorch_model.safetensors", "SDXL VAE"},
                      Expected{"tiny-vae-ldm.safetensors", "SDXL VAE"},
                      Expected{"tiny-sdxl/text_encoder_2/model.safetensors", "CLIP text encoder"},
                      Expected{"tiny-lightning-lora.safetensors", "LoRA"},
                      Expected{"tiny-lightning-lora-peft.safetensors", "LoRA"},
                      Expected{"tiny-lora-sgm-names.safetensors", "LoRA"},
                      Expected{"tiny-pulid_v1.bin", "PuLID v1 adapter"},
                      Expected{"tiny-pulid_v1.1.safetensors", "PuLID v1.1 adapter"},
                      Expected{"tiny-eva02-clip.pt", "EVA02-CLIP picture encoder"},
                      Expected{"tiny-arcface.onnx", "ArcFace face recogniser"},
                      Expected{"tiny-bisenet.pth", "BiSeNet face parser"},
                      Expected{"tiny-bisenet-zip.pth", "BiSeNet face parser"}));

TEST(CheckpointReport, FaceModelsAreSaidToBeUsed)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    const auto report = inspectCheckpoint(referenceFile("tiny-scrfd.onnx"));
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->kind, "SCRFD face detector");
    EXPECT_EQ(report->parts.front().detail, "finds faces; used from the folder of face models");
}

// Writes `tensors` to a file of its own and inspects it.
base::Result<CheckpointReport> inspectTensors(const weights::TensorMap& tensors)
{
    const std::string path = ::testing::TempDir() + "likeness-checkpoint.safetensors";
    EXPECT_TRUE(weights::writeSafetensors(path, tensors));
    auto report = inspectCheckpoint(path);
    std::filesystem::remove(path);
    return report;
}

TEST(CheckpointReport, CountsWhatDoesNotFit)
{
    LIKENESS_NEEDS_REFERENCE("tiny-lightning-unet.safetensors");
    auto unet = weights::readSafetensors(referenceFile("tiny-lightning-unet.safetensors"));
    ASSERT_TRUE(unet);
    unet->tensors.erase("conv_out.bias");
    unet->tensors["mid_block.resnets.1.conv1.bias"] = at::zeros({3});
    unet->tensors["watermark"] = at::zeros({8});
    const auto report = inspectTensors(unet->tensors);
    ASSERT_TRUE(report) << report.error().message;
    const CheckpointPart& part = report->parts.front();
    EXPECT_EQ(part.missing, std::vector<std::string>{"conv_out.bias"});
    EXPECT_EQ(part.unexpected, std::vector<std::string>{"watermark"});
    ASSERT_EQ(part.misshaped.size(), 1U);
    EXPECT_EQ(part.misshaped[0], "mid_block.resnets.1.conv1.bias (is [3], should be [64])");
}

TEST(CheckpointReport, SeesAHalfOfALoraLayer)
{
    const auto report = inspectTensors({{"lora_unet_conv_in.lora_down.weight", at::zeros({4, 8})},
                                        {"lora_unet_mid.lora_down.weight", at::zeros({4, 8})},
                                        {"lora_unet_mid.lora_up.weight", at::zeros({8, 2})}});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->parts[0].missing.size(), 1U);
    EXPECT_EQ(report->parts[0].misshaped.size(), 1U);
}

TEST(CheckpointReport, RefusesWhatIsNoModel)
{
    const auto strange = inspectTensors({{"bark", at::zeros({4})}});
    ASSERT_FALSE(strange);
    EXPECT_EQ(strange.error().code, base::ErrorCode::wrongFormat);
    EXPECT_NE(strange.error().message.find("bark"), std::string::npos);
    EXPECT_FALSE(inspectCheckpoint("/nowhere/file"));
    const auto folder = inspectCheckpoint(::testing::TempDir());
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, base::ErrorCode::invalidInput);
}

} // namespace
} // namespace likeness::generation
