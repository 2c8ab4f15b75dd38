#include "app/cli/Commands.h"
#include "app/cli/Estimate.h"
#include "app/cli/PortraitSet.h"

namespace likeness::cli {

Command addGenerate(CLI::App& program)
{
    struct Options : PortraitOptions {
        bool estimate = false;
    };
    CLI::App* command = program.add_subcommand(
        "generate",
        "Paint one picture: with the person's identity, or without --reference the model's own");
    auto options = std::make_shared<Options>();
    options->declare(*command);
    command->add_flag("--estimate", options->estimate,
                      "Paint nothing; say how much memory the picture would need");
    return {command, [options](std::stop_token stop) -> base::Result<void> {
                constexpr auto kind = generation::RequestKind::single;
                if (!options->estimate)
                    return makeSet(*options, kind, stop);
                const auto request = options->complete(kind);
                if (!request)
                    return tl::unexpected(request.error());
                return printEstimate(*request);
            }};
}

} // namespace likeness::cli
