// Stage 1: text to image with the diffusion loss, base model and identity adapter together.
//
// Part of the rows see the identity of a reference photo (another picture of the same person), the rest only the
// words. So the base model learns to paint without identity while the adapter learns what identity changes; a base
// model that exists already is kept frozen by training the adapter's parameters alone.
#pragma once

#include "core/diffusion/NoiseSchedule.h"
#include "core/text/ClipTokenizer.h"
#include "core/training/Painter.h"
#include "core/training/PersonFeatures.h"
#include "core/training/TrainingLoop.h"

namespace likeness::training {

struct PainterTraining {
    PainterOptions options;
    LoopOptions loop{.name = "stage1", .learningRate = 1.4e-3};
    int workers = 2;
    int64_t batch = 12;            // pictures per worker and step
    double identityShare = 0.7;    // of the rows that have their identity
    double captionDrop = 0.1;      // rows without words, for guidance
    double personWords = 0.5;      // captions that also name what is visible of the person
    double faceWeight = 1.0;       // added to the loss weight 1 where faces are
    std::uint64_t seed = 3;
    weights::TensorMap start;      // weights to go on from, under Painter's names; names not there start anew
};

struct PainterData {
    const PortraitSet& set;
    at::Tensor latents;              // [N, C, h, w] fp16, of set.pictures, times the VAE's scaling factor
    const PersonFeatures& features;
    const text::ClipTokenizer& tokenizer;
    const text::ClipTokenizer& tokenizer2;
    const diffusion::NoiseSchedule& schedule; // predicts the sample (x0)
};

at::Tensor tokenIds(const text::ClipTokenizer& tokenizer, const std::string& text); // [77] int64

// The trained parameters (their moving average) under Painter's names. `after` is called after every step with the
// average so far.
using PainterSeen = std::function<void(int64_t step, const weights::TensorMap& average)>;
base::Result<weights::TensorMap> trainPainter(const PainterData& data, const PainterTraining& training,
                                              const LoopControl& control, const PainterSeen& after = {});

} // namespace likeness::training
