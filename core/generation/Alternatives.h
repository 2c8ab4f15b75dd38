// Alternatives in a prompt: "a {red|blue} hat" is one of the two, chosen by the seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::generation {

// Replaces every {a|b|…} by one of its alternatives; they may nest. The same text and seed choose
// the same. Braces without a bar, or without their partner, stay as they are.
std::string chooseAlternatives(const std::string& text, std::uint64_t seed);

// Where the marks of these alternatives stand: the byte offsets of every {, | and } that chooses, in
// order. For highlighting; a mark that stays in the text is not among them.
std::vector<size_t> alternativeMarks(std::string_view text);

} // namespace likeness::generation
