// bench: checkpoints of full size with random values, and how long the parts of a picture take.
#include "app/cli/Commands.h"
#include "app/cli/PortraitOptions.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/Values.h"
#include "app/common/ResourcePaths.h"
#include "core/evaluation/Bench.h"
#include "core/evaluation/RandomCheckpoint.h"
#include "core/generation/RequestJson.h"

#include <fmt/format.h>

namespace likeness::cli {

namespace {

struct MakeRandom {
    std::string like;
    evaluation::RandomCheckpointOptions options;
};

base::Result<void> makeRandom(MakeRandom wanted, std::stop_token stop)
{
    for (const auto& [name, kind] : evaluation::randomKinds())
        if (name == wanted.like)
            wanted.options.kind = kind;
    wanted.options.vocabulary = app::resourcePaths().vocabulary;
    ProgressLine line;
    const auto made = evaluation::makeRandomCheckpoint(
        wanted.options, [&line](const base::Progress& progress) { line.show(progress); }, stop);
    line.clear();
    if (!made)
        return tl::unexpected(made.error());
    fmt::print("{}\n", made->string());
    return {};
}

std::vector<std::string> kindNames()
{
    std::vector<std::string> names;
    for (const auto& [name, kind] : evaluation::randomKinds())
        names.push_back(name);
    return names;
}

void declareMakeRandom(CLI::App& command, MakeRandom& wanted)
{
    command.add_option("--like", wanted.like, "Which kind of checkpoint")
        ->required()
        ->check(CLI::IsMember(kindNames()))
        ->type_name("KIND");
    command.add_option("--out", wanted.options.folder, "Folder for it; made if it is not there")
        ->required()
        ->type_name("DIR");
    command.add_option("--seed", wanted.options.seed, "The same seed makes the same weights (default: 0)")
        ->type_name("N");
}

struct RunOptions {
    PortraitOptions portrait;
    int repeats = 5;
    bool json = false;
};

void printReport(const evaluation::BenchReport& report)
{
    fmt::print("{}, {}, memory mode {}, {} threads\n", report.estimate.device,
               generation::nameOf(report.estimate.precision), generation::nameOf(report.estimate.memory),
               report.threads);
    fmt::print("{:<36} {:>10} {:>10} {:>10} {:>15}\n", "", "median", "least", "most", "processor time");
    for (const evaluation::BenchFigure& figure : report.figures)
        fmt::print("{:<36} {:>7.1f} ms {:>7.1f} ms {:>7.1f} ms {:>12.1f} ms\n", figure.what, figure.median_ms,
                   figure.least_ms, figure.most_ms, figure.processor_ms);
    fmt::print("Loaded in {:.1f} s. Memory at most {:.2f} GB; estimated {:.2f} GB and {:.2f} GB of mapped files.\n",
               report.load_seconds, static_cast<double>(report.peak_bytes) / 1e9,
               static_cast<double>(report.estimate.needed_bytes()) / 1e9,
               static_cast<double>(report.estimate.mapped_bytes()) / 1e9);
}

base::Result<void> runBench(const RunOptions& wanted, std::stop_token stop)
{
    const auto request = wanted.portrait.complete(generation::RequestKind::single);
    if (!request)
        return tl::unexpected(request.error());
    ProgressLine line;
    const auto report = evaluation::runBench(
        {*request, app::resourcePaths().studioOptions(), wanted.repeats},
        [&line](const base::Progress& progress) { line.show(progress); }, stop);
    line.clear();
    if (!report)
        return tl::unexpected(report.error());
    if (wanted.json)
        fmt::print("{}", report->json());
    else
        printReport(*report);
    return {};
}

} // namespace

Command addBench(CLI::App& program)
{
    CLI::App* command = program.add_subcommand("bench", "Measure how long the parts of a picture take");
    command->require_subcommand(1);
    CLI::App* make = command->add_subcommand(
        "make-random", "Write a checkpoint of full size with random values, in the layout people have");
    auto wanted = std::make_shared<MakeRandom>();
    declareMakeRandom(*make, *wanted);
    CLI::App* run = command->add_subcommand(
        "run", "Time the UNet, the VAE and the text encoders: medians, after a first run that is not counted");
    auto options = std::make_shared<RunOptions>();
    options->portrait.declare(*run);
    addWhole(*run, "--repeats", options->repeats, 1, 1000, "Runs that are counted (default: 5)");
    run->add_flag("--json", options->json, "Print one JSON object");
    return {command, [make, wanted, options](std::stop_token stop) {
                return make->parsed() ? makeRandom(*wanted, stop) : runBench(*options, stop);
            }};
}

} // namespace likeness::cli
