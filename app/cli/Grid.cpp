#include "app/cli/Commands.h"
#include "app/cli/Painting.h"
#include "app/cli/PortraitOptions.h"
#include "app/common/ResourcePaths.h"
#include "core/base/AtomicFile.h"
#include "core/images/Decode.h"
#include "core/sets/Grid.h"
#include "core/sets/ImageSet.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

namespace likeness::cli {

namespace {

namespace fs = std::filesystem;
using generation::Reference;

struct GridOptions {
    PortraitOptions portrait;
    std::vector<std::string> people, styles;
    std::string prompts; // a file
    std::vector<double> strengths;
    std::vector<std::uint64_t> seeds;
    std::string shard = "1/1";
};

// One prompt per line; empty lines and those that begin with # do not count.
base::Result<std::vector<std::string>> readPrompts(const fs::path& file)
{
    const auto text = base::readFile(file, 16 << 20);
    if (!text)
        return tl::unexpected(text.error());
    std::vector<std::string> prompts;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (!line.empty() && line.front() != '#')
            prompts.push_back(line);
    }
    if (prompts.empty())
        return base::fail(base::ErrorCode::invalidInput,
                          "--prompts: '" + file.string() + "' holds no prompt. Write one per line.");
    return prompts;
}

// A photo is a person; a folder is a person with all photos in it, up to four, by name.
base::Result<std::vector<Reference>> personOf(const std::string& path)
{
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        if (!fs::exists(path, error))
            return base::fail(base::ErrorCode::notFound, "--person: there is no '" + path + "'.");
        return std::vector<Reference>{{path}};
    }
    std::vector<Reference> photos;
    for (const auto& entry : fs::directory_iterator(path, error))
        if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
            photos.push_back({entry.path().string()});
    std::ranges::sort(photos, {}, &Reference::photo);
    if (photos.empty() || photos.size() > 4)
        return base::fail(base::ErrorCode::invalidInput,
                          fmt::format("--person: '{}' holds {} files; put 1 to 4 photos of the person there.", path,
                                      photos.size()));
    return photos;
}

base::Result<sets::Shard> shardOf(const std::string& text)
{
    sets::Shard shard;
    char slash = 0, more = 0;
    std::istringstream in(text);
    if (in >> shard.index >> slash >> shard.count && slash == '/' && !(in >> more) && shard.index >= 1 &&
        shard.index <= shard.count && shard.count <= 100'000)
        return shard;
    return base::fail(base::ErrorCode::invalidInput,
                      "--shard: '" + text + "' is not a part of a grid. Write it as 2/8, the second of eight.");
}

base::Result<sets::GridPlan> planOf(const GridOptions& options)
{
    const auto request = options.portrait.complete(generation::RequestKind::pair);
    if (!request)
        return tl::unexpected(request.error());
    sets::GridPlan plan{*request, {}, {}, options.styles, options.strengths, options.seeds};
    for (const std::string& path : options.people) {
        auto person = personOf(path);
        if (!person)
            return tl::unexpected(person.error());
        plan.people.push_back(std::move(*person));
    }
    if (!options.prompts.empty()) {
        auto prompts = readPrompts(options.prompts);
        if (!prompts)
            return tl::unexpected(prompts.error());
        plan.prompts = std::move(*prompts);
    }
    return plan;
}

base::Result<void> makeGrid(const GridOptions& options, std::stop_token stop)
{
    const auto plan = planOf(options);
    if (!plan)
        return tl::unexpected(plan.error());
    const auto shard = shardOf(options.shard);
    if (!shard)
        return tl::unexpected(shard.error());
    const fs::path folder = options.portrait.folder();
    if (auto begun = sets::beginGrid(*plan, folder); !begun)
        return begun;

    const auto cells = sets::cellsOf(*plan);
    ProgressLine line;
    PaintingStudio studio(app::resourcePaths().studioOptions());
    size_t made = 0;
    for (size_t i = 0; i < cells.size(); ++i) {
        if (!shard->has(i) || sets::isDone(cells[i], folder))
            continue;
        const auto painting =
            studio.paint(cells[i].request, line, stop, fmt::format("Cell {} of {}", i + 1, cells.size()));
        if (!painting)
            return tl::unexpected(painting.error());
        if (const auto files = sets::exportSet(*painting->result, folder / cells[i].folder); !files)
            return tl::unexpected(files.error());
        ++made;
    }
    const auto finished = sets::finishGrid(*plan, folder);
    if (!finished)
        return tl::unexpected(finished.error());
    fmt::print("{} of {} cells were made in {}\n", made, cells.size(), folder.string());
    if (*finished)
        fmt::print("The grid is complete: sheet.png shows it, grid.json holds the scores.\n");
    return {};
}

} // namespace

Command addGrid(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "grid", "Paint every person with every prompt, style, strength and seed; goes on where it was stopped");
    auto options = std::make_shared<GridOptions>();
    options->portrait.declare(*command);
    command->add_option("--person", options->people, "A person of the grid: a photo, or a folder of one to four")
        ->type_name("PHOTO|DIR")
        ->group("Grid");
    command->add_option("--prompts", options->prompts, "File with one prompt per line")
        ->type_name("FILE")
        ->group("Grid");
    command->add_option("--styles", options->styles, "Names of styles, with commas")
        ->delimiter(',')
        ->type_name("NAMES")
        ->group("Grid");
    command->add_option("--strengths", options->strengths, "Strengths of the identity, with commas")
        ->delimiter(',')
        ->type_name("NUMBERS")
        ->group("Grid");
    command->add_option("--seeds", options->seeds, "Seeds, with commas")
        ->delimiter(',')
        ->type_name("NUMBERS")
        ->group("Grid");
    command->add_option("--shard", options->shard, "Only this part of the grid, as i/n: for many machines")
        ->type_name("I/N")
        ->capture_default_str()
        ->group("Grid");
    return {command, [options](std::stop_token stop) { return makeGrid(*options, stop); }};
}

} // namespace likeness::cli
