// Training of the judges (JudgeNetwork.h) on renders that were made soft, noisy and a little wrong in colour at random,
// as painted pictures are.
//
// Scene judge: what a caption says of the picture, as classes, and InfoNCE between pictures and captions (CLIP; Radford
// et al. 2021); half of the captions also describe the person, as captions of the world's pictures do.
// Likeness judge: what is known of the person, and InfoNCE between two pictures of a person in any scenes and styles.
#pragma once

#include "core/training/JudgeNetwork.h"
#include "core/training/JudgeSet.h"
#include "core/training/TrainingLoop.h"

#include <map>

namespace likeness::training {

struct JudgeTraining {
    LoopOptions loop;
    int workers = 1;
    int64_t batch = 32; // pictures per worker and step
    std::uint64_t seed = 3;
};

// Share of right answers on held-out pictures by fact's name; "skin tone" is a correlation.
using FactShares = std::map<std::string, double>;

struct JudgeReport {
    std::map<std::string, FactShares> clean; // by style's word: what a judge can read off this style at all
    FactShares overall, soft;                // all styles; all styles, softened
    double topOf20 = 0;     // own caption among 20, or own photo among 20 persons'
    double softTopOf20 = 0;
    std::string text() const;
};

struct TrainedJudge {
    weights::TensorMap tensors;
    JudgeReport heldOut;
};

base::Result<TrainedJudge> trainSceneJudge(const JudgeSet& set, const JudgeTraining& training,
                                           const LoopControl& control);
base::Result<TrainedJudge> trainLikenessJudge(const JudgeSet& set, const JudgeTraining& training,
                                              const LoopControl& control);

} // namespace likeness::training
