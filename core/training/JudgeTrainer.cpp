#include "core/training/JudgeTrainer.h"

#include "core/portraits/Caption.h"
#include "core/training/DataParallel.h"
#include "core/training/Initialise.h"
#include "core/training/Random.h"
#include "core/training/WorldLabels.h"

#include <ATen/CPUGeneratorImpl.h>

#include <sstream>

namespace likeness::training {

using identity::Mode;

namespace {

constexpr int64_t skinTone = 0; // its place among likenessFacts()' measures

portraits::Person personOf(const JudgeSet& set, int64_t picture)
{
    return portraits::randomPerson(personSeed(set.options, picture / judgePicturesPerPerson));
}

// Pictures of a painter are softer than renders, noisier, and off in colour: each quarter of the batch otherwise.
at::Tensor softened(const at::Tensor& pictures, Random& random)
{
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    std::vector<at::Tensor> parts;
    const int64_t side = pictures.size(2), shift = 3;
    for (const at::Tensor& part : pictures.chunk(4)) {
        at::Tensor x = part;
        if (random.uniform() < 0.5) {
            const auto small = static_cast<int64_t>(static_cast<double>(side) / random.uniform(1.0, 2.4));
            x = at::upsample_bilinear2d(at::adaptive_avg_pool2d(x, {small, small}), {side, side}, false);
        }
        x = at::replication_pad2d(x, {shift, shift, shift, shift})
                .narrow(2, random.below(2 * shift + 1), side)
                .narrow(3, random.below(2 * shift + 1), side);
        const at::Tensor gain = 1 + 0.05 * at::randn({x.size(0), 3, 1, 1}, generator);
        const at::Tensor offset = 6 * at::randn({x.size(0), 1, 1, 1}, generator);
        const double noise = random.uniform() < 0.5 ? random.uniform(0, 8) : 0;
        x = x * gain + offset;
        parts.push_back(noise > 0 ? x + noise * at::randn(x.sizes(), generator) : x);
    }
    return at::cat(parts).clamp(0, 255);
}

// Row i of `a` belongs to row i of `b`, all others do not; both of unit length.
at::Tensor contrast(const at::Tensor& a, const at::Tensor& b)
{
    constexpr double temperature = 0.1;
    const at::Tensor logits = at::matmul(a, b.t()) / temperature;
    const at::Tensor own = at::arange(a.size(0), at::kLong);
    return 0.5 * (at::cross_entropy_loss(logits, own) + at::cross_entropy_loss(logits.t(), own));
}

double topOf20(const at::Tensor& a, const at::Tensor& b)
{
    const at::Tensor likeness = at::matmul(a, b.t());
    double hits = 0;
    int64_t tries = 0;
    for (int64_t first = 0; first + 20 <= a.size(0); first += 20)
        for (int64_t i = 0; i < 20; ++i, ++tries)
            hits += likeness[first + i].narrow(0, first, 20).argmax().item<int64_t>() == i;
    return tries ? hits / static_cast<double>(tries) : 0;
}

template <typename Judge, typename Build, typename Loss>
base::Result<weights::TensorMap> trained(const Build& build, const JudgeTraining& training,
                                         const LoopControl& control, const Loss& loss)
{
    const auto fresh = weights::Weights::fresh(startValues(training.seed, {}));
    build(fresh);
    AdamW optimiser(fresh.taken(), {.averageDecay = 0.99});
    DataParallel<Judge> parallel(optimiser.parameters(), training.workers, build);
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](Judge& judge, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                return loss(judge, random);
            },
            gradients);
    };
    if (auto done = runTraining(training.loop, optimiser, step, control); !done)
        return tl::unexpected(done.error());
    weights::TensorMap result = optimiser.average();
    for (const auto& [name, buffer] : parallel.buffers())
        result[name] = buffer;
    return result;
}

template <typename Enum> int64_t number(Enum value) { return static_cast<int64_t>(value); }

