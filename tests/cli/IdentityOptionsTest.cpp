// The options of an identity, and identity files, as a script uses them.
#include "core/images/Decode.h"
#include "tests/cli/Program.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;

Words generate(const std::string& reference, const std::filesystem::path& out, const Words& more)
{
    Words words = {"generate", "--reference", reference, "--prompt",  "a portrait",
                   "--steps",  "2",           "--out",   out.string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST(IdentityOptions, AnIdentityFileStandsForItsPhoto)
{
    const TemporaryFolder folder;
    const std::string saved = (folder / "ada.likeness-id").string();
    const Ran identify = runCli({"identify", samplePhoto(), "--json", folder / "faces.json",
                                 "--save", saved, "--name", "Ada"});
    ASSERT_EQ(identify.exitCode, 0) << identify.err;
    const Words tuning = {"--id-preset",       "style",      "--id-end", "0.9", "--attention-maps",
                          "--block-strengths", "1,1,0.5,1,0"};
    const Ran fromFile = runCli(generate(saved, folder / "file", tuning));
    ASSERT_EQ(fromFile.exitCode, 0) << fromFile.err;
    const Ran fromPhoto = runCli(generate(samplePhoto(), folder / "photo", tuning));
    ASSERT_EQ(fromPhoto.exitCode, 0) << fromPhoto.err;
    EXPECT_EQ(*images::decodeFile(folder / "file" / "id_on.png"),
              *images::decodeFile(folder / "photo" / "id_on.png"));

    const auto manifest = nlohmann::json::parse(std::ifstream(folder / "file" / "manifest.json"));
    const auto& identity = manifest.at("request").at("identity");
    EXPECT_EQ(identity.at("preset"), "style");
    EXPECT_EQ(identity.at("end"), 0.9);
    EXPECT_EQ(identity.at("block_strengths").size(), 5U);
    EXPECT_TRUE(std::filesystem::exists(folder / "file" / "steps/02_attention_mid_block.png"));
}

TEST(IdentityOptions, MistakesAreOneSentence)
{
    const TemporaryFolder folder;
    const std::vector<std::pair<Words, std::string>> cases{
        {{"--num-zero", "81"}, "--num-zero"},
        {{"--ortho", "v3"}, "ortho mode"},
        {{"--id-preset", "strong"}, "no identity preset 'strong'"},
        {{"--id-start", "0.5", "--id-end", "0.5"}, "start before the end"},
        {{"--id-start", "2"}, "--id-start"},
        {{"--mix-share", "nan"}, "--mix-share"},
        {{"--mix", "/no/such/photo.jpg"}, "--mix: there is no '/no/such/photo.jpg'"},
        {{"--block-strengths", "1,x"}, "--block-strengths"},
        {{"--block-strengths", "1,2"}, "2 block strengths"}};
    for (const auto& [words, sentence] : cases) {
        const Ran ran = runCli(generate(samplePhoto(), folder / "out", words));
        EXPECT_EQ(ran.exitCode, 2) << sentence << ran.err;
        EXPECT_THAT(ran.err, HasSubstr(sentence));
    }
    const Ran face = runCli({"identify", samplePhoto(), "--json", folder / "f.json", "--save",
                             folder / "a.likeness-id", "--face", "2"});
    EXPECT_EQ(face.exitCode, 2);
    EXPECT_THAT(face.err, HasSubstr("there is no face number 2"));
    EXPECT_FALSE(std::filesystem::exists(folder / "a.likeness-id"));
}

} // namespace
} // namespace likeness::testing
