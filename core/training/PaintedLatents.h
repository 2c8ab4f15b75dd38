// What the decoder gets from a painter: latents as its last steps leave them, smoother than those of pictures. A decoder
// that only knows the latter answers them with a woven pattern.
#pragma once

#include "core/training/PainterRows.h"
#include "core/training/VaeTrainer.h"

namespace likeness::training {

// A picture of `data`, noised a little and seen by the painter with its words, and its identity for most. Both outlive the
// function.
DrawLesson paintedLatents(const Painter& painter, const PainterData& data);

} // namespace likeness::training