FactShares sharesOf(const FactTable& table, const at::Tensor& outputs, const std::vector<Facts>& truth)
{
    const auto accuracy = factAccuracy(table, outputs, truth);
    FactShares shares;
    for (size_t i = 0; i < table.classes.size(); ++i)
        shares[table.classes[i].name] = accuracy[i];
    if (table.measures > 0)
        shares["skin tone"] = accuracy[table.classes.size() + static_cast<size_t>(skinTone)];
    return shares;
}

// The answers about all held-out pictures, clean and softened.
struct HeldOut {
    at::Tensor embedding, softEmbedding;
    JudgeReport report;
};

template <typename Truth>
HeldOut examine(const PictureJudge& judge, const JudgeSet& set, const at::Tensor& views, const FactTable& table,
                const Truth& truthOf)
{
    const at::NoGradGuard noGradients;
    const int64_t first = set.trained(), count = views.size(0) - first;
    Random random(17, 0);
    std::vector<at::Tensor> embeddings, outputs, softEmbeddings, softOutputs;
    for (int64_t at = 0; at < count; at += 48) {
        const at::Tensor part = views.narrow(0, first + at, std::min<int64_t>(48, count - at)).to(at::kFloat);
        const Judged clean = judge.forward(part), soft = judge.forward(softened(part, random));
        embeddings.push_back(clean.embedding);
        outputs.push_back(clean.facts);
        softEmbeddings.push_back(soft.embedding);
        softOutputs.push_back(soft.facts);
    }
    std::vector<Facts> truth;
    std::map<std::string, std::vector<int64_t>> byStyle;
    for (int64_t i = 0; i < count; ++i) {
        truth.push_back(truthOf(first + i));
        byStyle[std::string(portraits::word(sceneOf(set.options, first + i).style))].push_back(i);
    }
    HeldOut result{at::cat(embeddings), at::cat(softEmbeddings), {}};
    const at::Tensor all = at::cat(outputs);
    result.report.overall = sharesOf(table, all, truth);
    result.report.soft = sharesOf(table, at::cat(softOutputs), truth);
    for (const auto& [style, pictures] : byStyle) {
        std::vector<Facts> some;
        for (const int64_t i : pictures)
            some.push_back(truth[static_cast<size_t>(i)]);
        result.report.clean[style] = sharesOf(table, all.index_select(0, at::tensor(pictures, at::kLong)), some);
    }
    return result;
}

// Draws `count` different training pictures (or fewer, if the set has fewer).
std::vector<int64_t> drawDifferent(int64_t limit, int64_t count, Random& random)
{
    std::vector<int64_t> drawn;
    while (std::ssize(drawn) < std::min(limit, count)) {
        const int64_t next = random.below(limit);
        if (std::find(drawn.begin(), drawn.end(), next) == drawn.end())
            drawn.push_back(next);
    }
    return drawn;
}

void tell(std::ostringstream& out, const FactShares& shares)
{
    for (const auto& [name, share] : shares)
        out << name << ' ' << share << ", ";
}

} // namespace

std::string JudgeReport::text() const
{
    std::ostringstream out;
    out.precision(3);
    tell(out, overall);
    out << "top 1 of 20 " << topOf20 << "; softened: ";
    tell(out, soft);
    out << "top 1 of 20 " << softTopOf20;
    for (const auto& [style, shares] : clean) {
        out << "\n  " << style << ": ";
        tell(out, shares);
    }
    return out.str();
}

