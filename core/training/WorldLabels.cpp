#include "core/training/WorldLabels.h"

namespace likeness::training {

using namespace portraits;

namespace {

template <typename Enum> int64_t number(Enum value) { return static_cast<int64_t>(value); }

at::Tensor classTargets(const std::vector<Facts>& truth, size_t fact)
{
    std::vector<int64_t> values;
    for (const Facts& facts : truth)
        values.push_back(facts.classes[fact]);
    return at::tensor(values, at::kLong);
}

at::Tensor measureTargets(const std::vector<Facts>& truth)
{
    std::vector<double> values;
    for (const Facts& facts : truth)
        values.insert(values.end(), facts.measures.begin(), facts.measures.end());
    return at::tensor(values, at::kFloat).view({static_cast<int64_t>(truth.size()), -1});
}

double correlation(const at::Tensor& a, const at::Tensor& b)
{
    const at::Tensor x = a - a.mean(), y = b - b.mean();
    return ((x * y).sum() / (x.square().sum() * y.square().sum()).sqrt().clamp_min(1e-12)).item<double>();
}

} // namespace

int64_t FactTable::outputs() const
{
    int64_t sum = measures;
    for (const auto& fact : classes)
        sum += fact.count;
    return sum;
}

const FactTable& personFacts()
{
    static const FactTable table{{{"hair style", std::ssize(allHairStyles)},
                                  {"hair colour", std::ssize(allHairColours)},
                                  {"glasses", std::ssize(allGlasses)},
                                  {"facial hair", std::ssize(allFacialHair)},
                                  {"presentation", std::ssize(allPresentations)},
                                  {"age", std::ssize(allAges)},
                                  {"eye colour", std::ssize(allEyeColours)},
                                  {"freckles", 2}},
                                 16};
    return table;
}

const FactTable& sceneFacts()
{
    static const FactTable table{{{"style", std::ssize(allStyles)},
                                  {"background", std::ssize(allBackgrounds)},
                                  {"clothing", std::ssize(allClothing)},
                                  {"clothing colour", std::ssize(allClothingColours)},
                                  {"accessory", std::ssize(allAccessories)},
                                  {"expression", std::ssize(allExpressions)},
                                  {"pose", std::ssize(allPoses)},
                                  {"light", std::ssize(allLights)}},
                                 0};
    return table;
}

Facts factsOf(const Person& p)
{
    return {{number(p.hairStyle), number(p.hairColour), number(p.glasses), number(p.facialHair),
             number(p.presentation), number(p.age), number(p.eyeColour), p.hasFreckles ? 1 : 0},
            {2 * p.skinTone - 1, p.undertone, p.faceWidth, p.jawWidth, p.chinWidth, p.chinLength, p.eyeSize,
             p.eyeDistance, p.eyeTilt, p.browThickness, p.browHeight, p.browArch, p.noseWidth, p.noseLength,
             p.mouthWidth, p.lipFullness}};
}

Facts factsOf(const Scene& s)
{
    return {{number(s.style), number(s.background), number(s.clothing), number(s.clothingColour),
             number(s.accessory), number(s.expression), number(s.pose), number(s.light)},
            {}};
}

at::Tensor factLoss(const FactTable& table, const at::Tensor& outputs, const std::vector<Facts>& truth)
{
    at::Tensor loss = at::zeros({});
    int64_t at = 0;
    for (size_t fact = 0; fact < table.classes.size(); ++fact) {
        const int64_t count = table.classes[fact].count;
        loss = loss + at::cross_entropy_loss(outputs.narrow(1, at, count), classTargets(truth, fact));
        at += count;
    }
    if (table.measures > 0)
        loss = loss + 2 * at::smooth_l1_loss(outputs.narrow(1, at, table.measures), measureTargets(truth),
                                             at::Reduction::Mean, 0.5) *
                          static_cast<double>(table.measures);
    return loss;
}

std::vector<double> factAccuracy(const FactTable& table, const at::Tensor& outputs, const std::vector<Facts>& truth)
{
    std::vector<double> result;
    int64_t at = 0;
    for (size_t fact = 0; fact < table.classes.size(); ++fact) {
        const int64_t count = table.classes[fact].count;
        const at::Tensor answer = outputs.narrow(1, at, count).argmax(1);
        result.push_back(answer.eq(classTargets(truth, fact)).to(at::kFloat).mean().item<double>());
        at += count;
    }
    if (table.measures > 0) {
        const at::Tensor targets = measureTargets(truth);
        for (int64_t i = 0; i < table.measures; ++i)
            result.push_back(correlation(outputs.select(1, at + i), targets.select(1, i)));
    }
    return result;
}

} // namespace likeness::training
