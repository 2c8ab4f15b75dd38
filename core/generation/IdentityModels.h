// The three models of an identity: face recogniser, picture tower, PuLID adapter.
#pragma once

#include "core/generation/ModelDefaults.h"
#include "core/identity/Identity.h"

namespace likeness::generation {

struct IdentityModels {
    identity::ArcFace arcFace;
    identity::EvaClip eva;
    identity::Adapter adapter;
    IdentityFiles files; // what it was loaded from

    // How the identity is injected at this strength: the model's own settings, else those of the
    // adapter's version.
    identity::IdAttentionSettings settings(double strength) const;
};

// The face encoders and the adapter's encoder are computed in fp32 where the UNet is; the adapter's
// attention in the UNet's type. Errors: notFound (a file that is missing or not named),
// wrongFormat, invalidInput (an adapter of another model): one sentence with the file's name.
base::Result<IdentityModels> loadIdentityModels(const IdentityFiles& files,
                                                const diffusion::Unet& unet,
                                                weights::Placement unetPlacement);

} // namespace likeness::generation