base::Result<TrainedJudge> trainSceneJudge(const JudgeSet& set, const JudgeTraining& training,
                                           const LoopControl& control)
{
    const auto loss = [&](SceneJudge& judge, Random& random) {
        const auto pictures = drawDifferent(set.trained(), training.batch, random);
        std::vector<Facts> facts;
        std::vector<std::string> captions;
        for (const int64_t picture : pictures) {
            const auto scene = sceneOf(set.options, picture);
            facts.push_back(factsOf(scene));
            captions.push_back(random.uniform() < 0.5
                                   ? portraits::caption(scene, random.next())
                                   : portraits::caption(personOf(set, picture), scene, random.next()));
        }
        const at::Tensor views = set.scenes.index_select(0, at::tensor(pictures, at::kLong)).to(at::kFloat);
        const Judged judged = judge.picture.forward(softened(views, random), Mode::train);
        return factLoss(sceneFacts(), judged.facts, facts) +
               contrast(judged.embedding, judge.caption.forward(captions));
    };
    const auto build = [](const weights::Weights& w) { return SceneJudge(w); };
    auto tensors = trained<SceneJudge>(build, training, control, loss);
    if (!tensors)
        return tl::unexpected(tensors.error());
    const SceneJudge judge(weights::Weights({"", *tensors, {}}));
    HeldOut seen = examine(judge.picture, set, set.scenes, sceneFacts(),
                           [&](int64_t picture) { return factsOf(sceneOf(set.options, picture)); });
    std::vector<std::string> captions;
    for (int64_t i = 0; i < seen.embedding.size(0); ++i)
        captions.push_back(
            portraits::caption(sceneOf(set.options, set.trained() + i), static_cast<std::uint64_t>(i)));
    const at::NoGradGuard noGradients;
    const at::Tensor words = judge.caption.forward(captions);
    seen.report.topOf20 = topOf20(seen.embedding, words);
    seen.report.softTopOf20 = topOf20(seen.softEmbedding, words);
    return TrainedJudge{std::move(*tensors), std::move(seen.report)};
}

base::Result<TrainedJudge> trainLikenessJudge(const JudgeSet& set, const JudgeTraining& training,
                                              const LoopControl& control)
{
    const auto loss = [&](PictureJudge& judge, Random& random) {
        const auto persons = drawDifferent(set.options.persons, training.batch / 2, random);
        std::vector<int64_t> pictures; // one of each person, then another one of each
        for (const int64_t person : persons)
            pictures.push_back(person * judgePicturesPerPerson + random.below(judgePicturesPerPerson));
        for (size_t i = 0; i < persons.size(); ++i) {
            const int64_t slot = pictures[i] % judgePicturesPerPerson;
            const int64_t other = (slot + 1 + random.below(judgePicturesPerPerson - 1)) % judgePicturesPerPerson;
            pictures.push_back(persons[i] * judgePicturesPerPerson + other);
        }
        std::vector<Facts> facts;
        for (const int64_t picture : pictures)
            facts.push_back(likenessFactsOf(personOf(set, picture)));
        const at::Tensor views = set.heads.index_select(0, at::tensor(pictures, at::kLong)).to(at::kFloat);
        const Judged judged = judge.forward(softened(views, random), Mode::train);
        const int64_t half = std::ssize(persons);
        return factLoss(likenessFacts(), judged.facts, facts) +
               contrast(judged.embedding.narrow(0, 0, half), judged.embedding.narrow(0, half, half));
    };
    const auto build = [](const weights::Weights& w) { return PictureJudge(w, likenessJudgeOptions()); };
    auto tensors = trained<PictureJudge>(build, training, control, loss);
    if (!tensors)
        return tl::unexpected(tensors.error());
    const PictureJudge judge(weights::Weights({"", *tensors, {}}), likenessJudgeOptions());
    HeldOut seen = examine(judge, set, set.heads, likenessFacts(),
                           [&](int64_t picture) { return likenessFactsOf(personOf(set, picture)); });
    // The photo of each person against each of the person's other pictures.
    const at::Tensor clean = seen.embedding.view({-1, judgePicturesPerPerson, seen.embedding.size(1)});
    const at::Tensor soft = seen.softEmbedding.view(clean.sizes());
    for (int64_t slot = 1; slot < judgePicturesPerPerson; ++slot) {
        seen.report.topOf20 += topOf20(clean.select(1, slot), clean.select(1, 0)) / (judgePicturesPerPerson - 1);
        seen.report.softTopOf20 += topOf20(soft.select(1, slot), clean.select(1, 0)) / (judgePicturesPerPerson - 1);
    }
    return TrainedJudge{std::move(*tensors), std::move(seen.report)};
}

} // namespace likeness::training
