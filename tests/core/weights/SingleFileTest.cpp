#include "core/weights/SingleFile.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <set>

namespace likeness::weights {
namespace {

using testing::referenceFile;

// Every tensor of the folder is there under its name, with the same values; `tensors` may hold more
// (position_ids, …).
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

std::string unzipped(const std::filesystem::path& path)
{
    std::string text;
    char buffer[1 << 16];
    const gzFile file = ::gzopen(path.c_str(), "rb");
    for (int count = 0; (count = ::gzread(file, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<size_t>(count));
    ::gzclose(file);
    return text;
}

// The names of the full-size model, 2515 of them: each arrives under the name that diffusers'
// converter gives.
TEST(SingleFile, KnowsEveryNameOfTheRealModel)
{
    LIKENESS_NEEDS_REFERENCE("manifests/ldm_to_diffusers_sdxl.json.gz");
    const auto manifest = nlohmann::json::parse(
        unzipped(referenceFile("manifests/ldm_to_diffusers_sdxl.json.gz")))["map"];
    TensorFile file{"sd_xl_base_1.0.safetensors", {}, {}};
    std::map<std::string, std::set<std::string>> wanted;
    for (const auto& [part, names] : manifest.items())
        for (const auto& [name, rule] : names.items()) {
            const bool isProjection = name.ends_with("text_projection");
            file.tensors[name] = isProjection ? at::zeros({3, 2}) : at::zeros({3});
            if (rule["to"].is_string())
                wanted[part].insert(rule["to"].get<std::string>());
            else if (rule["to"].is_array())
                for (const auto& to : rule["to"])
                    wanted[part].insert(to.get<std::string>());
        }
    ASSERT_GT(file.tensors.size(), 2500u);
    const SingleFileParts parts = splitSingleFile(file);
    EXPECT_TRUE(parts.unexpected.empty());
    const std::pair<const char*, const TensorFile*> results[] = {
        {"unet", &parts.unet},
        {"vae", &parts.vae},
        {"text_encoder", &parts.textEncoder},
        {"text_encoder_2", &parts.textEncoder2}};
    for (const auto& [part, result] : results) {
        ASSERT_FALSE(wanted[part].empty()) << part;
        for (const std::string& name : wanted[part])
            EXPECT_TRUE(result->tensors.count(name)) << part << ": " << name;
        for (const auto& [name, tensor] : result->tensors)
            EXPECT_TRUE(wanted[part].count(name) || name == "logit_scale" ||
                        name == "text_model.embeddings.position_ids")
                << part << ": " << name;
    }
    EXPECT_EQ(parts.textEncoder2.tensors.at("text_projection.weight").sizes(),
              (at::IntArrayRef{2, 3}));
}

TEST(SingleFile, LosesNoTensor)
{
    const TensorMap unet = {{"input_blocks.0.0.weight", at::ones({1})},
                            {"input_blocks.1.0.in_layers.0.weight", at::ones({1})},
                            {"input_blocks.1.7.strange", at::ones({1})},
                            {"middle_block.3.weight", at::ones({1})},
                            {"output_blocks.5.0.far", at::ones({1})},
                            {"other", at::ones({1})}};
    const TensorMap moved = unetInFolderNames(unet);
    EXPECT_EQ(moved.size(), unet.size());
    for (const char* name :
         {"conv_in.weight", "down_blocks.0.resnets.0.norm1.weight", "input_blocks.1.7.strange",
          "middle_block.3.weight", "output_blocks.5.0.far", "other"})
        EXPECT_TRUE(moved.count(name)) << name;
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
    const TensorMap unet = {{"conv_in.weight", at::ones({1})},
                            {"down_blocks.0.resnets.0.conv1.weight", at::ones({1})}};
    EXPECT_EQ(unetInFolderNames(unet).size(), 2U);
    EXPECT_TRUE(unetInFolderNames(unet).count("down_blocks.0.resnets.0.conv1.weight"));
    const TensorMap vae = {{"decoder.up_blocks.0.resnets.0.conv1.weight", at::ones({1})}};
    EXPECT_TRUE(vaeInFolderNames(vae).count("decoder.up_blocks.0.resnets.0.conv1.weight"));
}

TEST(SingleFile, KnowsMarkersAndLeftOvers)
{
    const TensorFile file{"x",
                          {{"model.diffusion_model.out.2.bias", at::ones({4})},
                           {"v_pred", at::ones({0})},
                           {"model_ema.decay", at::ones({1})},
                           {"alphas_cumprod", at::ones({1000})},
                           {"cover", at::ones({3})}},
                          {}};
    const SingleFileParts parts = splitSingleFile(file);
    EXPECT_EQ(parts.markers, std::vector<std::string>{"v_pred"});
    EXPECT_EQ(parts.unexpected, std::vector<std::string>{"cover"});
}

} // namespace
} // namespace likeness::weights
