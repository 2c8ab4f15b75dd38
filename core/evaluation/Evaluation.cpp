#include "core/evaluation/Evaluation.h"

#include "core/evaluation/EvaluationRun.h"
#include "core/generation/RequestJson.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

namespace likeness::evaluation {

using base::ErrorCode;
using base::Result;

namespace {

// A folder that goes when the evaluation does.
class TemporaryFolder {
public:
    TemporaryFolder()
        : m_path(std::filesystem::temp_directory_path() / ("likeness-evaluate-" + std::to_string(::getpid())))
    {
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

// Everything that decides the figures, in one line.
std::string describe(const EvaluationPlan& plan, const std::vector<TestPrompt>& prompts)
{
    nlohmann::json stages = nlohmann::json::array();
    for (const EvaluationStage& stage : plan.stages)
        stages.push_back({stage.name, stage.adapter});
    std::vector<std::string> texts;
    for (const TestPrompt& prompt : prompts)
        texts.push_back(prompt.text);
    return nlohmann::json{{"request", nlohmann::json::parse(generation::toJson(plan.request))},
                          {"stages", stages},
                          {"persons", plan.persons},
                          {"prompts", texts},
                          {"seeds", plan.seeds},
                          {"photos", plan.photos.string()},
                          {"world", plan.paintsPortraitWorld},
                          {"arcface", plan.arcFace.string()},
                          {"eva", plan.eva.string()},
                          {"judges", plan.judges.string()}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::vector<TestPrompt>> chosenPrompts(const EvaluationPlan& plan)
{
    if (plan.promptFile.empty())
        return worldPrompts(plan.prompts);
    auto prompts = promptsOf(plan.promptFile);
    if (prompts && std::ssize(*prompts) > plan.prompts)
        prompts->erase(prompts->begin() + plan.prompts, prompts->end());
    return prompts;
}

Result<MeasurementLog> openLog(const EvaluationPlan& plan, const std::vector<TestPrompt>& prompts)
{
    if (plan.folder.empty())
        return MeasurementLog();
    std::error_code error;
    std::filesystem::create_directories(plan.folder, error);
    if (error)
        return base::fail(ErrorCode::io, "'" + plan.folder.string() + "' cannot be made: " + error.message() + ".");
    return MeasurementLog::open(plan.folder / "measurements.jsonl", describe(plan, prompts));
}

} // namespace

Result<EvaluationReport> evaluate(const EvaluationPlan& plan, const Paint& paint, const base::ProgressSink& progress,
                                  const std::stop_token& stop)
{
    return base::guarded([&]() -> Result<EvaluationReport> {
        auto prompts = chosenPrompts(plan);
        if (!prompts)
            return tl::unexpected(prompts.error());
        auto finder = faces::FaceFinder::open(plan.landmarks);
        if (!finder)
            return tl::unexpected(finder.error());
        auto judges = Judges::open({plan.judges, plan.arcFace, plan.eva},
                                   plan.paintsPortraitWorld ? FacePlace::usual : FacePlace::found, *finder);
        if (!judges)
            return tl::unexpected(judges.error());
        auto log = openLog(plan, *prompts);
        if (!log)
            return tl::unexpected(log.error());
        const TemporaryFolder temporary;
        const auto folder = plan.folder.empty() ? temporary.path() : plan.folder / "persons";
        auto people = plan.photos.empty() ? inventedPersons(plan.persons, *finder, folder, progress, stop)
                                          : photographedPersons(plan.photos, plan.persons, *finder, stop);
        if (!people)
            return tl::unexpected(people.error());
        EvaluationRun evaluation(plan, paint, stop, std::move(*judges), std::move(*people), std::move(*prompts),
                                 std::move(*log));
        if (auto read = evaluation.readReferences(); !read)
            return tl::unexpected(read.error());
        if (auto measured = evaluation.measureAll(); !measured)
            return tl::unexpected(measured.error());
        return evaluation.report();
    });
}

} // namespace likeness::evaluation
