// LoRAs in a prompt, and what is only warned of.
#include "core/generation/PromptTags.h"

#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

namespace likeness::generation {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PromptTags : public ::testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = (fs::temp_directory_path() / "likeness-tags-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        fs::create_directory(folder / "loras");
        for (const char* name : {"loras/ink.safetensors", "Oil v2.safetensors", "old.pt"})
            std::ofstream(folder / name) << "x";
    }
    void TearDown() override { fs::remove_all(folder); }

    TaggedRequest read(const std::string& prompt, const std::string& negative = {}) const
    {
        PortraitRequest request;
        request.prompt = prompt;
        request.negativePrompt = negative;
        return readPromptTags(request, folder);
    }
    LoraChoice lora(const char* name, double strength) const { return {(folder / name).string(), strength}; }

    fs::path folder;
};

TEST_F(PromptTags, LorasAreTakenFromTheModelsFolder)
{
    const auto one = read("a portrait, <lora:ink:0.8>, short hair");
    EXPECT_EQ(one.request.prompt, "a portrait, short hair");
    EXPECT_THAT(one.request.loras, ElementsAre(lora("loras/ink.safetensors", 0.8)));
    EXPECT_THAT(one.warnings, IsEmpty());
    const auto more = read("<lora:Oil v2> a portrait <lora:old.pt:-1.5><lyco:ink:.5>");
    EXPECT_EQ(more.request.prompt, "a portrait");
    EXPECT_THAT(more.request.loras, ElementsAre(lora("Oil v2.safetensors", 1), lora("old.pt", -1.5),
                                                lora("loras/ink.safetensors", 0.5)));
    PortraitRequest own;
    own.prompt = "<lora:ink:1>";
    own.loras = {{"/own.safetensors", 0.3}};
    EXPECT_EQ(readPromptTags(own, folder).request.loras.front().file, "/own.safetensors");
}

TEST_F(PromptTags, WhatIsNotThereIsSaidAndThePictureIsPainted)
{
    const auto missing = read("a portrait <lora:nobody:0.8>");
    EXPECT_EQ(missing.request.prompt, "a portrait");
    EXPECT_THAT(missing.request.loras, IsEmpty());
    ASSERT_EQ(missing.warnings.size(), 1u);
    EXPECT_THAT(missing.warnings[0], HasSubstr("'<lora:nobody:0.8>' in the prompt has no effect: there is no LoRA"));
    EXPECT_THAT(missing.warnings[0], HasSubstr("Choose its file with --lora"));
    for (const char* bad : {"<lora:../ink:1>", "<lora:/etc/passwd:1>", "<lora::1>", "<lora:ink:much>",
                            "<lora:ink:1:0.5>", "<lora:ink:99>", "<lora:ink:nan>", "<hypernet:x:1>"}) {
        const auto read = this->read(bad);
        EXPECT_THAT(read.request.loras, IsEmpty()) << bad;
        EXPECT_EQ(read.warnings.size(), 1u) << bad;
    }
    EXPECT_EQ(readPromptTags(missing.request, {}).warnings.size(), 0u) << "the tag is gone";
    const auto negative = read("a", "blurry, <lora:ink:1>");
    EXPECT_EQ(negative.request.negativePrompt, "blurry");
    EXPECT_THAT(negative.request.loras, IsEmpty());
    ASSERT_EQ(negative.warnings.size(), 1u);
    EXPECT_THAT(negative.warnings[0], HasSubstr("negative prompt have no effect"));
}

TEST_F(PromptTags, ChangesFromStepToStepAreSaidNotToBeMade)
{
    for (const char* prompt : {"a [cat:dog:0.5] b", "[red:5]", "[a::10]", "[cat|dog]", "x [(a:1.2) b:c: 0.3 ]"}) {
        const auto given = read(prompt);
        EXPECT_EQ(given.request.prompt, prompt) << "stays as it is";
        ASSERT_EQ(given.warnings.size(), 1u) << prompt;
        EXPECT_THAT(given.warnings[0], HasSubstr("all of it is read as words"));
    }
    for (const char* prompt : {"a [word] b", "(word:1.2)", "[a (b:1.3)]", "{a|b}", "[{a|b}]", "a <b> : <c", "\\[a:b:0.5\\]",
                               "ratio 3:2", "[note: soft]"})
        EXPECT_THAT(read(prompt).warnings, IsEmpty()) << prompt;
}

} // namespace
} // namespace likeness::generation
