// Words → what the UNet is told of them.
//
// Letters: T tokens (77 for each chunk), C width of both text encoders, P projection of the second.
#pragma once

#include "core/generation/DiffusionModel.h"

#include <optional>
#include <stop_token>
#include <string>

namespace likeness::generation {

// The words for the two text encoders.
struct PromptPair {
    std::string first, second; // tokenizer and tokenizer_2; SDXL's users give both the same
};

struct EncodedPrompts {
    text::TextConditioning positive; // [1, T, C], [1, P]
    text::TextConditioning negative; // as long
    std::string dropped; // the prompt's end beyond text::mostPromptChunks; empty if it fits
};

// Reads the marks of text/PromptSyntax.h. Prompts that need several chunks of 77 tokens have them side by side; the
// shorter of prompt and negative prompt is filled up with empty chunks, and the pooled vector is the first chunk's.
// Without a negative prompt the negative states are zeros (or the empty text's, where the model says so). `clipSkip`
// layers are left out at the end of both text encoders, for the prompt only, as diffusers does. Throws
// diffusion::Cancelled when `stop` is requested.
EncodedPrompts encodePrompts(const DiffusionModel& model, const PromptPair& prompt,
                             const std::optional<PromptPair>& negative, int64_t clipSkip = 0,
                             const std::stop_token& stop = {});

} // namespace likeness::generation
