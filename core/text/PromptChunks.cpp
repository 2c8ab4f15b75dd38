#include "core/text/PromptChunks.h"

#include <algorithm>

namespace likeness::text {

namespace {

constexpr size_t mostTokensBehindComma = 20;

struct WeightedPiece {
    TokenPiece piece;
    double weight = 1;
};
using Pieces = std::vector<WeightedPiece>;

bool isComma(const TokenPiece& piece)
{
    return piece.text == "," && piece.endsWord;
}

// Where the chunk that begins at `begin` ends: a place in front of `end`, or `end`.
size_t chunkEnd(const Pieces& pieces, size_t begin, size_t end, size_t room)
{
    const size_t full = begin + room;
    if (end <= full)
        return end;
    if (isComma(pieces[full].piece)) // closes the item that just fits, and opens the next chunk
        return full;
    for (size_t behind = full; behind > begin && full - behind < mostTokensBehindComma; --behind)
        if (isComma(pieces[behind - 1].piece))
            return behind;
    return full;
}

PromptChunk chunkOf(const ClipTokenizer& tokenizer, const Pieces& pieces, size_t begin, size_t end)
{
    PromptChunk chunk;
    chunk.ids.push_back(tokenizer.startId());
    chunk.weights.push_back(1);
    for (size_t i = begin; i < end; ++i) {
        chunk.ids.push_back(pieces[i].piece.id);
        chunk.weights.push_back(pieces[i].weight);
    }
    chunk.ids.push_back(tokenizer.endId());
    chunk.ids.resize(tokenizer.length(), tokenizer.padId());
    chunk.weights.resize(tokenizer.length(), 1);
    return chunk;
}

std::string textOf(const Pieces& pieces, size_t begin)
{
    TokenizedPrompt rest;
    for (size_t i = begin; i < pieces.size(); ++i)
        rest.pieces.push_back(pieces[i].piece);
    return rest.droppedText();
}

} // namespace

bool PromptChunk::isWeighted() const
{
    return std::ranges::any_of(weights, [](double weight) { return weight != 1; });
}

PromptChunk emptyChunk(const ClipTokenizer& tokenizer)
{
    return chunkOf(tokenizer, {}, 0, 0);
}

PromptChunks promptChunks(const ClipTokenizer& tokenizer, const std::vector<PromptSpan>& spans)
{
    Pieces pieces;
    std::vector<size_t> borders; // before which piece a BREAK stands
    for (const PromptSpan& span : spans) {
        if (span.startsChunk)
            borders.push_back(pieces.size());
        for (TokenPiece& piece : tokenizer.pieces(span.text))
            pieces.push_back({std::move(piece), span.weight});
    }
    borders.push_back(pieces.size());

    const size_t room = tokenizer.length() - 2;
    PromptChunks result;
    size_t begin = 0;
    for (const size_t border : borders)
        while (begin < border && result.chunks.size() < mostPromptChunks) {
            const size_t end = chunkEnd(pieces, begin, border, room);
            result.chunks.push_back(chunkOf(tokenizer, pieces, begin, end));
            begin = end;
        }
    if (result.chunks.empty())
        result.chunks.push_back(emptyChunk(tokenizer));
    result.dropped = textOf(pieces, begin);
    return result;
}

TextConditioning PromptChunkEncoder::encode(const PromptChunk& narrow, const PromptChunk& wide)
{
    TextConditioning result = encodeIds(narrow, wide);
    if (!narrow.isWeighted() && !wide.isWeighted())
        return result;
    if (!m_empty.defined())
        m_empty = encodeIds(emptyChunk(m_tokenizer), emptyChunk(m_tokenizer_2)).prompt_embeds;
    const at::Tensor& z = result.prompt_embeds;
    const at::Tensor w = weights(narrow, wide).to(z.options()); // [1, T, C1 + C2]
    result.prompt_embeds = at::where(w.eq(1), z, m_empty + w * (z - m_empty));
    return result;
}

TextConditioning PromptChunkEncoder::encodeIds(const PromptChunk& narrow, const PromptChunk& wide) const
{
    const auto row = [](const PromptChunk& chunk) {
        return at::tensor(at::ArrayRef<int64_t>(chunk.ids)).unsqueeze(0); // [1, T]
    };
    return m_encoders.encode(row(narrow), row(wide), m_clipSkip);
}

at::Tensor PromptChunkEncoder::weights(const PromptChunk& narrow, const PromptChunk& wide) const
{
    const auto spread = [](const PromptChunk& chunk, const ClipTextEncoder& tower) {
        const at::Tensor w = at::tensor(at::ArrayRef<double>(chunk.weights)); // [T]
        return w.view({1, -1, 1}).expand({-1, -1, tower.options.hidden_size});
    };
    return at::cat({spread(narrow, m_encoders.text_encoder), spread(wide, m_encoders.text_encoder_2)}, -1);
}

} // namespace likeness::text
