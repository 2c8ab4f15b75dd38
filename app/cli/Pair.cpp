#include "app/cli/Commands.h"
#include "app/cli/PortraitSet.h"

namespace likeness::cli {

Command addPair(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "pair", "Paint the same seed with identity off and on, side by side");
    auto options = std::make_shared<PortraitOptions>();
    options->declare(*command);
    return {command, [options](std::stop_token stop) {
                return makeSet(*options, generation::RequestKind::pair, stop);
            }};
}

} // namespace likeness::cli
