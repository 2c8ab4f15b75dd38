// What the EVA encoder sees: the aligned face in gray on white, and whole pictures for the purity
// score.
#pragma once

#include "core/images/Image.h"

#include <ATen/ATen.h>

namespace likeness::identity {

// How pictures are made smaller. with: as today's installations of the reference do (torchvision
// 0.17 and newer; the bicubic kernel's a is -0.5). without: as the one pinned by PuLID's
// requirements (torchvision 0.15; a is -0.75).
enum class Antialias { with, without };

// rgb [B, 3, H, W] in 0..1, kept [B or 1, 1, H, W] bool → [B, 3, H, W]: luma where kept, else
// white.
at::Tensor grayOnWhite(const at::Tensor& rgb, const at::Tensor& kept);

// The classes of a face parser's labels that are kept: all but background (0), ears' rings and neck
// (7, 8, 9, 14, 15), cloth (16) and hat (18). labels [...] → bool of the same shape.
at::Tensor keptLabels(const at::Tensor& labels);

// x [B, 3, H, W] in 0..1 → [B, 3, S, S], bicubic; overshoots stay.
at::Tensor resizeBicubic(const at::Tensor& x, int64_t size, Antialias antialias);

at::Tensor normaliseForClip(
    const at::Tensor& rgb); // [B, 3, H, W] in 0..1 → minus CLIP's mean, over its deviation

// The aligned face of 512 x 512 and its mask of face and hair → [1, 3, S, S], ready for EvaClip.
at::Tensor faceFeatures(const images::Image& aligned512, const images::Mask& kept512, int64_t size,
                        Antialias antialias = Antialias::with);

// A whole picture, as CLIP wants it: shorter edge to S, centre cut out → [1, 3, S, S].
at::Tensor pictureFeatures(const images::Image& picture, int64_t size);

} // namespace likeness::identity
