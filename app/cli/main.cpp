// likeness-cli: the main job and its parts without a window. Exit codes: 0 done, 2 the user's
// mistake, 130 cancelled, 1 anything else.
#include "app/cli/Commands.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Train.h"
#include "app/cli/Values.h"
#include "app/common/Startup.h"

#include <cstdlib>
#include <fmt/format.h>

namespace likeness::cli {
namespace {

constexpr int exitUsersMistake = 2;

const char* const description = "Likeness: stylised portraits that keep the person recognisable.\n"
                                "likeness-cli WORD --help lists the options of a word.";

int usersMistake(const std::string& sentence)
{
    fmt::print(stderr, "{}\n", sentence);
    return exitUsersMistake;
}

// What to call for help where the mistake was made.
std::string helpWords(const CLI::App& program)
{
    const auto chosen = program.get_subcommands();
    return "likeness-cli " + (chosen.empty() ? "" : chosen.front()->get_name() + " ") + "--help";
}

int run(const Command& command)
{
    Interrupt interrupt;
    const base::Result<void> done = base::guarded([&] { return command.run(interrupt.token()); });
    if (done)
        return 0;
    fmt::print(stderr, "{}\n", done.error().message);
    // A cancelled command may have left threads behind that are in the middle of something.
    if (done.error().code == base::ErrorCode::cancelled)
        std::_Exit(base::exitCode(done.error()));
    return base::exitCode(done.error());
}

int main(int argc, char** argv)
{
    CLI::App program(description, "likeness-cli");
    program.set_version_flag("--version", "likeness-cli " LIKENESS_VERSION,
                             "Print the version and exit");
    program.set_help_flag("-h,--help", "Print this help and exit");
    const Command commands[] = {addPair(program), addGenerate(program), addGrid(program), addIdentify(program),
                                addInspect(program), addPortraits(program), addTrain(program), addTrainIdentity(program),
                                addTrainLightning(program), addTrainJudges(program),
                                addEvaluate(program), addBench(program)};
    try {
        program.parse(argc, argv);
    } catch (const CLI::Success& asked) { // --help, --version
        return program.exit(asked);
    } catch (const CLI::ParseError& error) {
        return usersMistake(sentenceFor(error, helpWords(program)));
    }
    for (const Command& command : commands)
        if (command.options->parsed())
            return run(command);
    return usersMistake("Say what to do: pair, generate, grid, identify, inspect, portraits, train, train-identity, train-lightning, train-judges, evaluate or bench; '" +
                        helpWords(program) + "' says more.");
}

} // namespace
} // namespace likeness::cli

int main(int argc, char** argv)
{
    likeness::app::startup();
    return likeness::cli::main(argc, argv);
}
