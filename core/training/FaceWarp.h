// Cutting the face out of a painted picture as the face recogniser wants it, differentiable down to the pixels.
#pragma once

#include "core/faces/Align.h"
#include "core/faces/Face.h"

#include <ATen/ATen.h>

#include <array>
#include <vector>

namespace likeness::training {

using FacePoints = std::array<faces::Point, 5>; // eyes, nose, mouth corners, in pixels of the picture

// pictures [B, 3, H, W] in -1..1 → [B, 3, 112, 112], aligned to ArcFace's template as faces::warpTo112 does (bilinear,
// black outside). One set of points per picture; they must fix a similarity.
at::Tensor facesOf(const at::Tensor& pictures, const std::vector<FacePoints>& points);

// One picture [3, H, W] float → [3, side, side]: `matrix` takes its pixels to those of the result (bilinear; outside, what
// is at the border goes on).
at::Tensor warped(const at::Tensor& picture, const faces::AffineMatrix& matrix, int64_t side);

} // namespace likeness::training
