// --lora: a colon inside a path means itself, and what was used stands in the set.
#include "core/images/Decode.h"
#include "tests/cli/Program.h"

#include <cstring>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;

std::string read(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator(file), {}};
}

// A safetensors file with a LoRA of rank 1 for the first convolution of the starter model.
std::string loraBytes()
{
    constexpr size_t down = 4 * 3 * 3, up = 32; // [1, 4, 3, 3], [32, 1, 1, 1]
    const nlohmann::json header = {
        {"unet.conv_in.lora_A.weight",
         {{"dtype", "F32"}, {"shape", {1, 4, 3, 3}}, {"data_offsets", {0, 4 * down}}}},
        {"unet.conv_in.lora_B.weight",
         {{"dtype", "F32"},
          {"shape", {32, 1, 1, 1}},
          {"data_offsets", {4 * down, 4 * (down + up)}}}}};
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    bytes += text;
    const std::vector<float> values(down + up, 0.2f);
    bytes.append(reinterpret_cast<const char*>(values.data()), 4 * values.size());
    return bytes;
}

Ran generate(const std::filesystem::path& out, const Words& loras)
{
    Words words = {"generate", "--prompt", "a portrait", "--seed", "3",         "--steps",
                   "1",        "--size",   "64x64",      "--out",  out.string()};
    for (const std::string& lora : loras)
        words.insert(words.end(), {"--lora", lora});
    return runCli(words);
}

TEST(LoraOption, StrengthFollowsTheLastColon)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "a:0.5");
    const std::string inside = folder.file("a:0.5/ink.safetensors", loraBytes());
    const std::string strange = folder.file("grain:0.25", loraBytes());
    const Ran ran = generate(folder / "set", {inside, inside + ":-0.75", strange, strange + ":2"});
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    const auto loras =
        nlohmann::json::parse(read(folder / "set/manifest.json")).at("request").at("loras");
    ASSERT_EQ(loras.size(), 4U);
    const std::pair<std::string, double> wanted[] = {
        {inside, 1}, {inside, -0.75}, {strange, 1}, {strange, 2}};
    for (size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(loras[i].at("file"), wanted[i].first);
        EXPECT_EQ(loras[i].at("strength"), wanted[i].second);
    }
}

TEST(LoraOption, ChangesThePictureUnlessItsStrengthIsZero)
{
    const TemporaryFolder folder;
    const std::string file = folder.file("ink.safetensors", loraBytes());
    const auto pictureWith = [&](const Words& loras) {
        const Ran ran = generate(folder / "set", loras);
        EXPECT_EQ(ran.exitCode, 0) << ran.err;
        const auto picture = images::decodeFile(folder / "set/id_off.png");
        EXPECT_TRUE(picture);
        return picture ? picture->rgb : std::vector<std::uint8_t>();
    };
    const auto base = pictureWith({});
    EXPECT_EQ(pictureWith({file + ":0"}), base);
    EXPECT_NE(pictureWith({file}), base);
    EXPECT_THAT(read(folder / "set/id_off.png"), HasSubstr("LoRAs: \"ink: 1\""));
}

TEST(LoraOption, MistakesAreOneSentence)
{
    const TemporaryFolder folder;
    const std::string file = folder.file("ink.safetensors", loraBytes());
    const std::string text = folder.file("notes.safetensors", "These are notes, no LoRA.\n");
    for (const auto& [lora, sentence] :
         {std::pair<std::string, std::string>{"/nowhere/x.safetensors", "/nowhere/x.safetensors"},
          {"/nowhere/x.safetensors:0.5", "/nowhere/x.safetensors"},
          {file + ":high", file + ":high"},
          {file + ":11", "from -10 to 10"},
          {file + ":nan", "from -10 to 10"},
          {file + ":1e999", "from -10 to 10"},
          {text, "is a text file"},
          {LIKENESS_RESOURCES_FOLDER "/starter/unet/diffusion_pytorch_model.safetensors",
           "is no LoRA"}}) {
        const Ran ran = generate(folder / "set", {lora});
        EXPECT_EQ(ran.exitCode, 2) << lora;
        EXPECT_THAT(ran.err, HasSubstr(sentence));
        EXPECT_FALSE(std::filesystem::exists(folder / "set")) << lora;
    }
}

} // namespace
} // namespace likeness::testing
