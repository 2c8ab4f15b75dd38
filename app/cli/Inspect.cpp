// inspect: what a model file is, and whether all of it is there.
#include "app/cli/Commands.h"
#include "core/generation/CheckpointReport.h"

#include <fmt/format.h>

namespace likeness::cli {

namespace {

constexpr size_t mostNames = 20; // of a kind of misfit, unless all are asked for

std::string sizeText(std::uint64_t bytes)
{
    if (bytes >= 1'000'000'000)
        return fmt::format("{:.2f} GB", static_cast<double>(bytes) / 1e9);
    return fmt::format("{:.2f} MB", static_cast<double>(bytes) / 1e6);
}

// "fp16" or "fp16 1680, int64 1".
std::string typesText(const std::map<std::string, std::size_t>& types)
{
    if (types.size() == 1)
        return types.begin()->first;
    std::string text;
    for (const auto& [name, count] : types)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
    return text;
}

void printNames(const char* title, const std::vector<std::string>& names, size_t most)
{
    for (size_t i = 0; i < std::min(names.size(), most); ++i)
        fmt::print("    {}: {}\n", title, names[i]);
    if (names.size() > most)
        fmt::print("    {}: {} more (--all lists them)\n", title, names.size() - most);
}

void printPart(const generation::CheckpointPart& part, size_t most)
{
    if (!part.detail.empty())
        fmt::print("    {}\n", part.detail);
    fmt::print("    {} tensors, {}, {}\n", part.tensors, typesText(part.types),
               sizeText(part.bytes));
    printNames("missing", part.missing, most);
    printNames("unexpected", part.unexpected, most);
    printNames("misshaped", part.misshaped, most);
}

// The file, name by name, beside the published one.
base::Result<void> compare(const std::filesystem::path& path, const std::filesystem::path& manifest,
                           size_t mostNamesShown)
{
    const auto part = generation::compareWithManifest(path, manifest);
    if (!part)
        return tl::unexpected(part.error());
    fmt::print("compared with {}:\n", part->kind.empty() ? manifest.string() : part->kind);
    printNames("missing", part->missing, mostNamesShown);
    printNames("unexpected", part->unexpected, mostNamesShown);
    printNames("misshaped", part->misshaped, mostNamesShown);
    fmt::print("{} missing, {} unexpected, {} misshaped\n", part->missing.size(), part->unexpected.size(),
               part->misshaped.size());
    return {};
}

base::Result<void> inspect(const std::filesystem::path& path, size_t mostNamesShown)
{
    const auto report = generation::inspectCheckpoint(path);
    if (!report)
        return tl::unexpected(report.error());
    fmt::print("{}: {}\n", path.string(), report->kind);
    size_t missing = 0, unexpected = 0, misshaped = 0;
    bool isChecked = false;
    for (const generation::CheckpointPart& part : report->parts) {
        if (report->parts.size() > 1)
            fmt::print("  {}\n", part.kind);
        printPart(part, mostNamesShown);
        missing += part.missing.size();
        unexpected += part.unexpected.size();
        misshaped += part.misshaped.size();
        isChecked |= part.isChecked;
    }
    if (isChecked)
        fmt::print("{} missing, {} unexpected, {} misshaped\n", missing, unexpected, misshaped);
    return {};
}

} // namespace

Command addInspect(CLI::App& program)
{
    struct Options {
        std::filesystem::path path, manifest;
        bool all = false;
    };
    CLI::App* command = program.add_subcommand(
        "inspect", "Say what a model file or folder is and whether all of it is there");
    auto options = std::make_shared<Options>();
    command
        ->add_option("FILE", options->path,
                     "Checkpoint, UNet, VAE, text encoder, LoRA, PuLID adapter, face encoder, or the "
                     "manifest of one")
        ->type_name("FILE|DIR");
    command
        ->add_option("--manifest", options->manifest,
                     "List of a published file's tensors (.json, .json.gz): FILE is compared with it; "
                     "without FILE, it is inspected as the file it lists, without weights")
        ->type_name("FILE");
    command->add_flag("--all", options->all,
                      "List every name that does not fit, not only the first of them");
    return {command, [options](std::stop_token) -> base::Result<void> {
                const size_t most = options->all ? static_cast<size_t>(-1) : mostNames;
                if (options->path.empty() && options->manifest.empty())
                    return base::fail(base::ErrorCode::invalidInput,
                                      "inspect needs a FILE or a folder; --help tells more.");
                const auto& subject = options->path.empty() ? options->manifest : options->path;
                auto inspected = inspect(subject, most);
                if (!inspected || options->path.empty() || options->manifest.empty())
                    return inspected;
                return compare(options->path, options->manifest, most);
            }};
}

} // namespace likeness::cli
