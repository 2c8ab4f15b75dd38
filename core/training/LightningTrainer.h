// Distillation to a few steps without guidance, after SDXL-Lightning (Lin et al. 2024, arXiv 2402.13929) and progressive
// distillation (Salimans and Ho 2022, arXiv 2202.00512): in one step the student arrives where the teacher arrives
// in several, guided ones. Without Lightning's adversarial loss: a small model's few steps are not blurred enough to
// need it. The student is the teacher with a low-rank change, so that it ships as a small LoRA.
#pragma once

#include "core/training/Autocast.h"
#include "core/training/PainterRows.h"
#include "core/training/PainterTrainer.h"
#include "core/training/TrainingLoop.h"

namespace likeness::training {

struct LightningTraining {
    PainterOptions options;
    weights::TensorMap teacher; // Painter's names; nothing of it changes
    LoopOptions loop{.name = "lightning", .learningRate = 1e-3};
    int workers = 2;
    Precision precision = Precision::automatic;
    int64_t rank = 16;
    int64_t steps = 4;           // of the student
    int64_t teacherSteps = 4;    // of the teacher for each of the student's
    double guidance = 1.5;       // of the teacher; the student has it built in
    PainterRowsOptions rows{.batch = 8, .identityShare = 0.5, .captionDrop = 0};
    double averageDecay = 0.995; // of the moving average that is the result
    std::uint64_t seed = 6;
};

// One step of the teacher's way: where it begins, where it ends, and what the student would have to see there.
struct TeacherStride {
    at::Tensor from, to; // [B, C, h, w], as Euler's sampler has them between steps
    at::Tensor original; // [B, C, h, w], the noise-free latent that leads the student from `from` to `to`
};

// Noised pictures of the rows at the student's step (0..steps - 1), and where the guided teacher takes them. No
// gradients.
TeacherStride teacherStride(const Painter& teacher, const PainterData& data, const PainterRows& rows,
                            const LightningTraining& training, size_t step, Random& random);

// The factors of the UNet's change (LowRank.h), their moving average; `after` is called after every step with the
// average so far. Errors: those of runTraining.
base::Result<weights::TensorMap> trainLightning(const PainterData& data, const LightningTraining& training,
                                                const LoopControl& control, const PainterSeen& after = {});

} // namespace likeness::training
