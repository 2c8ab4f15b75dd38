// The blocks of a UNet in which an identity works, for those who set its strength block by block.
#pragma once

#include "core/diffusion/Unet.h"

namespace likeness::identity {

struct IdentityBlock {
    std::string name; // as in diffusers' folders: "down_blocks.1", "up_blocks.0", "mid_block"
    std::vector<int64_t> layers; // its cross-attention layers, as in CrossAttentionSite
};

// Only blocks with cross-attention, in the order down, up, mid (SDXL: down 1, down 2, up 0, up 1,
// mid).
std::vector<IdentityBlock> identityBlocksOf(const diffusion::Unet& unet);

// The factor of each block for each of its layers. Errors: invalidInput, naming the blocks, if
// there are not as many factors as blocks. No factors: an empty map, which means 1 everywhere.
base::Result<std::map<int64_t, double>> layerFactors(const std::vector<IdentityBlock>& blocks,
                                                     const std::vector<double>& factors);

} // namespace likeness::identity
