// A starter training that goes on from a model: what is taken as it is, and what learns on.
#include "core/training/Initialise.h"
#include "core/training/PortraitSet.h"
#include "core/training/StarterModel.h"
#include "core/training/StarterTrainer.h"

#include "core/text/BpeLearner.h"
#include "core/text/ClipTokenizer.h"
#include "core/weights/Safetensors.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <unistd.h>

namespace likeness::training {
namespace {

class StarterFrom : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        root = std::filesystem::temp_directory_path() / ("likeness-from-" + std::to_string(::getpid()));
        std::filesystem::remove_all(root);
        const auto fresh = [](std::uint64_t seed) { return weights::Weights::fresh(startValues(seed, {})); };
        const StarterOptions options = starterOptions();
        const auto painter = fresh(1), vae = fresh(2), arcFace = fresh(3), eva = fresh(4);
        Painter(painter, options.painter);
        diffusion::Vae(options.vae, vae);
        identity::ArcFace(arcFace, options.arcFace);
        identity::EvaClip(eva, options.eva);
        ASSERT_TRUE(writeStarterModel(root / "model", options,
                                      {vae.taken(), painter.taken(), arcFace.taken(), eva.taken(), at::zeros({5, 3})}));
        const auto words = text::ClipTokenizer::make(text::learnBpe({"a photo of a person with red hair"}, 560)).value();
        ASSERT_TRUE(words.write(root / "model/tokenizer"));
        ASSERT_TRUE(words.withPadding("!").value().write(root / "model/tokenizer_2"));
        start = readStarterModel(root / "model", options).value();
        ASSERT_TRUE(openPortraitSet(root / "portraits.safetensors", {.persons = persons, .size = options.size}, {}, {}));
    }
    static void TearDownTestSuite() { std::filesystem::remove_all(root); }

    // In a folder of its own that has the portraits already.
    StarterRecipe recipe(StarterStage only) const
    {
        StarterRecipe r;
        r.folder = root / ::testing::UnitTest::GetInstance()->current_test_info()->name();
        std::filesystem::create_directories(r.folder);
        std::filesystem::create_hard_link(root / "portraits.safetensors", r.folder / "portraits.safetensors");
        r.persons = persons;
        r.faceSteps = 1;
        r.wordSteps = 1;
        r.workers = 1;
        r.only = only;
        r.from = root / "model";
        return r;
    }
    base::Result<void> train(const StarterRecipe& r)
    {
        return trainStarter(r, {}, {}, [this](const std::string& note) { notes.push_back(note); });
    }
    static weights::TensorMap trained(const StarterRecipe& r, const std::string& name)
    {
        auto file = weights::readSafetensors(r.folder / name);
        EXPECT_TRUE(file) << name;
        return file ? std::move(file->tensors) : weights::TensorMap{};
    }
    static constexpr int64_t persons = 2;
    // The first step of a warm-up moves no weight further than this.
    static constexpr double firstStep = 1e-4;
    static double movedBy(const weights::TensorMap& tensors, const weights::TensorMap& from)
    {
        double most = 0;
        for (const auto& [name, tensor] : tensors)
            if (tensor.dim() >= 2)
                most = std::max(most, (tensor - from.at(name)).abs().max().item<double>());
        return most;
    }

    static inline std::filesystem::path root;
    static inline StarterParts start;
    std::vector<std::string> notes;
};

TEST_F(StarterFrom, KeepsTheAutoencoderAndTheFaceEncoders)
{
    const auto r = recipe(StarterStage::faces);
    const auto done = train(r);
    ASSERT_TRUE(done) << done.error().message;
    const std::pair<const char*, const weights::TensorMap&> files[] = {
        {"vae.safetensors", start.vae}, {"arcface.safetensors", start.arcFace}, {"eva.safetensors", start.eva}};
    for (const auto& [name, tensors] : files) {
        const auto kept = trained(r, name);
        ASSERT_EQ(kept.size(), tensors.size());
        for (const auto& [key, tensor] : tensors)
            EXPECT_TRUE(kept.at(key).equal(tensor)) << name << " " << key;
    }
    EXPECT_TRUE(notes.empty()) << notes.front(); // nothing was trained
}

