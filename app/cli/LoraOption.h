// --lora FILE[:STRENGTH], as often as wanted.
#pragma once

#include "core/generation/PortraitRequest.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace likeness::cli {

// What stands behind --lora. A file of exactly this name comes first; else what follows the last
// colon is the strength if it is a number. So colons in paths mean themselves.
generation::LoraChoice loraChoiceFrom(const std::string& text);

// Strengths out of range are refused with one sentence; whether the files are there is not asked.
CLI::Option* addLora(CLI::App& command, std::vector<generation::LoraChoice>& loras);

} // namespace likeness::cli
