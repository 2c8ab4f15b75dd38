// The text encoders' lesson: that it teaches, and what it teaches.
#include "core/training/StarterModel.h"
#include "core/training/PainterTrainer.h"
#include "core/training/StarterWords.h"
#include "core/training/WordsTrainer.h"
#include "tests/core/training/SmallWorld.h"

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

TEST(Words, ThatAnotherVocabularyKnewKeepTheirEmbeddings)
{
    const auto folder = std::filesystem::temp_directory_path() / ("likeness-carried-" + std::to_string(::getpid()));
    const auto write = [&](const char* name, const std::vector<std::string>& texts) {
        const auto tokenizer = text::ClipTokenizer::make(text::learnBpe(texts, 600)).value();
        EXPECT_TRUE(tokenizer.write(folder / name));
        return tokenizer;
    };
    const std::vector<std::string> before(20, "a photo of a person"), after(20, "a person wearing a scarf at a photo");
    const auto from = write("from", before), to = write("to", after);
    const auto idOf = [](const text::ClipTokenizer& tokenizer, const char* word) { return tokenizer.pieces(word); };
    ASSERT_EQ(idOf(from, "person").size(), 1u);
    ASSERT_EQ(idOf(to, "scarf").size(), 1u);
    ASSERT_GT(idOf(from, "scarf").size(), 1u) << "was in pieces";

    const at::Tensor old = at::randn({from.vocabularySize(), 4}), fresh = at::zeros({to.vocabularySize(), 4});
    const auto carried = carriedOver(old, folder / "from", folder / "to", fresh);
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(carried) << carried.error().message;
    EXPECT_TRUE(at::equal((*carried)[idOf(to, "person")[0].id], old[idOf(from, "person")[0].id]));
    at::Tensor mean = at::zeros({4});
    for (const auto& piece : idOf(from, "scarf"))
        mean += old[piece.id] / static_cast<double>(idOf(from, "scarf").size());
    EXPECT_LT(((*carried)[idOf(to, "scarf")[0].id] - mean).abs().max().item<double>(), 1e-6);
}

TEST(Words, AreAskedForWhileThePainterLearns)
{
    const auto world = testing::smallWorld();
    PainterTraining training;
    training.options = world->options.painter;
    training.start = world->weights;
    training.loop.folder = world->folder;
    training.loop.steps = 1;
    training.workers = 1;
    training.rows = {.batch = 2, .identityShare = 0, .captionDrop = 0};
    const auto trained = [&](double factsWeight, const char* name) {
        training.factsWeight = factsWeight;
        training.loop.name = name;
        return trainPainter(world->painter, training, {}).value();
    };
    const auto asked = trained(.03, "asked"), alone = trained(0, "alone");
    const char* projection = "text_encoder_2.text_projection.weight";
    EXPECT_FALSE(at::equal(asked.at(projection), alone.at(projection)));
    for (const auto& [name, tensor] : asked)
        EXPECT_TRUE(world->weights.contains(name)) << name << " is not the painter's";
}

} // namespace
} // namespace likeness::training
