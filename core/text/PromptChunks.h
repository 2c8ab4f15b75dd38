// A prompt of any length for a text encoder that takes 77 tokens: cut into chunks that are encoded each by itself and
// stand side by side along the token axis, as AUTOMATIC1111's web UI does.
#pragma once

#include "core/text/ClipTokenizer.h"
#include "core/text/PromptSyntax.h"
#include "core/text/TextConditioning.h"

namespace likeness::text {

// Start, words, end, padding: ClipTokenizer::length() of each.
struct PromptChunk {
    std::vector<std::int64_t> ids;
    std::vector<double> weights; // 1 for start, end and padding
    bool isWeighted() const;     // any weight but 1
};

struct PromptChunks {
    std::vector<PromptChunk> chunks; // one at least
    std::string dropped;             // what `mostPromptChunks` leaves no room for: for a warning
};

inline constexpr size_t mostPromptChunks = 32;

// A chunk ends where it is full or where BREAK stands. One that is full ends behind its last comma instead, if fewer than
// 20 tokens follow that comma: an enumeration is not torn inside one of its items. A BREAK with nothing between it and
// the last border, or with nothing behind it, adds no chunk. The words of a span are tokenised by themselves; a prompt
// without marks that fits gives the ids of ClipTokenizer::tokenize.
PromptChunks promptChunks(const ClipTokenizer& tokenizer, const std::vector<PromptSpan>& spans);

// A chunk without words: fills up the shorter ones of prompts that stand in one batch.
PromptChunk emptyChunk(const ClipTokenizer& tokenizer);

// Encodes chunks with their weights. A token of weight w is moved from its place in the empty prompt's encoding, z0, in
// the direction that the words gave it: z0 + w·(z - z0), after the layer that SDXL reads. So weight 0 says nothing, and
// words without a weight keep their bits.
class PromptChunkEncoder {
public:
    // All three outlive it.
    PromptChunkEncoder(const SdxlTextEncoders& encoders, const ClipTokenizer& tokenizer,
                       const ClipTokenizer& tokenizer_2, int64_t clip_skip = 0)
        : m_encoders(encoders), m_tokenizer(tokenizer), m_tokenizer_2(tokenizer_2), m_clipSkip(clip_skip)
    {
    }

    // The same chunk as both tokenizers see it → [1, T, C1 + C2], [1, P]. The pooled vector knows no weights.
    TextConditioning encode(const PromptChunk& narrow, const PromptChunk& wide);

private:
    TextConditioning encodeIds(const PromptChunk& narrow, const PromptChunk& wide) const;
    at::Tensor weights(const PromptChunk& narrow, const PromptChunk& wide) const;

    const SdxlTextEncoders& m_encoders;
    const ClipTokenizer& m_tokenizer;
    const ClipTokenizer& m_tokenizer_2;
    const int64_t m_clipSkip;
    at::Tensor m_empty; // the empty prompt's encoding, once a weight asks for it
};

} // namespace likeness::text
