// Training of the two face encoders on renders: what the world knows of a person is what they learn to see.
//
// Both learn (a) the person's attributes, read off the embedding by linear heads that are thrown away afterwards, and
// (b) that two photos of one person are closer than photos of two persons (InfoNCE, van den Oord et al. 2018). The
// EVA tower also learns the scene from whole pictures, so that its picture embedding can judge purity.
#pragma once

#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"
#include "core/training/PortraitSet.h"
#include "core/training/TrainingLoop.h"

namespace likeness::training {

struct FaceEncoderTraining {
    LoopOptions loop;
    int workers = 2;
    int64_t batch = 12; // persons per worker and step, two photos each
    std::uint64_t seed = 2;
    weights::TensorMap start; // the encoder to go on from; empty: from nothing
};

// How well held-out persons are read, 0..1 each.
struct FaceEncoderReport {
    double hairStyle = 0, hairColour = 0, glasses = 0, facialHair = 0, presentation = 0;
    double skinTone = 0;   // correlation
    double topOf20 = 0;    // own second photo nearest among 20 persons'
    std::string text() const;
};

struct TrainedEncoder {
    weights::TensorMap tensors; // under the encoder's own names
    FaceEncoderReport heldOut;
};

base::Result<TrainedEncoder> trainArcFace(const PortraitSet& set, const identity::ArcFaceOptions& options,
                                          const FaceEncoderTraining& training, const LoopControl& control);
base::Result<TrainedEncoder> trainEvaClip(const PortraitSet& set, const identity::EvaClipOptions& options,
                                          const FaceEncoderTraining& training, const LoopControl& control);

} // namespace likeness::training
