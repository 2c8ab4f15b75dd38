#include "core/text/PromptChunks.h"

#include "core/base/AtomicFile.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace {

using namespace likeness;
using namespace likeness::text;
using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;

const ClipTokenizer& first()
{
    static const ClipTokenizer tokenizer = *ClipTokenizer::read(referenceFile("tiny-sdxl/tokenizer"));
    return tokenizer;
}

const ClipTokenizer& second()
{
    static const ClipTokenizer tokenizer = *ClipTokenizer::read(referenceFile("tiny-sdxl/tokenizer_2"));
    return tokenizer;
}

PromptChunks chunksOf(const std::string& prompt) { return promptChunks(first(), promptSpans(prompt)); }

std::string repeated(const std::string& text, int times)
{
    std::string result;
    while (times-- > 0)
        result += text;
    return result;
}

// How many words each chunk holds.
std::vector<size_t> sizesOf(const std::string& prompt)
{
    std::vector<size_t> sizes;
    for (const PromptChunk& chunk : chunksOf(prompt).chunks) {
        EXPECT_EQ(chunk.ids.size(), 77u);
        EXPECT_EQ(chunk.weights.size(), 77u);
        EXPECT_EQ(chunk.ids.front(), first().startId());
        const auto end = std::find(chunk.ids.begin(), chunk.ids.end(), first().endId());
        EXPECT_NE(end, chunk.ids.end());
        sizes.push_back(static_cast<size_t>(end - chunk.ids.begin()) - 1);
    }
    return sizes;
}

TEST(PromptChunks, APromptThatFitsHasTheTokenizersIds)
{
    LIKENESS_NEEDS_REFERENCE("cases/tokenizer.json");
    const auto file = nlohmann::json::parse(*base::readFile(referenceFile("cases/tokenizer.json")));
    size_t compared = 0;
    for (const auto& c : file["cases"]) {
        const auto prompt = c["text"].get<std::string>();
        if (c["untruncated_length_2"] > 77 || prompt.find_first_of("()[]\\") != std::string::npos ||
            prompt.find("BREAK") != std::string::npos)
            continue;
        ++compared;
        const auto spans = promptSpans(prompt);
        const auto one = promptChunks(first(), spans), two = promptChunks(second(), spans);
        ASSERT_EQ(one.chunks.size(), 1u) << prompt;
        EXPECT_EQ(one.chunks[0].ids, c["ids_1"].get<std::vector<int64_t>>()) << prompt;
        EXPECT_EQ(two.chunks[0].ids, c["ids_2"].get<std::vector<int64_t>>()) << prompt;
        EXPECT_FALSE(one.chunks[0].isWeighted());
    }
    EXPECT_GT(compared, 50u);
}

TEST(PromptChunks, BordersFollowTokensCommasAndBreaks)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    using Sizes = std::vector<size_t>;
    const auto words = [](int count) { return repeated("cat ", count); };
    EXPECT_EQ(sizesOf(""), Sizes{0});
    EXPECT_EQ(sizesOf(words(75)), Sizes{75});
    EXPECT_EQ(sizesOf(words(76)), (Sizes{75, 1}));
    EXPECT_EQ(sizesOf(words(160)), (Sizes{75, 75, 10}));
    EXPECT_EQ(sizesOf(words(55) + ", " + words(20)), (Sizes{56, 20})) << "19 tokens behind the comma move";
    EXPECT_EQ(sizesOf(words(54) + ", " + words(21)), (Sizes{75, 1})) << "20 do not";
    EXPECT_EQ(sizesOf(words(60) + ", " + words(10) + ", " + words(9)), (Sizes{72, 9})) << "the last comma counts";
    EXPECT_EQ(sizesOf(words(60) + ", " + words(14) + ", " + words(3)), (Sizes{75, 4})) << "a comma opens the next";
    EXPECT_EQ(sizesOf(words(74) + ", cat"), (Sizes{75, 1}));
    EXPECT_EQ(sizesOf("cat BREAK cat cat"), (Sizes{1, 2}));
    EXPECT_EQ(sizesOf("BREAK cat BREAK BREAK cat BREAK"), (Sizes{1, 1})) << "no empty chunks";
    EXPECT_EQ(sizesOf(words(75) + "BREAK " + words(2)), (Sizes{75, 2}));
    EXPECT_EQ(sizesOf(words(60) + ", BREAK " + words(74)), (Sizes{61, 74})) << "a comma before BREAK is past";
}

