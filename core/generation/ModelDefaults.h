// What a model proposes and which identity files belong to it: `likeness.json` in the model's
// folder.
//
// {"name": "…", "width": 256, "height": 256, "steps": 8, "guidance": 1.5, "sampler": "euler",
// "strength": 1.0,
//  "identity": {"adapter": "identity/adapter.safetensors", "arcface":
//  "identity/arcface.safetensors",
//               "eva": "identity/eva.safetensors", "num_zero": 0, "ortho": "none"},
//  "lightning": "lightning_4step_lora.safetensors", "preview": [[r, g, b], …]}
//
// Every field may be absent, and so may the file: other people's SDXL models have none.
#pragma once

#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace likeness::generation {

struct IdentityFiles {
    std::filesystem::path adapter, arcFace, eva; // empty: not known
    std::optional<int> zeroTokens;               // "num_zero"; absent: the adapter version's own
    std::string ortho; // "none", "v1", "v2"; empty: the adapter version's own
};

// As PortraitRequest::lightning: the file that the model brings along. Pictures' settings then mean the same on every
// machine.
inline constexpr const char* ownLightning = "own";

struct ModelDefaults {
    int width = 1024, height = 1024; // pixels
    int steps = 25;
    double guidance = 5;
    std::string sampler = "euler";
    double strength = 0.8;
    IdentityFiles identity; // paths as they can be opened
    std::filesystem::path lightning; // the model's own, likewise; empty: it has none
    std::vector<std::array<double, 3>>
        preview; // latent channels and a constant → RGB in 0..1; empty: SDXL's own
};

// `model`: a diffusers folder or a single file. `lightning` is what the request says. Reads only
// small files. Errors: notFound (no such model), wrongFormat (a damaged likeness.json or
// unet/config.json).
base::Result<ModelDefaults> readModelDefaults(const std::filesystem::path& model,
                                              const std::string& lightning = {});

// The request with the model's values where it leaves the choice to the model. A model with a Lightning file of its own
// paints with it where neither steps nor guidance ask for more.
PortraitRequest filledIn(PortraitRequest request, const ModelDefaults& defaults);

// Where ArcFace and EVA are, if the model's own folder does not say: beside the adapter, known by
// their names.
IdentityFiles findIdentityFiles(const std::string& adapter, const IdentityFiles& ofModel);

} // namespace likeness::generation
