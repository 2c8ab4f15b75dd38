#include "core/generation/PromptEncoding.h"

#include "core/diffusion/Cancelled.h"
#include "core/text/PromptChunks.h"

#include <algorithm>

namespace likeness::generation {

namespace {

// A prompt as both tokenizers see it; they may need different numbers of chunks.
struct ChunkPair {
    text::PromptChunks first, second;

    ChunkPair(const DiffusionModel& model, const PromptPair& words)
        : first(text::promptChunks(model.tokenizer, text::promptSpans(words.first))),
          second(text::promptChunks(model.tokenizer_2, text::promptSpans(words.second)))
    {
    }

    size_t count() const { return std::max(first.chunks.size(), second.chunks.size()); }

    void fillUp(const DiffusionModel& model, size_t count)
    {
        first.chunks.resize(count, text::emptyChunk(model.tokenizer));
        second.chunks.resize(count, text::emptyChunk(model.tokenizer_2));
    }
};

text::TextConditioning encode(const DiffusionModel& model, const ChunkPair& pair, int64_t clipSkip,
                              const std::stop_token& stop)
{
    text::PromptChunkEncoder encoder(model.text, model.tokenizer, model.tokenizer_2, clipSkip);
    std::vector<at::Tensor> states;
    at::Tensor pooled;
    for (size_t i = 0; i < pair.first.chunks.size(); ++i) {
        diffusion::throwIfStopped(stop);
        const auto chunk = encoder.encode(pair.first.chunks[i], pair.second.chunks[i]);
        states.push_back(chunk.prompt_embeds); // [1, 77, C]
        if (i == 0)
            pooled = chunk.pooled; // [1, P]
    }
    return {at::cat(states, 1), pooled}; // [1, T, C]
}

} // namespace

EncodedPrompts encodePrompts(const DiffusionModel& model, const PromptPair& prompt,
                             const std::optional<PromptPair>& negative, int64_t clipSkip,
                             const std::stop_token& stop)
{
    const bool areZeros = !negative && model.zerosForNoNegative;
    ChunkPair positive(model, prompt), against(model, negative.value_or(PromptPair()));
    const size_t count = std::max(positive.count(), against.count());
    positive.fillUp(model, count);
    against.fillUp(model, count);

    EncodedPrompts encoded;
    encoded.dropped =
        positive.first.dropped.empty() ? positive.second.dropped : positive.first.dropped;
    encoded.positive = encode(model, positive, clipSkip, stop);
    if (areZeros) {
        encoded.negative = model.text.absent(1);
        encoded.negative.prompt_embeds =
            encoded.negative.prompt_embeds.repeat({1, static_cast<int64_t>(count), 1});
    } else {
        encoded.negative = encode(model, against, 0, stop);
    }
    return encoded;
}

} // namespace likeness::generation
