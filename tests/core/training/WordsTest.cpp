// The text encoders' lesson: that it teaches, and what it teaches.
#include "core/training/StarterModel.h"
#include "core/training/WordsTrainer.h"

#include "core/portraits/Caption.h"
#include "core/text/BpeLearner.h"

#include <gtest/gtest.h>

#include <unistd.h>

namespace likeness::training {
namespace {

text::ClipTokenizer tokenizerOfTheWorld()
{
    std::vector<std::string> captions;
    for (std::uint64_t i = 0; i < 400; ++i)
        captions.push_back(portraits::caption(portraits::randomPerson(i), portraits::randomScene(i), i));
    return text::ClipTokenizer::make(text::learnBpe(captions, 900)).value();
}

TEST(Words, AreReadAfterTheLesson)
{
    const auto folder = std::filesystem::temp_directory_path() / ("likeness-words-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const text::ClipTokenizer tokenizer = tokenizerOfTheWorld();
    WordsTraining training;
    training.options = starterOptions().painter;
    training.loop.folder = folder;
    training.loop.warmUp = 5;
    training.workers = 1;
    training.loop.steps = 1;
    const auto before = trainWords(tokenizer, tokenizer, training, {});
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    training.loop.steps = 50;
    const auto after = trainWords(tokenizer, tokenizer, training, {});
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(before && after);
    EXPECT_GT(after->unseen.statesScene, before->unseen.statesScene + .15) << after->unseen.text();
    for (const auto& [name, tensor] : after->tensors)
        EXPECT_TRUE(name.starts_with("text_encoder")) << name;
    EXPECT_FALSE(after->tensors.empty());
}

TEST(Words, NameWhatCaptionsNameOfAPerson)
{
    portraits::Person person;
    person.skinTone = .9;
    person.hairStyle = portraits::HairStyle::bald;
    person.hairColour = portraits::HairColour::red;
    const Facts facts = namedFactsOf(person);
    ASSERT_EQ(facts.classes.size(), namedFacts().classes.size());
    EXPECT_EQ(facts.classes.back(), 4) << "dark";
    EXPECT_EQ(facts.classes[1], 0) << "no caption says a bald person's hair colour";
    for (size_t i = 0; i < facts.classes.size(); ++i)
        EXPECT_LT(facts.classes[i], namedFacts().classes[i].count);
}

} // namespace
} // namespace likeness::training
