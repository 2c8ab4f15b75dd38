// PuLID's training of the identity adapter on a frozen model (arXiv 2404.16022, section 3.3): only the adapter's
// encoder and its attention layers learn.
#pragma once

#include "core/diffusion/Vae.h"
#include "core/identity/ArcFace.h"
#include "core/training/Autocast.h"
#include "core/training/FaceWarp.h"
#include "core/training/PainterRows.h"
#include "core/training/PainterTrainer.h"
#include "core/training/PulidLosses.h"
#include "core/training/TrainingLoop.h"

#include <functional>
#include <string>

namespace likeness::training {

// The stages, and the rival of stage 2 in the paper's ablation.
enum class PulidStage {
    textToImage, // 1: the diffusion loss
    naiveId,     // + the identity loss on x0 as predicted in the diffusion branch
    identity,    // 2: + the identity loss on the Lightning branch's decoded picture
    alignment    // 3: + the alignment of the contrastive pair
};

struct PulidTraining {
    PulidStage stage = PulidStage::textToImage;
    PainterOptions options;
    weights::TensorMap start; // all of Painter's names; what is not the adapter's stays as it is
    LoopOptions loop{.name = "pulid", .learningRate = 3e-4};
    int workers = 2;
    Precision precision = Precision::automatic;
    PainterRowsOptions rows{.batch = 8, .identityShare = 1, .captionDrop = 0.1, .personWords = 0};
    int64_t fastBatch = 2;   // samples of the Lightning branch per worker and step
    int64_t fastSteps = 4;
    int64_t differentiated = 4; // of the Lightning branch's steps, from the end
    PulidWeights weights;
    // What the identity loss is measured on; the paper has the one prompt "portrait, color, cinematic". The contrastive pair
    // is then a painting of its own with other prompts, as in the paper (its table 8). Empty: one painting with the
    // picture's caption has all losses.
    std::string identityPrompt;
    std::vector<std::string> alignmentPrompts; // of the contrastive pair, beside an identityPrompt; empty: the captions
    std::uint64_t seed = 4;
};

struct PulidData {
    PainterData painter;
    const diffusion::Vae& vae;          // frozen, but gradients flow through it
    const identity::ArcFace& arcFace;   // likewise
    // Where the face is in a picture that has one; painted ones of the same scene have it there as well.
    std::function<FacePoints(int64_t picture)> facePoints;
    // The same where the words say nothing of the scene; needed with an identityPrompt.
    std::function<FacePoints(int64_t picture)> usualFacePoints;
    // Paints the Lightning branch, frozen; null: the painter's own UNet does (a Lightning model).
    const diffusion::Unet* lightning = nullptr;
};

// The losses of one step, for people and tests; those that the stage has not are undefined.
struct PulidLossParts {
    at::Tensor diffusion, identity, semantic, layout;
    at::Tensor total;
};
PulidLossParts pulidLoss(const Painter& painter, const PulidData& data, const PulidTraining& training, Random& random);

// `painter` (all of Painter's names) with an adapter that knows nothing yet and changes nothing.
weights::TensorMap withFreshAdapter(const weights::TensorMap& painter, const PainterOptions& options, std::uint64_t seed);

// The adapter's tensors (their moving average) under their file's names: id_adapter.*, id_adapter_attn_layers.*.
// `after` is called after every step with the average so far.
base::Result<weights::TensorMap> trainPulid(const PulidData& data, const PulidTraining& training,
                                            const LoopControl& control, const PainterSeen& after = {});

} // namespace likeness::training
