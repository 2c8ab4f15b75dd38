// The three models of an identity: face recogniser, picture tower, PuLID adapter.
#pragma once

#include "core/generation/ModelDefaults.h"
#include "core/generation/PortraitRequest.h"
#include "core/identity/Identity.h"
#include "core/identity/IdentityBlocks.h"

namespace likeness::generation {

struct IdentityModels {
    identity::ArcFace arcFace;
    identity::EvaClip eva;
    identity::Adapter adapter;
    IdentityFiles files; // what it was loaded from

    std::vector<identity::IdentityBlock> blocks; // of the UNet, see PortraitRequest's blockStrengths

    // How the identity is injected at this strength. In this order, the first that says something:
    // the tuning's own numbers, its preset, the model's likeness.json, the adapter version's
    // fidelity. Errors: invalidInput for block strengths that are not as many as blocks.
    base::Result<identity::IdAttentionSettings> settings(double strength,
                                                         const IdentityTuning& tuning) const;
};

// The face encoders and the adapter's encoder are computed in fp32 where the UNet is; the adapter's
// attention in the UNet's type. Errors: notFound (a file that is missing or not named),
// wrongFormat, invalidInput (an adapter of another model): one sentence with the file's name.
base::Result<IdentityModels> loadIdentityModels(const IdentityFiles& files,
                                                const diffusion::Unet& unet,
                                                weights::Placement unetPlacement);

} // namespace likeness::generation
