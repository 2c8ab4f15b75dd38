// evaluate: the paper's protocol on held-out persons and prompts, as JSON, Markdown and charts.
#include "app/cli/Commands.h"
#include "app/cli/Painting.h"
#include "app/cli/PortraitOptions.h"
#include "app/cli/Values.h"
#include "app/common/ResourcePaths.h"
#include "core/base/AtomicFile.h"
#include "core/evaluation/Evaluation.h"
#include "core/generation/RequestCheck.h"
#include "core/images/Encode.h"
#include "core/sets/ContactSheet.h"

#include <fmt/format.h>

namespace likeness::cli {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using Limits = generation::RequestLimits;

struct EvaluateOptions {
    PortraitOptions portrait;
    evaluation::EvaluationPlan plan;
    std::vector<std::string> stages; // NAME=FILE
    fs::path json, markdown;
};

Result<std::vector<evaluation::EvaluationStage>> stagesOf(const std::vector<std::string>& given)
{
    std::vector<evaluation::EvaluationStage> stages;
    for (const std::string& one : given) {
        const auto equals = one.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == one.size())
            return base::fail(ErrorCode::invalidInput,
                              fmt::format("--stage: '{}' is no stage. Write it as NAME=ADAPTER_FILE.", one));
        stages.push_back({one.substr(0, equals), one.substr(equals + 1)});
        if (!fs::exists(stages.back().adapter))
            return base::fail(ErrorCode::notFound, fmt::format("--stage: there is no '{}'.", stages.back().adapter));
        for (size_t i = 0; i + 1 < stages.size(); ++i)
            if (stages[i].name == stages.back().name)
                return base::fail(ErrorCode::invalidInput,
                                  fmt::format("--stage: '{}' was given twice.", stages.back().name));
    }
    if (stages.empty())
        stages.emplace_back();
    return stages;
}

// Models that learnt the portrait world paint faces where it does; they bring our likeness.json.
bool paintsPortraitWorld(const std::string& model)
{
    return model.empty() || model == generation::starterModelName || fs::exists(fs::path(model) / "likeness.json");
}

Result<evaluation::EvaluationPlan> planOf(const EvaluateOptions& options)
{
    evaluation::EvaluationPlan plan = options.plan;
    auto request = options.portrait.complete(generation::RequestKind::single);
    if (!request)
        return tl::unexpected(request.error());
    plan.request = std::move(*request);
    auto stages = stagesOf(options.stages);
    if (!stages)
        return tl::unexpected(stages.error());
    plan.stages = std::move(*stages);
    for (const auto& [option, path] : {std::pair("--photos", plan.photos), {"--prompt-file", plan.promptFile},
                                       {"--arcface", plan.arcFace}, {"--eva", plan.eva}})
        if (!path.empty() && !fs::exists(path))
            return base::fail(ErrorCode::notFound, fmt::format("{}: there is no '{}'.", option, path.string()));
    const app::ResourcePaths resources = app::resourcePaths();
    if (plan.judges.empty())
        plan.judges = resources.starterModel / "judges";
    if (!fs::exists(plan.judges))
        return base::fail(ErrorCode::notFound,
                          fmt::format("There are no judges in '{}'. Make some with 'likeness-cli train-judges --out DIR' "
                                      "and name them with --judges DIR.",
                                      plan.judges.string()));
    plan.landmarks = resources.landmarks;
    plan.folder = options.portrait.out;
    plan.paintsPortraitWorld = paintsPortraitWorld(plan.request.model);
    return plan;
}

Result<void> writeReport(const EvaluateOptions& options, const evaluation::EvaluationReport& report)
{
    const fs::path folder = options.portrait.out;
    std::vector<std::pair<fs::path, std::string>> texts;
    if (!options.json.empty())
        texts.emplace_back(options.json, report.json());
    if (!options.markdown.empty())
        texts.emplace_back(options.markdown, report.markdown());
    if (!folder.empty()) {
        texts.emplace_back(folder / "evaluation.json", report.json());
        texts.emplace_back(folder / "evaluation.md", report.markdown());
    }
    for (const auto& [file, text] : texts)
        if (auto written = base::writeFileAtomically(file, text); !written)
            return written;
    if (folder.empty())
        return {};
    for (const auto& [name, chart] : report.charts())
        if (auto written = images::writePng(folder / name, chart); !written)
            return written;
    if (report.samples.empty())
        return {};
    return images::writePng(folder / "sheet.png", sets::contactSheet(report.samples, report.sampleColumns, 256, 4));
}

Result<void> evaluate(const EvaluateOptions& options, std::stop_token stop)
{
    const auto plan = planOf(options);
    if (!plan)
        return tl::unexpected(plan.error());
    ProgressLine line(std::chrono::seconds(10)); // a picture may take less than one
    PaintingStudio studio(app::resourcePaths().studioOptions());
    const auto paint = [&](const generation::PortraitRequest& request, const std::string& title)
        -> Result<std::shared_ptr<const generation::PortraitResult>> {
        auto painting = studio.paint(request, line, stop, title);
        if (!painting)
            return tl::unexpected(painting.error());
        return painting->result;
    };
    const auto report = evaluation::evaluate(
        *plan, paint, [&line](const base::Progress& progress) { line.show(progress); }, stop);
    line.clear();
    if (!report)
        return tl::unexpected(report.error());
    if (auto written = writeReport(options, *report); !written)
        return written;
    fmt::print("{}", report->markdown());
    return {};
}

} // namespace

Command addEvaluate(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "evaluate", "Measure likeness, text alignment and purity over persons, prompts and seeds, by class of prompt; "
                    "goes on where it was stopped");
    auto options = std::make_shared<EvaluateOptions>();
    evaluation::EvaluationPlan& plan = options->plan;
    addWhole(*command, "--persons", plan.persons, 1, 100'000, "Persons that no training has seen (default: 20)");
    addWhole(*command, "--prompts", plan.prompts, 1, 10'000, "Prompts, of all classes in turn (default: 21)");
    addWhole(*command, "--seeds", plan.seeds, 1, 1000, "Seeds; the spread is over them (default: 3)");
    command->add_option("--json", options->json, "File for the results as JSON")->type_name("FILE");
    command->add_option("--markdown", options->markdown, "File for the results as tables")->type_name("FILE");
    command
        ->add_option("--stage", options->stages,
                     "An adapter to compare, as stage1=FILE; give one each for stage1, naive_id, stage2, stage3")
        ->type_name("NAME=FILE");
    command->add_option("--photos", plan.photos, "Folder with one photo of each person, instead of invented ones")
        ->type_name("DIR");
    command
        ->add_option("--prompt-file", plan.promptFile,
                     "Prompts, one per line; a line [class] begins a class (default: the portrait world's)")
        ->type_name("FILE");
    command->add_option("--judges", plan.judges, "Folder of train-judges (default: the starter model's)")
        ->type_name("DIR");
    command->add_option("--arcface", plan.arcFace, "Face recogniser that measures likeness, instead of our judge")
        ->type_name("FILE");
    command->add_option("--eva", plan.eva, "EVA-CLIP that measures purity, instead of our judge")->type_name("FILE");
    options->portrait.declareModelAndSampling(*command);
    command
        ->add_option("--out", options->portrait.out,
                     "Folder for tables, charts, a sheet of samples and what was measured so far")
        ->type_name("DIR");
    return {command, [options](std::stop_token stop) { return evaluate(*options, stop); }};
}

} // namespace likeness::cli