TEST(PromptChunks, TellsWhatDoesNotFitAtAll)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto full = chunksOf(repeated("cat ", 75 * 32));
    EXPECT_EQ(full.chunks.size(), mostPromptChunks);
    EXPECT_EQ(full.dropped, "");
    const auto more = chunksOf(repeated("cat ", 75 * 32) + "golden castle");
    EXPECT_EQ(more.chunks.size(), mostPromptChunks);
    EXPECT_EQ(more.dropped, "golden castle");
    EXPECT_EQ(chunksOf(repeated("cat BREAK ", 32) + "dog").dropped, "dog");
}

TEST(PromptChunks, WeightsStandAtTheirTokens)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto chunk = chunksOf("a (red:1.5) hat").chunks.at(0);
    EXPECT_EQ(chunk.ids, first().tokenize("a red hat").ids);
    EXPECT_TRUE(chunk.isWeighted());
    std::vector<double> expected(77, 1.0);
    expected[2] = 1.5;
    EXPECT_EQ(chunk.weights, expected);
}

class ChunkEncoding : public ::testing::Test {
protected:
    void SetUp() override
    {
        LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
        const auto file = referenceCase("text_encoders");
        prompts = nlohmann::json::parse(file.metadata.at("prompts")).get<std::vector<std::string>>();
        states = file.tensors.at("out.prompt_embeds");
        pooled = file.tensors.at("out.pooled");
        auto loaded = loadSdxlTextEncoders(referenceFile("tiny-sdxl"));
        ASSERT_TRUE(loaded) << loaded.error().message;
        encoders.emplace(std::move(*loaded));
    }

    TextConditioning encode(const std::string& prompt, size_t chunk = 0)
    {
        PromptChunkEncoder encoder(*encoders, first(), second());
        const auto spans = promptSpans(prompt);
        return encoder.encode(promptChunks(first(), spans).chunks.at(chunk),
                              promptChunks(second(), spans).chunks.at(chunk));
    }

    std::vector<std::string> prompts; // the last one is empty
    at::Tensor states, pooled;
    std::optional<SdxlTextEncoders> encoders;
};

TEST_F(ChunkEncoding, EveryChunkIsTheReferencesPromptOfItsWords)
{
    ASSERT_EQ(prompts.size(), 4u);
    const std::string all = prompts[0] + " BREAK " + prompts[1] + " BREAK " + prompts[2];
    for (size_t i = 0; i < 3; ++i) {
        const auto row = static_cast<int64_t>(i);
        const auto chunk = encode(all, i);
        EXPECT_TRUE(isClose(chunk.prompt_embeds[0], states[row], 1e-4));
        EXPECT_TRUE(isClose(chunk.pooled[0], pooled[row], 1e-4));
    }
}

TEST_F(ChunkEncoding, AWeightOfOneIsPlainBitForBit)
{
    const auto plain = encoders->encode(tokenIds(first(), {prompts[0]}), tokenIds(second(), {prompts[0]}));
    const auto marked = encode("(" + prompts[0] + ":1)");
    EXPECT_TRUE(marked.prompt_embeds.equal(plain.prompt_embeds));
    EXPECT_TRUE(marked.pooled.equal(plain.pooled));
}

TEST_F(ChunkEncoding, AWeightMovesItsTokensFromTheEmptyPrompt)
{
    const auto tokens = static_cast<int64_t>(first().pieces(prompts[1]).size());
    const at::Tensor z = states[1], z0 = states[3]; // [T, C]
    for (const char* weight : {"1.5", "0.4", "0", "-1"}) {
        const auto weighted = encode("(" + prompts[1] + ":" + weight + ")");
        at::Tensor expected = z.clone();
        expected.slice(0, 1, tokens + 1) = (z0 + std::stod(weight) * (z - z0)).slice(0, 1, tokens + 1);
        EXPECT_TRUE(isClose(weighted.prompt_embeds[0], expected, 3e-4)) << weight;
        EXPECT_TRUE(isClose(weighted.pooled[0], pooled[1], 1e-4)) << "the pooled vector knows no weights";
    }
}

TEST_F(ChunkEncoding, WordsWithoutWeightKeepTheirBits)
{
    const auto plain = encode("a red hat, snow"), weighted = encode("a (red:1.3) hat, snow");
    const at::Tensor differs = plain.prompt_embeds.ne(weighted.prompt_embeds).any(-1)[0]; // [T]
    EXPECT_TRUE(differs.nonzero().flatten().equal(at::tensor(at::ArrayRef<int64_t>{2})));
}

} // namespace
