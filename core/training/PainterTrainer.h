// Stage 1: text to image with the diffusion loss, base model and identity adapter together.
//
// Part of the rows see the identity of a reference photo (another picture of the same person), the rest only the
// words. So the base model learns to paint without identity while the adapter learns what identity changes; a base
// model that exists already can stay as it is, so that only the adapter learns.
#pragma once

#include "core/training/PainterRows.h"
#include "core/training/Autocast.h"
#include "core/training/Initialise.h"
#include "core/training/TrainingLoop.h"

namespace likeness::training {

// startValues with the layers at zero that a painter begins without: ends of residual branches, the identity's values.
weights::Initialise painterStartValues(std::uint64_t seed);

struct PainterTraining {
    PainterOptions options;
    LoopOptions loop{.name = "stage1", .learningRate = 1.4e-3};
    int workers = 2;
    PainterRowsOptions rows;
    double faceWeight = 2;      // added to the loss weight 1 where faces and hair are
    double noisyShare = 0.4;    // of the rows, from the noisiest quarter of the timesteps: who and what is in the picture
                                // is decided there, and four steps begin there
    double factsWeight = 0.03;  // of the facts that linear layers must read: about the person in the identity tokens,
                                // about the scene in the pooled text; by the diffusion loss alone the tokens carry
                                // colours long before shapes, and the text next to nothing
    std::uint64_t seed = 3;
    Precision precision = Precision::automatic;
    weights::TensorMap start;   // weights to go on from, under Painter's names; names not there start anew
    bool adapterOnly = false;   // text encoders and UNet stay as `start` has them
};

// The trained parameters (their moving average) under Painter's names. `after` is called after every step with the
// average so far.
using PainterSeen = std::function<void(int64_t step, const weights::TensorMap& average)>;
base::Result<weights::TensorMap> trainPainter(const PainterData& data, const PainterTraining& training,
                                              const LoopControl& control, const PainterSeen& after = {});

} // namespace likeness::training
