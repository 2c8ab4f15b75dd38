// The options of a CLIP text tower whose file brings no config.json, read from the shapes of its
// tensors.
#pragma once

#include "core/text/ClipTextOptions.h"
#include "core/weights/Weights.h"

namespace likeness::text {

// SDXL's two towers: one with a projection computes with GELU, one without with its quick form;
// heads are 64 wide.
ClipTextOptions clipTextOptionsOf(const weights::Weights& w);

// The towers of SDXL base 1.0: CLIP ViT-L, and OpenCLIP ViT-bigG with its projection.
ClipTextOptions sdxlNarrowTower();
ClipTextOptions sdxlWideTower();

} // namespace likeness::text
