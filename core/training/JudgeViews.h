// What the judges see of a picture. Std types and tensors of bytes; the same in training and in evaluation.
#pragma once

#include "core/images/Image.h"
#include "core/training/FaceWarp.h"

namespace likeness::training {

inline constexpr int64_t sceneViewSide = 128, headViewSide = 128; // pixels

// The whole picture, made smaller: [3, 128, 128] uint8.
at::Tensor sceneView(const images::Image& picture);

// The head with its hair, upright and at a fixed size, by the five points of its face: [3, 128, 128] uint8. Points that
// fix no similarity give a picture without a face: undefined.
at::Tensor headView(const images::Image& picture, const FacePoints& points);

// Where the portrait world paints faces, in a picture of this size.
FacePoints usualPoints(int width, int height);

} // namespace likeness::training
