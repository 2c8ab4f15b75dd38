// The painting itself: words and noise → pictures, with and without an identity (SDXL: Podell et
// al. 2023; classifier-free guidance: Ho and Salimans 2022; identity: PuLID, arXiv 2404.16022).
//
// Letters: B rows of one UNet call, h and w latent cells, T tokens.
#pragma once

#include "core/diffusion/Sampler.h"
#include "core/generation/PromptEncoding.h"
#include "core/identity/AttentionRecorder.h"
#include "core/identity/Identity.h"
#include "core/images/Image.h"

#include <functional>
#include <vector>

namespace likeness::generation {

struct PaintSettings {
    int width = 0, height = 0;  // pixels
    double guidance = 1;        // 1 and below: one conditional pass
    double guidanceRescale = 0; // Lin et al. 2023, section 3.4; 0: off
    std::uint64_t seed = 0;
    at::Tensor noise; // [1, C, h, w] to begin with, instead of the seed's own
    std::optional<text::PictureSizes>
        sizes; // what the model is told; absent: the picture's own size
};

// An identity to paint with. The models it points to outlive the painting.
struct IdentityUse {
    const identity::IdAttentionLayers* layers = nullptr;
    identity::IdentityEmbedding embedding;
    identity::IdAttentionSettings settings;
    double start = 0, end = 1; // share of the steps between which it works; a step outside is the
                               // base model's UNet call, bit for bit
    bool recordMaps = false;   // see PaintStep::attention

    bool worksAt(size_t step, size_t steps) const;
};

// After a step of one picture. `original`: the noise-free latent [1, C, h, w] that the model sees;
// `latents`: where the sampler is now.
struct PaintStep {
    size_t picture = 0, step = 0; // 0-based
    at::Tensor original, latents;
    std::map<int64_t, at::Tensor> attention; // layer → [h, w]; AttentionRecorder's, if asked for
};
using PaintStepSink = std::function<void(const PaintStep&)>;
using SamplerFactory = std::function<std::unique_ptr<diffusion::Sampler>()>;

// Paints one picture per entry of `identities` (an entry without layers: identity off) from the
// same noise and returns their latents [1, C, h, w], step by step side by side. A picture's bits
// depend on its own entry only: every picture has its own calls of the UNet, because libtorch's
// kernels round differently when a batch has more rows. What does not depend on the identity (the
// text's keys and values) is shared. Throws diffusion::Cancelled when `stop` is requested;
// libtorch's errors.
std::vector<at::Tensor> paint(const DiffusionModel& model, const EncodedPrompts& prompts,
                              const PaintSettings& settings, const SamplerFactory& makeSampler,
                              const std::vector<IdentityUse>& identities, const PaintStepSink& sink,
                              const std::stop_token& stop);

// latents [1, C, h, w] → the picture's values [1, 3, H, W], about -1..1, in fp32. Strip by strip
// (diffusion/VaeStrips.h) if the picture is large, and if the memory does not suffice for all at once.
at::Tensor decodeLatents(const DiffusionModel& model, const at::Tensor& latents,
                         const std::stop_token& stop = {});

// pixels [1, 3, H, W] → 8 bits: (x + 1) / 2 clamped to 0..1, times 255, rounded half to even.
images::Image toImage(const at::Tensor& pixels);

} // namespace likeness::generation
