// What the frozen face encoders say about every reference photo of a portrait set, computed once.
#pragma once

#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"
#include "core/training/PortraitSet.h"

namespace likeness::training {

// P: persons and held-out persons, R: references per person, T: 1 + patches. On the processor.
struct PersonFeatures {
    at::Tensor condition;           // [P, R, 512 + E] fp32: raw ArcFace embedding, unit EVA embedding
    std::vector<at::Tensor> hidden; // five of [P, R, T, width] fp16
};

// `device`: the encoders'.
PersonFeatures personFeatures(const PortraitSet& set, const identity::ArcFace& arcFace, const identity::EvaClip& eva,
                              const base::ProgressSink& progress, at::Device device = at::kCPU);

} // namespace likeness::training
