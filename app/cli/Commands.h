// The words of the program. Each lives in a file of its own; main.cpp knows only this list.
#pragma once

#include "core/base/Error.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <stop_token>

namespace likeness::cli {

// `options` has read the command line when `run` is called. Errors become the program's exit code
// (base::exitCode).
struct Command {
    CLI::App* options = nullptr;
    std::function<base::Result<void>(std::stop_token)> run;
};

Command addBench(CLI::App& program);
Command addPair(CLI::App& program);
Command addEvaluate(CLI::App& program);
Command addGenerate(CLI::App& program);
Command addGrid(CLI::App& program);
Command addIdentify(CLI::App& program);
Command addInspect(CLI::App& program);
Command addPortraits(CLI::App& program);
Command addTrainIdentity(CLI::App& program);
Command addTrainJudges(CLI::App& program);
Command addTrainLightning(CLI::App& program);

} // namespace likeness::cli
