#include "app/cli/Commands.h"
#include "app/cli/PortraitSet.h"

namespace likeness::cli {

Command addGenerate(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "generate",
        "Paint one picture: with the person's identity, or without --reference the model's own");
    auto options = std::make_shared<PortraitOptions>();
    options->declare(*command);
    return {command, [options](std::stop_token stop) {
                return makeSet(*options, generation::RequestKind::single, stop);
            }};
}

} // namespace likeness::cli
