// CLIP's vocabulary, made at build time, is the published one.
#include "tests/core/testing/Reference.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace likeness::testing {
namespace {

std::string read(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator(file), {}};
}

TEST(Vocabulary, HasTheIdsOfTheTextEncoders)
{
    const auto ids = nlohmann::json::parse(read(LIKENESS_CLIP_FOLDER "/vocab.json"));
    EXPECT_EQ(ids.size(), 49408U);
    EXPECT_EQ(ids.at("!"), 0);
    EXPECT_EQ(ids.at("!</w>"), 256);
    EXPECT_EQ(ids.at("in"), 512); // the first merge
    EXPECT_EQ(ids.at("<|startoftext|>"), 49406);
    EXPECT_EQ(ids.at("<|endoftext|>"), 49407);
}

TEST(Vocabulary, IsThePublishedOneByteForByte)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/tokenizer/vocab.json");
    for (const char* name : {"vocab.json", "merges.txt"})
        EXPECT_EQ(read(std::string(LIKENESS_CLIP_FOLDER "/") + name),
                  read(referenceFile(std::string("tiny-sdxl/tokenizer/") + name)))
            << name;
}

} // namespace
} // namespace likeness::testing
