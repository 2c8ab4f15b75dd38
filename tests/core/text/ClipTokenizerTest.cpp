#include "core/text/ClipTokenizer.h"

#include "core/base/AtomicFile.h"
#include "core/text/ClipPieces.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace {

using namespace likeness;
using likeness::testing::referenceFile;
using text::ClipTokenizer;

const ClipTokenizer& first()
{
    static const ClipTokenizer tokenizer =
        *ClipTokenizer::read(referenceFile("tiny-sdxl/tokenizer"));
    return tokenizer;
}

const ClipTokenizer& second()
{
    static const ClipTokenizer tokenizer =
        *ClipTokenizer::read(referenceFile("tiny-sdxl/tokenizer_2"));
    return tokenizer;
}

TEST(ClipTokenizer, GivesTheIdsOfTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/tokenizer.json");
    const auto file = nlohmann::json::parse(*base::readFile(referenceFile("cases/tokenizer.json")));
    ASSERT_GT(file["cases"].size(), 0u);
    for (const auto& c : file["cases"]) {
        const auto prompt = c["text"].get<std::string>();
        const auto one = first().tokenize(prompt);
        EXPECT_EQ(one.ids, c["ids_1"].get<std::vector<int64_t>>()) << prompt;
        EXPECT_EQ(one.untruncatedLength(), c["untruncated_length"].get<size_t>()) << prompt;
        const auto two = second().tokenize(prompt);
        EXPECT_EQ(two.ids, c["ids_2"].get<std::vector<int64_t>>()) << prompt;
        EXPECT_EQ(two.untruncatedLength(), c["untruncated_length_2"].get<size_t>()) << prompt;
        EXPECT_EQ(one.isTruncated(), one.untruncatedLength() > 77);
    }
}

TEST(ClipTokenizer, ASecondTokenizerDiffersOnlyInItsPadding)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto padded = first().withPadding("!");
    ASSERT_TRUE(padded);
    EXPECT_EQ(padded->padId(), 0);
    EXPECT_EQ(padded->tokenize("wow!!").ids, second().tokenize("wow!!").ids);
    EXPECT_FALSE(first().withPadding("no such token"));
}

TEST(ClipTokenizer, TellsWhatIsDropped)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    std::string prompt;
    for (int i = 0; i < 75; ++i)
        prompt += "word ";
    EXPECT_FALSE(first().tokenize(prompt).isTruncated());
    EXPECT_EQ(first().tokenize(prompt).droppedText(), "");
    const auto tokenized = first().tokenize(prompt + "Golden castle, snow");
    EXPECT_TRUE(tokenized.isTruncated());
    EXPECT_EQ(tokenized.droppedText(), "golden castle , snow");
    EXPECT_EQ(tokenized.ids.back(), first().endId());
}

TEST(ClipTokenizer, PiecesSpellThePrompt)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    std::string text;
    for (const auto& piece : first().pieces("Hyperrealistic café 😀!"))
        text += piece.text + (piece.endsWord ? "|" : "");
    EXPECT_EQ(text, "hyperrealistic|café|😀!|");
}

TEST(ClipTokenizer, ReadsWordsOfAnyLength)
{
    // Place by place, these would take an hour; the time limit of the whole test catches that.
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    std::string sentence;
    while (sentence.size() < 10'000)
        sentence += "a watercolor portrait, soft light, ";
    for (const std::string& prompt : {sentence, std::string(1'000'000, 'a'), std::string(300'000, '!')})
        EXPECT_EQ(first().tokenize(prompt).ids.size(), 77u);
}

TEST(ClipTokenizer, ToleratesBytesThatAreNoText)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    EXPECT_EQ(first().tokenize("ca\xfft").ids, first().tokenize("cat").ids);
    EXPECT_EQ(first().tokenize("cat \xc3").ids, first().tokenize("cat").ids);
    EXPECT_EQ(first().tokenize("\xed\xa0\x80").untruncatedLength(), 2u); // a lone surrogate
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    EXPECT_EQ(first().tokenize(all).ids.size(), 77u);
}

TEST(ClipTokenizer, RefusesVocabulariesThatLackTheSpecialTokens)
{
    const auto made = ClipTokenizer::make({{{"a", 0}}, {}});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, ::testing::HasSubstr("<|startoftext|>"));
    EXPECT_EQ(ClipTokenizer::read("/nowhere").error().code, base::ErrorCode::notFound);
}

TEST(ClipTokenizer, MergesAllPlacesOfThePairBeforeLookingAgain)
{
    // (abc, a) ranks above (a, bc): merging place by place would find "abca" behind the first
    // "abc".
    const text::ClipVocabulary vocabulary = {
        {{"abc", 1}, {"abca", 3}, {"x</w>", 4}, {"<|startoftext|>", 8}, {"<|endoftext|>", 9}},
        {{"b", "c"}, {"abc", "a"}, {"a", "bc"}}};
    const auto tokenizer = ClipTokenizer::make(vocabulary);
    ASSERT_TRUE(tokenizer);
    std::vector<int64_t> ids;
    for (const auto& piece : tokenizer->pieces("abcabcx"))
        ids.push_back(piece.id);
    EXPECT_EQ(ids, (std::vector<int64_t>{1, 1, 4}));
}

TEST(ClipPieces, FollowTheFullRulesOfUnicode)
{
    EXPECT_EQ(text::cleanForClip("ΣΊΣΥΦΟΣ"), "σίσυφος");
    EXPECT_EQ(text::cleanForClip("İ"), "i\u0307");
    EXPECT_EQ(text::cleanForClip("a\u2028b\u00a0c\u3000d"), "a b c d");
    EXPECT_EQ(text::cleanForClip("zero\u200bwidth\ufeff"), "zerowidth");
    EXPECT_EQ(text::cleanForClip("中文x"), "中 文 x");
    EXPECT_EQ(text::clipPieces("it's '\u017f 12a"),
              (std::vector<std::string>{"it", "'s", "'\u017f", "1", "2", "a"}));
    EXPECT_EQ(text::clipPieces("x<|endoftext|>"), (std::vector<std::string>{"x", "<|endoftext|>"}));
    EXPECT_EQ(text::clipPieces("m\u0345!"),
              (std::vector<std::string>{"m", "!"})); // found by no class of the pattern
    EXPECT_TRUE(text::clipPieces("").empty());
}

} // namespace
