#include "core/generation/WorkingMemory.h"

#include <algorithm>

namespace likeness::generation {

namespace {

// Tensors that are alive at the same time, in units of a layer's input; measured (tests/README.md).
constexpr int64_t resnetTensors = 6;       // input, norm, SiLU, two convolutions, their blocked copies
constexpr int64_t transformerTensors = 20; // stream, norm, 8 of the gate's input, its halves, their product
constexpr int64_t decodeTensors = 5;       // of the last level at full size
constexpr int64_t stripTensors = 2;        // input and output of a layer; the strips themselves are small

struct Level {
    int64_t channels = 0, cells = 0, layers = 0;
    bool hasAttention = false;
    int64_t depth = 0;
};

std::vector<Level> levelsOf(const diffusion::UnetOptions& o, int64_t height, int64_t width)
{
    std::vector<Level> levels;
    for (size_t i = 0; i < o.block_out_channels.size(); ++i) {
        levels.push_back({o.block_out_channels[i], height * width, o.layers_per_block[i], o.downAttention[i],
                          o.transformer_layers_per_block[i]});
        height = (height + 1) / 2;
        width = (width + 1) / 2;
    }
    return levels;
}

} // namespace

std::uint64_t unetWorking_bytes(const diffusion::UnetOptions& o, const CallSize& size, int64_t tokens,
                                bool convertsWeights)
{
    constexpr int64_t cell = 8; // pixels
    const auto levels = levelsOf(o, size.height / cell, size.width / cell);
    int64_t skips = 0, largest = 0, kept = 0, weight = 0;
    for (size_t i = 0; i < levels.size(); ++i) {
        const Level& level = levels[i];
        skips += level.channels * level.cells * (level.layers + 1);
        const int64_t below = i + 1 < levels.size() ? levels[i + 1].channels : level.channels;
        largest = std::max(largest, (level.channels + below) * level.cells * resnetTensors);
        if (level.hasAttention || i + 1 == levels.size())
            largest = std::max(largest, level.channels * level.cells * transformerTensors);
        const int64_t transformers = level.hasAttention ? 2 * level.layers + 1 : 0;
        const int64_t middle = i + 1 == levels.size() ? 1 : 0;
        kept += (transformers + middle) * level.depth * 2 * tokens * level.channels;
        weight = std::max(weight, (level.channels + below) * level.channels * 9);
    }
    const int64_t numbers = size.rows * (skips + largest + kept) + (convertsWeights ? 2 * weight : 0);
    return static_cast<std::uint64_t>(numbers * size.element_bytes);
}

std::uint64_t decodeWorking_bytes(const diffusion::VaeOptions& o, const CallSize& size)
{
    // The largest: the last level's input, which has the channels of the level before.
    const int64_t channels =
        o.block_out_channels.size() > 1 ? o.block_out_channels[1] : o.block_out_channels.front();
    const int64_t cell = int64_t(1) << (o.block_out_channels.size() - 1);
    const bool inStrips = (size.width / cell) * (size.height / cell) > largestDecodedAtOnce_cells;
    const int64_t tensors = inStrips ? stripTensors : decodeTensors;
    return static_cast<std::uint64_t>(size.rows * channels * size.width * size.height * tensors * size.element_bytes);
}

} // namespace likeness::generation
