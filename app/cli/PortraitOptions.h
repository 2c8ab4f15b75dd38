// The options that `pair` and `generate` share, and the request they make.
#pragma once

#include "app/cli/IdentityOptions.h"
#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace likeness::cli {

inline constexpr double modelsOwnStrength = -1;

struct PortraitOptions {
    PortraitOptions() { request.strength = modelsOwnStrength; }

    generation::PortraitRequest request; // all but the references
    std::vector<std::string> photos;
    IdentityOptions identity;
    std::string precision = "auto", memory = "auto";
    int face = 1; // counted from 1, largest first
    std::filesystem::path out;

    // Declares the options on `command`; their values end up here.
    void declare(CLI::App& command);
    // Only the model's and the sampling's: for commands that choose persons and prompts themselves.
    void declareModelAndSampling(CLI::App& command);

    // What was asked for, complete. Errors: invalidInput, notFound.
    base::Result<generation::PortraitRequest> complete(generation::RequestKind kind) const;

    // --out, or a name made from the seed.
    std::filesystem::path folder() const;
};

} // namespace likeness::cli
