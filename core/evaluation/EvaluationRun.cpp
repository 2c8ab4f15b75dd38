#include "core/evaluation/EvaluationRun.h"

#include "core/generation/RequestJson.h"
#include "core/identity/Likeness.h"
#include "core/images/Decode.h"
#include "core/images/Resize.h"
#include "core/portraits/Caption.h"
#include "core/portraits/Renderer.h"
#include "core/training/JudgeViews.h"
#include "core/training/WorldLabels.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace likeness::evaluation {

using base::ErrorCode;
using base::Result;
using generation::PortraitRequest;
using training::Facts;
using training::FactTable;

namespace {

constexpr int among = 20;                               // persons of whom one has to be found
constexpr int samplePersons = 6, samplePrompts = 7;     // on the sheet for the eye
constexpr const char* shownFacts[] = {"hair style", "hair colour", "glasses", "facial hair"};
// Captions name these only where they are not the usual, the first of their values.
constexpr const char* namedIfUnusual[] = {"accessory", "pose", "light"};

bool contains(const auto& names, const std::string& name)
{
    return std::ranges::any_of(names, [&](const char* one) { return name == one; });
}

// What is the same for all pictures, without this machine's folders.
std::string settingsOf(const PortraitRequest& request)
{
    const auto all = nlohmann::json::parse(generation::toJson(request));
    nlohmann::json settings = {{"model", std::filesystem::path(request.model).filename().string()}};
    for (const char* name : {"width", "height", "steps", "guidance", "sampler", "strength", "seed", "precision"})
        settings[name] = all.value(name, nlohmann::json());
    return settings.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Which of the true classes were seen, of the facts that `counts` lets through.
FactsRight rightOnes(const FactTable& table, const std::vector<int64_t>& seen, const Facts& truth, const auto& counts)
{
    FactsRight right;
    for (size_t i = 0; i < table.classes.size() && i < seen.size(); ++i)
        if (counts(table.classes[i].name, truth.classes[i]))
            right[table.classes[i].name] = seen[i] == truth.classes[i];
    return right;
}

} // namespace

Result<void> EvaluationRun::readReferences()
{
    for (const TestPerson& person : m_people.persons) {
        const auto photo = images::decodeFile(person.photo);
        if (!photo)
            return tl::unexpected(photo.error());
        auto reading = m_judges.read(*photo, m_stop, person.face.points5);
        if (!reading)
            return tl::unexpected(reading.error());
        m_references.push_back(std::move(*reading));
        if (std::ssize(m_photos) < samplePersons)
            m_photos.push_back(images::fitInto(*photo, 512));
    }
    return {};
}

std::string EvaluationRun::title()
{
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - m_start;
    std::string text = "Picture " + std::to_string(m_painted + 1) + " of " + std::to_string(m_painted + m_left);
    if (m_painted > 0) {
        const double seconds = passed.count() / m_painted * m_left;
        text += ", " + (seconds < 90 ? std::to_string(static_cast<int>(seconds + 0.5)) + " s"
                                     : std::to_string(static_cast<int>(seconds / 60 + 0.5)) + " min") +
                " left";
    }
    return text;
}

Result<images::Image> EvaluationRun::painted(const EvaluationStage& stage, int person, int prompt, int seed)
{
    if (m_stop.stop_requested())
        return base::fail(ErrorCode::cancelled, "Cancelled.");
    PortraitRequest request = m_plan.request;
    request.kind = generation::RequestKind::single;
    request.prompt = m_prompts[static_cast<size_t>(prompt)].text;
    request.seed += static_cast<std::uint64_t>(seed);
    if (!stage.adapter.empty())
        request.adapter = stage.adapter;
    request.references.clear();
    if (person >= 0)
        request.references.push_back({m_people.persons[static_cast<size_t>(person)].photo});
    const auto result = m_paint(request, title());
    if (!result)
        return tl::unexpected(result.error());
    ++m_painted;
    --m_left;
    if (m_settings.empty())
        m_settings = settingsOf((*result)->request);
    return person >= 0 ? (*result)->on : (*result)->off;
}

// Painted once for all persons and stages: without identity the picture is the base model's, bit for bit.
Result<const Twin*> EvaluationRun::twin(int prompt, int seed)
{
    const auto found = m_twins.find({prompt, seed});
    if (found != m_twins.end())
        return &found->second;
    auto picture = painted({}, -1, prompt, seed);
    if (!picture)
        return tl::unexpected(picture.error());
    auto reading = m_judges.read(*picture, m_stop);
    if (!reading)
        return tl::unexpected(reading.error());
    Measurement one{.prompt = prompt, .seed = seed};
    one.text = m_judges.alignment(*reading, m_prompts[static_cast<size_t>(prompt)].text);
    one.scene = askedFacts(*reading, prompt);
    one.sharpness = reading->sharpness;
    if (!m_log.has(one.place()))
        if (auto added = m_log.add(one); !added)
            return tl::unexpected(added.error());
    Twin twin{std::move(*reading), {}};
    if (seed == 0 && prompt < samplePrompts)
        twin.picture = std::move(*picture);
    return &m_twins.emplace(std::pair(prompt, seed), std::move(twin)).first->second;
}

// The true picture, which the model was asked for: what the judge reads there is the most it can read.
Result<Reading> EvaluationRun::truth(int person, int prompt) const
{
    const TestPerson& who = m_people.persons[static_cast<size_t>(person)];
    const auto render = portraits::render(*who.who, *m_prompts[static_cast<size_t>(prompt)].scene);
    return m_judges.read(render.picture, m_stop, training::usualPoints(render.picture.width, render.picture.height));
}

FactsRight EvaluationRun::askedFacts(const Reading& seen, int prompt) const
{
    const TestPrompt& asked = m_prompts[static_cast<size_t>(prompt)];
    if (!asked.scene)
        return {};
    const std::string style(portraits::word(asked.scene->style));
    return rightOnes(training::sceneFacts(), seen.scenes, training::factsOf(*asked.scene),
                     [&](const std::string& fact, int64_t value) {
                         return (asked.facts.empty() || std::ranges::find(asked.facts, fact) != asked.facts.end()) &&
                                (value != 0 || !contains(namedIfUnusual, fact)) &&
                                (fact == "style" || m_judges.canReadScene(style, fact));
                     });
}

FactsRight EvaluationRun::personFacts(const Reading& seen, int person, int prompt) const
{
    const auto& who = m_people.persons[static_cast<size_t>(person)].who;
    const auto& scene = m_prompts[static_cast<size_t>(prompt)].scene;
    if (!who || !scene)
        return {};
    const std::string style(portraits::word(scene->style));
    return rightOnes(training::likenessFacts(), seen.persons, training::likenessFactsOf(*who),
                     [&](const std::string& fact, int64_t) {
                         return contains(shownFacts, fact) && m_judges.canReadPerson(style, fact);
                     });
}

bool EvaluationRun::isTop(const Reading& seen, int person) const
{
    const auto likenessTo = [&](int other) {
        return identity::cosine(seen.face, m_references[static_cast<size_t>(other)].face).item<double>();
    };
    const double own = likenessTo(person);
    for (int step = 1; step < std::min(among, persons()); ++step) // the persons that follow, in a ring
        if (likenessTo((person + step) % persons()) >= own)
            return false;
    return true;
}

void EvaluationRun::measureFacts(Measurement& one, const Reading& seen, const Reading& off, const Reading& truth) const
{
    one.truthScene = askedFacts(truth, one.prompt);
    one.truthSharpness = truth.sharpness;
    one.facts = personFacts(seen, one.person, one.prompt);
    one.factsOff = personFacts(off, one.person, one.prompt);
    one.truthFacts = personFacts(truth, one.person, one.prompt);
    const std::string style(portraits::word(m_prompts[static_cast<size_t>(one.prompt)].scene->style));
    if (!m_judges.canReadPerson(style, "skin tone") || !truth.skin)
        return;
    if (seen.skin)
        one.skin = deltaE2000(*seen.skin, *truth.skin);
    if (off.skin)
        one.skinOff = deltaE2000(*off.skin, *truth.skin);
}

Result<void> EvaluationRun::measure(Measurement one, const EvaluationStage& stage, const std::optional<Reading>& truth)
{
    const auto off = twin(one.prompt, one.seed);
    if (!off)
        return tl::unexpected(off.error());
    auto picture = painted(stage, one.person, one.prompt, one.seed);
    if (!picture)
        return tl::unexpected(picture.error());
    const auto seen = m_judges.read(*picture, m_stop);
    if (!seen)
        return tl::unexpected(seen.error());
    const Reading& reference = m_references[static_cast<size_t>(one.person)];
    one.text = m_judges.alignment(*seen, m_prompts[static_cast<size_t>(one.prompt)].text);
    one.purity = identity::cosine(seen->image, (*off)->reading.image).item<double>();
    one.scene = askedFacts(*seen, one.prompt);
    one.sharpness = seen->sharpness;
    if (seen->face.defined() && reference.face.defined()) {
        one.likeness = identity::cosine(seen->face, reference.face).item<double>();
        if (persons() > 1)
            one.isTop = isTop(*seen, one.person);
    }
    if (truth)
        measureFacts(one, *seen, (*off)->reading, *truth);
    else if (seen->skin && reference.skin) // of people on photos: to the photo
        one.skin = deltaE2000(*seen->skin, *reference.skin);
    if (one.seed == 0 && one.person < samplePersons && one.prompt < samplePrompts)
        m_samples[{one.person, one.prompt}] = std::move(*picture);
    return m_log.add(one);
}

Result<void> EvaluationRun::measurePerson(const EvaluationStage& stage, int person)
{
    for (int prompt = 0; prompt < prompts(); ++prompt) {
        std::optional<Reading> true_; // made when the first seed needs it
        for (int seed = 0; seed < m_plan.seeds; ++seed) {
            const Measurement one{.stage = stage.name, .person = person, .prompt = prompt, .seed = seed};
            if (m_log.has(one.place()))
                continue;
            const bool isKnown = m_people.persons[static_cast<size_t>(person)].who &&
                                 m_prompts[static_cast<size_t>(prompt)].scene;
            if (isKnown && !true_) {
                auto read = truth(person, prompt);
                if (!read)
                    return tl::unexpected(read.error());
                true_ = std::move(*read);
            }
            if (auto measured = measure(one, stage, true_); !measured)
                return measured;
        }
    }
    return {};
}

Result<void> EvaluationRun::measureAll()
{
    m_left = prompts() * m_plan.seeds * (1 + persons() * static_cast<int>(m_plan.stages.size()));
    for (const Measurement& one : m_log.all())
        m_left -= one.person >= 0;
    m_start = std::chrono::steady_clock::now();
    for (const EvaluationStage& stage : m_plan.stages)
        for (int person = 0; person < persons(); ++person)
            if (auto measured = measurePerson(stage, person); !measured)
                return measured;
    return {};
}

EvaluationReport EvaluationRun::report() const
{
    EvaluationReport report{.persons = persons(),
                            .prompts = prompts(),
                            .seeds = m_plan.seeds,
                            .photosWithoutFace = m_people.photosWithoutFace,
                            .among = std::min(among, persons()),
                            .likenessBy = m_judges.likenessBy(),
                            .textBy = m_judges.textBy(),
                            .purityBy = m_judges.purityBy(),
                            .settings = m_settings.empty() ? settingsOf(m_plan.request) : m_settings};
    std::vector<std::string> classes;
    for (const TestPrompt& prompt : m_prompts)
        classes.push_back(prompt.promptClass);
    for (const EvaluationStage& stage : m_plan.stages)
        report.stages.push_back(stageReport(stage.name, m_log.all(), classes, m_plan.seeds));

    const int rows = std::min(samplePersons, persons()), columns = std::min(samplePrompts, prompts());
    if (std::ssize(m_samples) != rows * columns)
        return report;
    report.sampleColumns = columns + 1;
    report.samples.emplace_back();
    for (int prompt = 0; prompt < columns; ++prompt)
        report.samples.push_back(m_twins.at({prompt, 0}).picture);
    for (int person = 0; person < rows; ++person) {
        report.samples.push_back(m_photos[static_cast<size_t>(person)]);
        for (int prompt = 0; prompt < columns; ++prompt)
            report.samples.push_back(m_samples.at({person, prompt}));
    }
    return report;
}

} // namespace likeness::evaluation
