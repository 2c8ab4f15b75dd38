// The marks by which a prompt says what counts more: the grammar of AUTOMATIC1111's web UI, which most prompts that
// people share are written in.
//
//     (words)  x 1.1      ((words))  x 1.21      [words]  / 1.1      (words:1.3)  x 1.3
//     \( \) \[ \] \\      the sign itself        BREAK    the rest goes into a new chunk of tokens (PromptChunks.h)
//
// Groups nest, and their factors multiply. What does not close reaches to the end of the prompt; a closing mark without
// an opening one, and a number outside round brackets, are words. A lone backslash is dropped. Round and square
// brackets are matched each by themselves. Two differences: weights stay within ±10, and BREAK inside brackets breaks as
// well (there it is a word). `{a|b}` is chosen before (generation/Alternatives.h), so an alternative may hold brackets;
// a style's words are joined to the prompt before, too, so a group left open reaches into them.
//
// Standard types only: a prompt field may highlight with it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::text {

inline constexpr double largestPromptWeight = 10; // either sign

enum class PromptMark {
    words,      // goes to the model
    escape,     // a backslash that is not read itself
    bracket,    // opens or closes a group
    weight,     // ":1.3)", which closes one
    chunkBreak, // BREAK with the white space around it
};

// Bytes [begin, end) of the source.
struct PromptStretch {
    size_t begin = 0, end = 0;
    PromptMark mark = PromptMark::words;
    double weight = 1; // of the groups around it; a bracket has its own group's
    bool operator==(const PromptStretch&) const = default;
};

// Every byte of the prompt, in order, in exactly one stretch; none is empty.
std::vector<PromptStretch> parsePrompt(std::string_view prompt);

// The words alone, without marks.
struct PromptSpan {
    std::string text;
    double weight = 1;
    bool startsChunk = false; // a BREAK stands in front
    bool operator==(const PromptSpan&) const = default;
};

// Neighbours of the same weight are one span, so that a prompt without marks is one span with its own text. Empty for an
// empty prompt.
std::vector<PromptSpan> promptSpans(std::string_view prompt);

} // namespace likeness::text
