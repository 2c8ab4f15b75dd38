// Pictures of many shapes in few sizes, so that those of one batch are of one size without being squeezed.
//
// SDXL's rule (Podell et al. 2023, section 2.3 and appendix I): both sides multiples of a step (64), the area between 90 %
// and 100 % of the model's own square, the aspect between 1:4 and 4:1. For 1024 this gives the paper's table.
//
// Std types only.
#pragma once

#include "core/faces/Face.h"
#include "core/images/Image.h"

#include <optional>
#include <vector>

namespace likeness::training {

struct PictureSize { // pixels
    int width = 0, height = 0;
    bool operator==(const PictureSize&) const = default;
    auto operator<=>(const PictureSize&) const = default;
};

// `side`: of the model's own square, a multiple of 8. The step is 64, or side / 8 where that is less (then as a multiple of
// 8, which the autoencoder needs).
std::vector<PictureSize> aspectBuckets(int side);

// How a picture becomes one of a bucket: resized until it covers the bucket, then cut.
struct Framing {
    PictureSize original, resized, bucket;
    int cropTop = 0, cropLeft = 0; // of `resized`

    faces::Point framed(faces::Point original) const; // from pixels of the original to those of the bucket
    bool operator==(const Framing&) const = default;
};

// The bucket of the nearest aspect. The cut keeps `centre` (a face; in pixels of the original) as near the middle as the
// picture allows; without one it is the middle.
Framing framingFor(PictureSize original, const std::vector<PictureSize>& buckets,
                   std::optional<faces::Point> centre = {});

images::Image framed(const images::Image& picture, const Framing& framing);

} // namespace likeness::training
