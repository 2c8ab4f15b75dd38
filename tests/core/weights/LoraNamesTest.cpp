// The names of every layer of the real SDXL, in every grammar of LoRA files.
#include "core/weights/LoraMerge.h"

#include "core/weights/LoraNames.h"
#include "core/weights/OriginalNames.h"
#include "core/weights/SingleFile.h"
#include "tests/core/testing/Reference.h"
#include "tests/core/weights/Manifest.h"

#include <gmock/gmock.h>

namespace likeness::weights {
namespace {

using ::testing::IsEmpty;
using testing::manifest;
using testing::manifestTensors;

TEST(OriginalNames, AreThoseOfThePublishedFile)
{
    LIKENESS_NEEDS_REFERENCE("manifests/ldm_to_diffusers_sdxl.json.gz");
    const auto map = manifest("ldm_to_diffusers_sdxl")["map"]["unet"];
    TensorMap folder;
    for (const auto& [name, rule] : map.items())
        folder[rule["to"].get<std::string>()] = at::zeros({1});
    const auto names = originalUnetNames(folder);
    EXPECT_EQ(names.size(), 1680U);
    for (const auto& [name, rule] : map.items())
        EXPECT_EQ("model.diffusion_model." + names.at(rule["to"].get<std::string>()), name);
}

TEST(LoraNames, FindEveryLayerInEveryGrammar)
{
    LIKENESS_NEEDS_REFERENCE("manifests/lora_names_sdxl.json.gz");
    const auto table = manifest("lora_names_sdxl")["modules"];
    const std::pair<const char*, LoraPart> parts[] = {{"unet", LoraPart::unet},
                                                      {"text_encoder", LoraPart::text},
                                                      {"text_encoder_2", LoraPart::text_2}};
    const std::map<std::string, size_t> layers = {
        {"unet", 794}, {"text_encoder", 72}, {"text_encoder_2", 193}};
    for (const auto& [name, part] : parts) {
        const TensorMap tensors = manifestTensors(std::string("sdxl_diffusers_") + name + "_fp16");
        const LoraModules modules = loraModulesOf(part, tensors);
        EXPECT_EQ(table[name].size(), layers.at(name));
        for (const auto& entry : table[name])
            for (const char* grammar : {"kohya_diffusers", "kohya_sgm", "kohya", "peft"}) {
                if (!entry.contains(grammar) || !entry[grammar].is_string())
                    continue;
                const LoraTarget target = loraTargetOf(entry[grammar].get<std::string>());
                ASSERT_EQ(target.part, part) << entry[grammar];
                const auto found = modules.find(target.module);
                ASSERT_NE(found, modules.end()) << entry[grammar];
                EXPECT_EQ(found->second, entry["module"].get<std::string>() + ".weight");
            }
    }
}

TEST(LoraNames, TheRealLightningLoraFits)
{
    LIKENESS_NEEDS_REFERENCE("manifests/sdxl_lightning_lora.json.gz");
    const TensorMap unet = manifestTensors("sdxl_diffusers_unet_fp16"), none;
    TensorFile file{"lightning", manifestTensors("sdxl_lightning_lora"), {}};
    const auto lora = usableLora(file);
    ASSERT_TRUE(lora) << lora.error().message;
    EXPECT_EQ(lora->layers.size(), 788U);
    EXPECT_THAT(lora->unknown, IsEmpty());
    EXPECT_EQ(ranksOf(*lora), std::set<int64_t>{64});
    const LoraFit fit = fitLora(*lora, {unet, none, none});
    EXPECT_EQ(fit.changes.unet.size(), 788U);
    EXPECT_THAT(fit.unmatched, IsEmpty());
    EXPECT_THAT(fit.misshaped, IsEmpty());
}

} // namespace
} // namespace likeness::weights
