// What is wrong with a request, before anything is loaded: one sentence for the first mistake.
#pragma once

#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"
#include "core/generation/Styles.h"

namespace likeness::generation {

struct RequestLimits {
    static constexpr int smallestSide = 64, largestSide = 4096; // pixels
    static constexpr int sideStep = 8;                          // the VAE's factor
    static constexpr int mostSteps = 150;
    static constexpr double highestGuidance = 30;
    static constexpr double highestStrength = 5;
    static constexpr size_t mostLoras = 16;
    static constexpr double highestLoraStrength = 10; // either way
    static constexpr size_t mostReferences = 4; // of each person
    static constexpr int mostZeroTokens = 80;
    static constexpr double highestBlockStrength = 5;
    static constexpr size_t longestPrompt_bytes = 8'000;
    // Every JSON reader keeps whole numbers up to here exactly, so a manifest survives any tool.
    static constexpr std::uint64_t largestSeed = (std::uint64_t(1) << 53) - 1;
};

// The samplers that a request may name.
const std::vector<std::string>& samplerNames();

// Errors: invalidInput; names of files are looked at when they are opened, not here.
base::Result<void> checkRequest(const PortraitRequest& request, const Styles& styles,
                                const std::vector<std::string>& samplers);

} // namespace likeness::generation
