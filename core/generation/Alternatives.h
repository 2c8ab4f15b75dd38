// Alternatives in a prompt: "a {red|blue} hat" is one of the two, chosen by the seed.
#pragma once

#include <cstdint>
#include <string>

namespace likeness::generation {

// Replaces every {a|b|…} by one of its alternatives; they may nest. The same text and seed choose
// the same. Braces without a bar, or without their partner, stay as they are.
std::string chooseAlternatives(const std::string& text, std::uint64_t seed);

} // namespace likeness::generation
