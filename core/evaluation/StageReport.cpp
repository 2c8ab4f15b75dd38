// From measurements to the figures of a stage.
#include "core/evaluation/EvaluationReport.h"

#include <algorithm>

namespace likeness::evaluation {

namespace {

// Right answers among all that were counted.
struct Count {
    int right = 0, all = 0;

    void add(bool isRight)
    {
        right += isRight;
        ++all;
    }
    std::optional<double> share() const
    {
        return all > 0 ? std::optional(static_cast<double>(right) / all) : std::nullopt;
    }
};

struct Counts {
    Count off, on, truth;
    Compared share() const { return {off.share(), on.share(), truth.share(), on.all}; }
};

// One value per picture, kept apart by seed.
class FiguresBySeed {
public:
    explicit FiguresBySeed(int seeds) : m_likeness(size_t(seeds)), m_text(size_t(seeds)), m_purity(size_t(seeds)) {}

    void add(const Measurement& one)
    {
        const auto seed = static_cast<size_t>(one.seed);
        if (one.likeness)
            m_likeness[seed].push_back(*one.likeness);
        m_text[seed].push_back(one.text);
        m_purity[seed].push_back(one.purity);
    }
    Figures figures() const { return {overSeeds(m_likeness), overSeeds(m_text), overSeeds(m_purity)}; }

private:
    std::vector<std::vector<double>> m_likeness, m_text, m_purity;
};

// A fact counts where the judge reads it on the true render of the same person in the same scene: what nobody can see
// (hair under a hat) does not count against the picture.
void countFacts(const Measurement& one, std::map<std::string, Counts>& counts)
{
    for (const auto& [fact, isRead] : one.truthFacts) {
        counts[fact].truth.add(isRead);
        if (!isRead)
            continue;
        if (const auto seen = one.facts.find(fact); seen != one.facts.end())
            counts[fact].on.add(seen->second);
        if (const auto seen = one.factsOff.find(fact); seen != one.factsOff.end())
            counts[fact].off.add(seen->second);
    }
}

std::map<std::string, Compared> shares(const std::map<std::string, Counts>& counts)
{
    std::map<std::string, Compared> result;
    for (const auto& [fact, count] : counts)
        result[fact] = count.share();
    return result;
}

Compared following(const std::map<std::string, Counts>& counts)
{
    std::vector<double> off, on, truth;
    int pictures = 0;
    for (const char* fact : {"background", "clothing", "style"}) {
        const auto found = counts.find(fact);
        if (found == counts.end())
            continue;
        const Compared share = found->second.share();
        for (const auto& [value, values] : {std::pair(share.off, &off), {share.on, &on}, {share.truth, &truth}})
            if (value)
                values->push_back(*value);
        pictures = std::max(pictures, share.pictures);
    }
    return {mean(off), mean(on), mean(truth), pictures};
}

} // namespace

StageReport stageReport(const std::string& name, const std::vector<Measurement>& all,
                        const std::vector<std::string>& promptClasses, int seeds)
{
    StageReport report{.name = name};
    FiguresBySeed whole(seeds);
    std::map<std::string, FiguresBySeed> byClass;
    std::map<std::string, Counts> asked, facts;
    std::vector<double> skin, skinOff, sharpness, sharpnessOff, truthSharpness;
    Count top;
    for (const Measurement& one : all) {
        if (one.person < 0) {
            for (const auto& [fact, isRight] : one.scene)
                asked[fact].off.add(isRight);
            sharpnessOff.push_back(one.sharpness);
            continue;
        }
        if (one.stage != name)
            continue;
        ++report.pictures;
        report.withoutFace += !one.likeness;
        whole.add(one);
        byClass.try_emplace(promptClasses[static_cast<size_t>(one.prompt)], seeds).first->second.add(one);
        for (const auto& [fact, isRight] : one.scene)
            asked[fact].on.add(isRight);
        for (const auto& [fact, isRight] : one.truthScene)
            asked[fact].truth.add(isRight);
        countFacts(one, facts);
        sharpness.push_back(one.sharpness);
        if (one.truthSharpness)
            truthSharpness.push_back(*one.truthSharpness);
        if (one.skin)
            skin.push_back(*one.skin);
        if (one.skinOff)
            skinOff.push_back(*one.skinOff);
        if (one.isTop)
            top.add(*one.isTop);
    }
    report.figures = whole.figures();
    for (const std::string& promptClass : promptClasses) // in their order, each once
        if (const auto found = byClass.find(promptClass); found != byClass.end()) {
            report.byPromptClass.emplace_back(promptClass, found->second.figures());
            byClass.erase(found);
        }
    report.promptFacts = shares(asked);
    report.promptFollowing = following(asked);
    report.identityFacts = shares(facts);
    report.skin = median(skin);
    report.skinOff = median(skinOff);
    report.sharpness = {mean(sharpnessOff), mean(sharpness), mean(truthSharpness), report.pictures};
    report.top = top.share();
    return report;
}

} // namespace likeness::evaluation
