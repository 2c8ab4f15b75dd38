#include "core/training/WordsTrainer.h"

#include "core/portraits/Caption.h"
#include "core/training/DataParallel.h"
#include "core/training/Initialise.h"
#include "core/training/PainterRows.h"
#include "core/training/Random.h"

#include <algorithm>
#include <sstream>

namespace likeness::training {

namespace {

const std::vector<std::string> zeroAtStart = {"self_attn.out_proj", "mlp.fc2"};
constexpr const char* headsName = "heads";

// Linear layers on one vector per caption.
struct Heads {
    weights::Linear scene, person;

    Heads(const weights::Weights& w, int64_t width)
        : scene(w / "scene", width, sceneFacts().outputs()), person(w / "person", width, namedFacts().outputs())
    {
    }
};

struct Reader {
    text::SdxlTextEncoders encoders;
    Heads pooled, states;

    Reader(const weights::Weights& w, const PainterOptions& options)
        : encoders{text::ClipTextEncoder(w / "text_encoder", options.text),
                   text::ClipTextEncoder(w / "text_encoder_2", options.text2)},
          pooled(w / headsName / "pooled", options.text2.projection_dim),
          states(w / headsName / "states", options.text.hidden_size + options.text2.hidden_size)
    {
    }
};

// Captions with what they say; the first half also names the person.
struct Captions {
    at::Tensor ids, ids2; // [B, 77]
    std::vector<Facts> scenes, persons;
};

Captions drawCaptions(const text::ClipTokenizer& tokenizer, const text::ClipTokenizer& tokenizer2, int64_t count,
                      Random& random)
{
    Captions captions;
    std::vector<at::Tensor> ids, ids2;
    for (int64_t i = 0; i < count; ++i) {
        const auto scene = portraits::randomScene(random.next());
        const auto person = portraits::randomPerson(random.next());
        const bool named = i < count / 2;
        const std::string caption = named ? portraits::caption(person, scene, random.next())
                                          : portraits::caption(scene, random.next());
        ids.push_back(tokenIds(tokenizer, caption));
        ids2.push_back(tokenIds(tokenizer2, caption));
        captions.scenes.push_back(factsOf(scene));
        if (named)
            captions.persons.push_back(namedFactsOf(person));
    }
    captions.ids = at::stack(ids);
    captions.ids2 = at::stack(ids2);
    return captions;
}

at::Tensor headLoss(const Heads& heads, const at::Tensor& vectors, const Captions& captions)
{
    return factLoss(sceneFacts(), heads.scene.forward(vectors), captions.scenes) +
           factLoss(namedFacts(), heads.person.forward(vectors.narrow(0, 0, std::ssize(captions.persons))),
                    captions.persons);
}

at::Tensor lossOf(const Reader& reader, const Captions& captions)
{
    const auto words = reader.encoders.encode(captions.ids, captions.ids2);
    return headLoss(reader.pooled, words.pooled, captions) + headLoss(reader.states, words.prompt_embeds.mean(1), captions);
}

double meanOf(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

WordsReport report(const Reader& reader, const Captions& captions)
{
    const auto words = reader.encoders.encode(captions.ids, captions.ids2);
    const auto scene = [&](const Heads& heads, const at::Tensor& vectors) {
        return meanOf(factAccuracy(sceneFacts(), heads.scene.forward(vectors), captions.scenes));
    };
    const auto person = [&](const Heads& heads, const at::Tensor& vectors) {
        return meanOf(factAccuracy(namedFacts(),
                                   heads.person.forward(vectors.narrow(0, 0, std::ssize(captions.persons))),
                                   captions.persons));
    };
    const at::Tensor states = words.prompt_embeds.mean(1);
    return {scene(reader.pooled, words.pooled), person(reader.pooled, words.pooled), scene(reader.states, states),
            person(reader.states, states)};
}

weights::TensorMap encodersOf(const weights::TensorMap& tensors)
{
    weights::TensorMap result;
    for (const auto& [name, tensor] : tensors)
        if (name.starts_with("text_encoder"))
            result[name] = tensor;
    return result;
}

} // namespace

const FactTable& namedFacts()
{
    static const FactTable table{{{"hair style", std::ssize(portraits::allHairStyles)},
                                  {"hair colour", std::ssize(portraits::allHairColours)},
                                  {"glasses", std::ssize(portraits::allGlasses)},
                                  {"facial hair", std::ssize(portraits::allFacialHair)},
                                  {"presentation", std::ssize(portraits::allPresentations)},
                                  {"age", std::ssize(portraits::allAges)},
                                  {"freckles", 2},
                                  {"skin", 5}},
                                 0};
    return table;
}

Facts namedFactsOf(const portraits::Person& person)
{
    constexpr std::array<std::string_view, 5> skins{"pale", "light", "tan", "brown", "dark"};
    const auto skin = std::find(skins.begin(), skins.end(), portraits::skinWord(person.skinTone)) - skins.begin();
    // A bald person's hair has no colour in words; black stands for it.
    const auto colour = person.hairStyle == portraits::HairStyle::bald ? portraits::HairColour::black : person.hairColour;
    return {{static_cast<int64_t>(person.hairStyle), static_cast<int64_t>(colour), static_cast<int64_t>(person.glasses),
             static_cast<int64_t>(person.facialHair), static_cast<int64_t>(person.presentation),
             static_cast<int64_t>(person.age), person.hasFreckles ? 1 : 0, skin},
            {}};
}

std::string WordsReport::text() const
{
    std::ostringstream out;
    out.precision(3);
    out << "pooled vector: scene " << pooledScene << ", person " << pooledPerson << "; tokens' states: scene "
        << statesScene << ", person " << statesPerson;
    return out.str();
}

base::Result<TrainedWords> trainWords(const text::ClipTokenizer& tokenizer, const text::ClipTokenizer& tokenizer2,
                                      const WordsTraining& training, const LoopControl& control)
{
    const auto fresh =
        weights::Weights::fresh(startFrom(encodersOf(training.start), startValues(training.seed, zeroAtStart)));
    Reader(fresh, training.options);
    AdamW optimiser(fresh.taken(), {.averageDecay = 0.99});
    DataParallel<Reader> parallel(optimiser.parameters(), control.group.workers(training.workers),
                                  [&](const weights::Weights& w) { return Reader(w, training.options); });
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](Reader& reader, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                return lossOf(reader, drawCaptions(tokenizer, tokenizer2, training.batch, random));
            },
            gradients);
    };
    if (auto trained = runTraining(training.loop, optimiser, step, control); !trained)
        return tl::unexpected(trained.error());
    const at::NoGradGuard noGradients;
    const Reader reader(weights::Weights({"", optimiser.average(), {}}), training.options);
    Random random(training.seed + 1, 0);
    return TrainedWords{encodersOf(optimiser.average()), report(reader, drawCaptions(tokenizer, tokenizer2, 512, random))};
}

} // namespace likeness::training
