// Where the parts of a model are and in which type they compute, given where the UNet is.
#pragma once

#include "core/generation/PortraitRequest.h"
#include "core/weights/Weights.h"

#include <cstdint>

namespace likeness::generation {

// The type that is meant by `asked` for a UNet of so many numbers: automatic stays automatic (the probe decides),
// but for a small UNet on a processor it is fp32, where half the digits would save nothing that is felt.
Precision precisionFor(Precision asked, std::int64_t unetNumbers);

// The UNet's, and a sentence where that is not what was asked for.
struct ChosenPlacement {
    weights::Placement placement;
    std::string warning;
};
// The first GPU where libtorch offers one, else the processor. `memory` must be decided.
ChosenPlacement placementFor(Precision precision, MemoryMode memory);

struct PartPlacements {
    weights::Placement unet;
    weights::Placement attention; // the identity adapter's layers inside the UNet
    weights::Placement encoders;  // text, faces, the adapter's encoder: fp32, used once per picture
    weights::Placement vae;       // fp32, or bf16 beside a GPU's half precision: it overflows in fp16
};
PartPlacements placementsBeside(const weights::Placement& unet);

} // namespace likeness::generation
