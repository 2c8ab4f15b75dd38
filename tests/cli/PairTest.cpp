// The main job with the starter model, as a script runs it.
#include "core/base/Sha256.h"
#include "core/images/Decode.h"
#include "tests/cli/Program.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

std::string read(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator(file), {}};
}

Words pairWords(const std::filesystem::path& out, const Words& more, int steps = 2)
{
    Words words = {
        "pair",       "--reference", samplePhoto(), "--prompt", "a portrait, short hair", "--style",
        "watercolor", "--seed",      "7",           "--steps",  std::to_string(steps),    "--out",
        out.string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST(Pair, WritesTheSetThatScriptsRelyOn)
{
    const TemporaryFolder folder;
    const Ran ran = runCli(pairWords(folder / "set", {}));
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr((folder / "set").string()));
    EXPECT_THAT(ran.err, HasSubstr("step 1 of 2")) << "progress, though stderr is no terminal";

    const auto manifest = nlohmann::json::parse(read(folder / "set/manifest.json"));
    const auto& request = manifest.at("request");
    EXPECT_EQ(request.at("prompt"), "a portrait, short hair");
    EXPECT_THAT(request.at("expanded_prompt").get<std::string>(), HasSubstr("watercolor"));
    EXPECT_EQ(request.at("seed"), 7);
    EXPECT_EQ(request.at("steps"), 2);
    for (const char* field :
         {"negative_prompt", "width", "height", "guidance", "strength", "sampler", "model"})
        EXPECT_TRUE(request.contains(field)) << field;
    EXPECT_TRUE(manifest.at("scores").contains("likeness"));
    EXPECT_TRUE(manifest.at("scores").contains("purity"));
    EXPECT_TRUE(manifest.contains("version"));

    std::vector<std::string> names;
    for (const auto& file : manifest.at("files")) {
        names.push_back(file.at("name"));
        EXPECT_EQ(file.at("sha256"), base::sha256OfFile(folder / ("set/" + names.back())).value())
            << names.back();
    }
    for (const char* name :
         {"id_off.png", "id_on.png", "pair.png", "steps/01_off.png", "steps/02_on.png"})
        EXPECT_THAT(names, ::testing::Contains(name));
    const auto picture = images::decodeFile(folder / "set/id_on.png");
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->width, request.at("width").get<int>());
    EXPECT_EQ(picture->height, request.at("height").get<int>());
}

TEST(Pair, MakesTheSameBytesAgain)
{
    const TemporaryFolder folder;
    ASSERT_EQ(runCli(pairWords(folder / "a", {})).exitCode, 0);
    ASSERT_EQ(runCli(pairWords(folder / "b", {})).exitCode, 0);
    for (const char* name :
         {"id_off.png", "id_on.png", "pair.png", "manifest.json", "steps/01_on.png"})
        EXPECT_EQ(read(folder / ("a/" + std::string(name))),
                  read(folder / ("b/" + std::string(name))))
            << name;
    const auto off = images::decodeFile(folder / "a/id_off.png");
    const auto on = images::decodeFile(folder / "a/id_on.png");
    ASSERT_TRUE(off && on);
    EXPECT_NE(*off, *on) << "the identity changes the picture";
}

TEST(Pair, WithStrengthZeroChangesNothing)
{
    const TemporaryFolder folder;
    const Ran ran = runCli(pairWords(folder / "set", {"--strength", "0"}));
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    const auto off = images::decodeFile(folder / "set/id_off.png");
    const auto on = images::decodeFile(folder / "set/id_on.png");
    ASSERT_TRUE(off && on);
    EXPECT_EQ(*off, *on);
}

TEST(Generate, PaintsWithoutAReference)
{
    const TemporaryFolder folder;
    const Ran ran =
        runCli({"generate", "--prompt", "a portrait", "--steps", "1", "--out", folder / "set"});
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    EXPECT_TRUE(std::filesystem::exists(folder / "set/id_off.png"));
    EXPECT_FALSE(std::filesystem::exists(folder / "set/id_on.png"));
}

TEST(Pair, CancelsAtOnceAndLeavesNothing)
{
    const TemporaryFolder folder;
    const Ran ran = runCli(pairWords(folder / "set", {"--size", "512x512"}, 150), 3s);
    ASSERT_EQ(ran.exitCode, 130) << ran.err;
    EXPECT_LT(ran.seconds, 3 + 2.0);
    EXPECT_THAT(ran.err, HasSubstr("Cancelled."));
    EXPECT_TRUE(folder.isEmpty());
}

// One sentence, exit code 2, nothing written.
void expectMistake(const TemporaryFolder& folder, const Ran& ran, const std::string& words)
{
    EXPECT_EQ(ran.exitCode, 2) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(words));
    EXPECT_FALSE(std::filesystem::exists(folder / "set"));
}

TEST(Pair, RefusesAFaceThatIsNotThere)
{
    const TemporaryFolder folder;
    expectMistake(folder, runCli(pairWords(folder / "set", {"--face", "2"})), "astronaut.jpg");
}

TEST(Pair, RefusesModelsThatAreNone)
{
    const TemporaryFolder folder;
    const std::string text =
        folder.file("model.safetensors", "I am not a model, only a few words in a file.\n");
    expectMistake(folder, runCli(pairWords(folder / "set", {"--model", text})),
                  "model.safetensors");
    expectMistake(folder, runCli(pairWords(folder / "set", {"--adapter", text})),
                  "model.safetensors");
    std::filesystem::create_directory(folder / "empty");
    expectMistake(folder, runCli(pairWords(folder / "set", {"--model", folder / "empty"})),
                  "empty");
}

TEST(Pair, FindsOutAtOnceThatTheFolderCannotBeWritten)
{
    const TemporaryFolder folder;
    const std::string file = folder.file("file", "");
    for (const std::string& out : {file, file + "/set", std::string("/proc/likeness/set")}) {
        const Ran ran = runCli(pairWords(out, {}));
        EXPECT_NE(ran.exitCode, 0) << out;
        EXPECT_THAT(ran.err, HasSubstr(out));
        EXPECT_LT(ran.seconds, 10) << "before painting";
    }
}

} // namespace
} // namespace likeness::testing
