// A PuLID adapter file: the identity encoder and the identity attention's weights of every layer.
// Version 1 and 1.1 are told apart by their names; the community's renaming of version 1 for node
// graphs (`image_proj.*`, `ip_adapter.N.to_k_ip.weight`) is read as well.
#pragma once

#include "core/diffusion/Unet.h"
#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"
#include "core/identity/IdAttention.h"
#include "core/identity/IdEncoder.h"
#include "core/identity/IdFormer.h"

#include <variant>

namespace likeness::identity {

enum class AdapterVersion { v1, v1_1 };

// How much of the face against how much of the style.
enum class Preset {
    fidelity, // the person first: v1 8 zero tokens, v1.1 20, ortho v2 (both versions' own defaults)
    neutral,  // the plain sum: no zero tokens, no ortho
    style // the picture first: 16 zero tokens, ortho v1 (PuLID v1's "extremely style"; for v1.1 our
          // choice)
};
IdAttentionSettings settingsOf(AdapterVersion version, Preset preset, double scale = 0.8);

struct Adapter {
    AdapterVersion version = AdapterVersion::v1_1;
    std::variant<IdEncoder, IdFormer> encoder;
    IdAttentionLayers attention;

    int64_t conditionWidth() const; // of ArcFace's and EVA's embeddings behind one another
    int64_t evaWidth() const;       // of EVA's hidden states
    int64_t tokenWidth() const { return attention.options.tokenWidth; }
};

// The names of a node graph's adapter as PuLID writes them; names that are PuLID's already stay.
weights::TensorMap inPulidsNames(const weights::TensorMap& tensors);

// The encoder in `encoder`'s type and place, the attention's weights in the UNet's.
// Errors: wrongFormat, with all that does not fit at once.
base::Result<Adapter> adapterFrom(weights::TensorFile file, weights::Placement encoder,
                                  weights::Placement attention);

// Whether the adapter belongs to these models. Errors: invalidInput, one sentence.
base::Result<void> checkFits(const Adapter& adapter, const diffusion::Unet& unet);
base::Result<void> checkFits(const Adapter& adapter, const ArcFaceOptions& arcFace,
                             const EvaClipOptions& eva);

// The identity layers that a UNet needs, for an adapter made from scratch.
IdAttentionOptions idAttentionOptionsFor(const diffusion::Unet& unet);

} // namespace likeness::identity
