// likeness-cli: the main job and its parts without a window. Exit codes: 0 done, 2 the user's
// mistake, 130 cancelled, 1 anything else.
#include "app/cli/Commands.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Values.h"
#include "app/common/Startup.h"

#if __has_include("app/cli/Train.h")
#include "app/cli/Train.h"
#endif

#include <fmt/format.h>

namespace likeness::cli {
namespace {

constexpr int exitUsersMistake = 2;

const char* const description = "Likeness: stylised portraits that keep the person recognisable.\n"
                                "likeness-cli WORD --help lists the options of a word.";

int usersMistake(const std::string& sentence, const std::string& word)
{
    fmt::print(stderr, "{}\n'likeness-cli {}--help' lists what there is.\n", sentence,
               word.empty() ? "" : word + " ");
    return exitUsersMistake;
}

// The word under which the mistake was made, for the hint.
std::string chosenWord(const CLI::App& program)
{
    const auto chosen = program.get_subcommands();
    return chosen.empty() ? "" : chosen.front()->get_name();
}

int run(const Command& command)
{
    Interrupt interrupt;
    const base::Result<void> done = base::guarded([&] { return command.run(interrupt.token()); });
    if (done)
        return 0;
    fmt::print(stderr, "{}\n", done.error().message);
    return base::exitCode(done.error());
}

int main(int argc, char** argv)
{
    CLI::App program(description, "likeness-cli");
    program.set_version_flag("--version", "likeness-cli " LIKENESS_VERSION,
                             "Print the version and exit");
    program.set_help_flag("-h,--help", "Print this help and exit");
    std::vector<Command> commands = {addPair(program), addGenerate(program), addIdentify(program),
                                     addInspect(program)};
#if __has_include("app/cli/Train.h")
    commands.push_back(addTrain(program));
#endif
    try {
        program.parse(argc, argv);
    } catch (const CLI::Success& asked) { // --help, --version
        return program.exit(asked);
    } catch (const CLI::ParseError& error) {
        return usersMistake(sentenceFor(error), chosenWord(program));
    }
    for (const Command& command : commands)
        if (command.options->parsed())
            return run(command);
    return usersMistake("Say what to do: pair, generate, identify, …", "");
}

} // namespace
} // namespace likeness::cli

int main(int argc, char** argv)
{
    likeness::app::startup();
    return likeness::cli::main(argc, argv);
}
