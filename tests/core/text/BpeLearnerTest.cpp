#include "core/text/BpeLearner.h"

#include "core/text/ByteAlphabet.h"
#include "core/text/ClipTokenizer.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace {

using namespace likeness;
using text::ClipTokenizer;
using text::learnBpe;

std::vector<std::string> captions()
{
    std::vector<std::string> texts;
    for (const char* hair : {"red", "black", "blond", "silver"})
        for (const char* style : {"watercolor", "comic", "oil painting", "pencil sketch"})
            for (const char* place : {"on the beach", "in a forest", "against a plain background"})
                texts.push_back(std::string("A ") + style + " portrait of a person with " + hair +
                                " hair, " + place);
    return texts;
}

TEST(BpeLearner, NumbersTokensAsClipDoes)
{
    const auto vocabulary = learnBpe(captions(), 560);
    EXPECT_EQ(vocabulary.ids.at("!"), 0);
    EXPECT_EQ(vocabulary.ids.at("!</w>"), 256);
    const auto size = static_cast<int64_t>(vocabulary.ids.size());
    EXPECT_EQ(size, 560);
    EXPECT_EQ(vocabulary.ids.at("<|startoftext|>"), size - 2);
    EXPECT_EQ(vocabulary.ids.at("<|endoftext|>"), size - 1);
    std::vector<int64_t> ids;
    for (const auto& [token, id] : vocabulary.ids)
        ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    for (int64_t i = 0; i < size; ++i)
        EXPECT_EQ(ids[static_cast<size_t>(i)], i);
}

TEST(BpeLearner, FrequentWordsBecomeOneToken)
{
    const auto tokenizer = ClipTokenizer::make(learnBpe(captions(), 2000));
    ASSERT_TRUE(tokenizer);
    for (const char* word :
         {"portrait", "watercolor", "person", "hair", "beach", "background", "silver", ","})
        EXPECT_EQ(tokenizer->pieces(word).size(), 1u) << word;
    EXPECT_GT(tokenizer->pieces("zeppelin").size(), 3u);
    EXPECT_LT(tokenizer->vocabularySize(), 2000); // there is no more to learn
}

TEST(BpeLearner, EveryTextCanBeSpelledAndComesBack)
{
    const auto tokenizer = ClipTokenizer::make(learnBpe(captions(), 560));
    ASSERT_TRUE(tokenizer);
    for (const std::string word : {"zürich", "日", "😀", "q", "watercolor"}) {
        std::string text;
        for (const auto& piece : tokenizer->pieces(word)) {
            EXPECT_NE(piece.id, tokenizer->endId()) << word;
            text += piece.text;
        }
        EXPECT_EQ(text, word);
    }
}

TEST(BpeLearner, DoesNotDependOnTheOrderOfTheTexts)
{
    auto texts = captions();
    const auto one = learnBpe(texts, 700);
    std::reverse(texts.begin(), texts.end());
    const auto two = learnBpe(texts, 700);
    EXPECT_EQ(one.mergesText(), two.mergesText());
    EXPECT_EQ(one.vocabJson(), two.vocabJson());
}

TEST(BpeLearner, LearnsNothingFromNothing)
{
    const auto vocabulary = learnBpe({}, 5000);
    EXPECT_EQ(vocabulary.ids.size(), 514u);
    EXPECT_TRUE(vocabulary.merges.empty());
}

TEST(ClipTokenizer, ReadsWhatItWrote)
{
    const auto folder =
        std::filesystem::temp_directory_path() / ("tokenizer_" + std::to_string(::getpid()));
    const auto tokenizer = *ClipTokenizer::make(learnBpe(captions(), 700))->withPadding("!");
    ASSERT_TRUE(tokenizer.write(folder));
    const auto again = ClipTokenizer::read(folder);
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->padId(), 0);
    for (const auto& text : captions())
        EXPECT_EQ(again->tokenize(text + "! ü").ids, tokenizer.tokenize(text + "! ü").ids);
}

} // namespace