TEST_F(StarterFrom, LetsTheFaceEncodersLearnOnFromTheirWeights)
{
    auto r = recipe(StarterStage::faces);
    r.facesLearnOn = true;
    const auto done = train(r);
    ASSERT_TRUE(done) << done.error().message;
    const std::pair<const char*, const weights::TensorMap&> files[] = {{"arcface.safetensors", start.arcFace},
                                                                       {"eva.safetensors", start.eva}};
    for (const auto& [name, tensors] : files) {
        const double moved = movedBy(trained(r, name), tensors);
        EXPECT_GT(moved, 0) << name;
        EXPECT_LT(moved, firstStep) << name;
    }
    EXPECT_EQ(notes.size(), 2u);
}

TEST_F(StarterFrom, CarriesTheWordsOverThatItKnows)
{
    const auto r = recipe(StarterStage::words);
    const auto done = train(r);
    ASSERT_TRUE(done) << done.error().message;
    const auto old = text::ClipTokenizer::read(r.from / "tokenizer");
    const auto own = text::ClipTokenizer::read(r.folder / "model/tokenizer");
    ASSERT_TRUE(old && own);
    const std::string table = "text_encoder.text_model.embeddings.token_embedding.weight";
    const at::Tensor before = start.painter.at(table), after = trained(r, "words.safetensors").at(table);
    EXPECT_GT(own->vocabularySize(), old->vocabularySize());
    const auto apart = [&](int64_t id, int64_t oldId) { return (after[id] - before[oldId]).abs().max().item<double>(); };
    for (const char* letter : {"a", "q"}) // words of both vocabularies
        EXPECT_LT(apart(own->pieces(letter).front().id, old->pieces(letter).front().id), firstStep) << letter;
    EXPECT_LT(apart(own->endId(), old->endId()), firstStep);
}

TEST_F(StarterFrom, KeepsItsWordsWhereTheAdapterLearnsAlone)
{
    auto r = recipe(StarterStage::latents);
    r.adapterOnly = true;
    ASSERT_TRUE(train(r));
    r.only.reset();
    std::stop_source stop; // when the painter is to begin: all before it is done then
    const auto progress = [&](const base::Progress& is) {
        if (is.stage == "Looking at the reference portraits")
            stop.request_stop();
    };
    const auto done = trainStarter(r, progress, stop.get_token(), [](const std::string&) {});
    ASSERT_FALSE(done);
    ASSERT_EQ(done.error().code, base::ErrorCode::cancelled) << done.error().message;
    EXPECT_FALSE(std::filesystem::exists(r.folder / "words.safetensors")) << "the text encoders had their lesson";
    for (const char* tokenizer : {"tokenizer", "tokenizer_2"}) {
        const auto old = text::ClipTokenizer::read(r.from / tokenizer);
        const auto own = text::ClipTokenizer::read(r.folder / "model" / tokenizer);
        ASSERT_TRUE(old && own) << tokenizer;
        EXPECT_EQ(own->vocabularySize(), old->vocabularySize()) << tokenizer;
        const char* text = "a photo of a person with red hair";
        EXPECT_EQ(own->tokenize(text).ids, old->tokenize(text).ids) << tokenizer;
    }
}

TEST_F(StarterFrom, RefusesALessonForWhatStaysAsItIs)
{
    for (const auto stage : {StarterStage::words, StarterStage::decoder}) {
        StarterRecipe r;
        r.folder = root / "never";
        r.from = root / "model";
        r.adapterOnly = true;
        r.only = stage;
        const auto done = train(r);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, base::ErrorCode::invalidInput);
        EXPECT_NE(done.error().message.find("--adapter-only"), std::string::npos) << done.error().message;
    }
    EXPECT_FALSE(std::filesystem::exists(root / "never"));
}

TEST_F(StarterFrom, RefusesAFolderThatIsNoStarterModel)
{
    auto r = recipe(StarterStage::portraits);
    r.from = root;
    const auto done = train(r);
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().message.find(root.string()), std::string::npos) << done.error().message;
}

} // namespace
} // namespace likeness::training
