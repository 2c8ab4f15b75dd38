// Options whose values are checked while they are read: what is out of range becomes one sentence
// that names the option.
#pragma once

#include "core/generation/PortraitRequest.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace likeness::cli {

struct Range {
    double least = 0, most = 0;
};

// A number with or without fraction, as "0.8"; "nan" and "inf" are refused.
CLI::Option* addNumber(CLI::App& app, const std::string& name, double& target, Range range,
                       const std::string& help);

// A whole number from `least` to `most`.
CLI::Option* addWhole(CLI::App& app, const std::string& name, std::uint64_t& target,
                      std::uint64_t least, std::uint64_t most, const std::string& help);
CLI::Option* addWhole(CLI::App& app, const std::string& name, int& target, int least, int most,
                      const std::string& help);

// "WxH" in pixels, each a multiple of `step` from `least` to `most`.
struct SizeLimits {
    int least = 0, most = 0, step = 1;
};
CLI::Option* addSize(CLI::App& app, const std::string& name, int& width, int& height,
                     SizeLimits limits, const std::string& help);

// "auto", "fp32" or "bf16": what a training computes in.
CLI::Option* addTrainingPrecision(CLI::App& app, generation::Precision& precision);

// The sentence for whatever CLI11 found wrong with the command line.
// `help`: what to call for the list of options, "likeness-cli pair --help".
std::string sentenceFor(const CLI::ParseError& error, const std::string& help);

} // namespace likeness::cli
