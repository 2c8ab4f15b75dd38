#include "core/identity/IdentityBlocks.h"

namespace likeness::identity {

namespace {

void addBlock(std::vector<IdentityBlock>& blocks, std::string name,
              const std::vector<diffusion::SpatialTransformer>& transformers)
{
    IdentityBlock block{std::move(name), {}};
    for (const auto& transformer : transformers)
        for (const auto& part : transformer.transformer_blocks)
            block.layers.push_back(part.crossLayer);
    if (!block.layers.empty())
        blocks.push_back(std::move(block));
}

} // namespace

std::vector<IdentityBlock> identityBlocksOf(const diffusion::Unet& unet)
{
    std::vector<IdentityBlock> blocks;
    for (size_t i = 0; i < unet.down_blocks.size(); ++i)
        addBlock(blocks, "down_blocks." + std::to_string(i), unet.down_blocks[i].attentions);
    for (size_t i = 0; i < unet.up_blocks.size(); ++i)
        addBlock(blocks, "up_blocks." + std::to_string(i), unet.up_blocks[i].attentions);
    if (unet.mid_attention)
        addBlock(blocks, "mid_block", {*unet.mid_attention});
    return blocks;
}

base::Result<std::map<int64_t, double>> layerFactors(const std::vector<IdentityBlock>& blocks,
                                                     const std::vector<double>& factors)
{
    std::map<int64_t, double> result;
    if (factors.empty())
        return result;
    if (factors.size() != blocks.size()) {
        std::string names;
        for (const IdentityBlock& block : blocks)
            names += (names.empty() ? "" : ", ") + block.name;
        return base::fail(base::ErrorCode::invalidInput,
                          "This model has " + std::to_string(blocks.size()) +
                              " blocks with identity (" + names + "), but " +
                              std::to_string(factors.size()) +
                              " block strengths were given; give one for each.");
    }
    for (size_t i = 0; i < blocks.size(); ++i)
        for (const int64_t layer : blocks[i].layers)
            result[layer] = factors[i];
    return result;
}

} // namespace likeness::identity
