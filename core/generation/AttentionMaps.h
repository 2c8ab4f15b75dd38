// Where an identity works, as small gray pictures: one per step and block of the UNet.
#pragma once

#include "core/generation/PortraitRequest.h"
#include "core/identity/IdentityBlocks.h"

namespace likeness::generation {

// Adds a step's maps to `maps`: of every block the mean over its layers. `layers`: layer → [h, w]
// in 0..1, as in PaintStep; a block none of whose layers is there is passed over. step: 1-based.
void addAttentionMaps(std::vector<AttentionMap>& maps, int step,
                      const std::vector<identity::IdentityBlock>& blocks,
                      const std::map<int64_t, at::Tensor>& layers);

} // namespace likeness::generation
