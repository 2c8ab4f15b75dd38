#include "core/identity/FaceBoxes.h"

#include "core/identity/ImageTensor.h"

#include <algorithm>

namespace likeness::identity {

namespace {

double overlapOf(const faces::Box& a, const faces::Box& b, double extra)
{
    const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x) + extra;
    const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y) + extra;
    const double common = std::max(0.0, width) * std::max(0.0, height);
    const auto area = [extra](const faces::Box& box) {
        return (box.width + extra) * (box.height + extra);
    };
    return common / (area(a) + area(b) - common);
}

} // namespace

FittedPhoto fitPhoto(const images::Image& photo, int64_t width, int64_t height)
{
    const double ratio = double(photo.height) / photo.width;
    int64_t w = width, h = static_cast<int64_t>(double(width) * ratio);
    if (ratio > double(height) / double(width)) {
        h = height;
        w = static_cast<int64_t>(double(height) / ratio);
    }
    w = std::max<int64_t>(w, 1);
    h = std::max<int64_t>(h, 1);
    const at::Tensor small =
        at::upsample_bilinear2d(imageTensor(photo), {h, w}, /*align_corners=*/false).round();
    return {at::constant_pad_nd(small, {0, width - w, 0, height - h}), double(h) / photo.height};
}

faces::DetectedFace scaledFace(faces::DetectedFace face, double factor)
{
    face.box = {face.box.x * factor, face.box.y * factor, face.box.width * factor,
                face.box.height * factor};
    if (face.points5)
        for (faces::Point& point : *face.points5)
            point = {point.x * factor, point.y * factor};
    return face;
}

std::vector<faces::DetectedFace> surest(std::vector<faces::DetectedFace> faces, double overlap,
                                        double extra)
{
    std::ranges::stable_sort(faces, std::greater(), &faces::DetectedFace::confidence);
    std::vector<faces::DetectedFace> kept;
    for (faces::DetectedFace& face : faces)
        if (std::ranges::none_of(kept, [&](const faces::DetectedFace& other) {
                return overlapOf(face.box, other.box, extra) > overlap;
            }))
            kept.push_back(std::move(face));
    return kept;
}

} // namespace likeness::identity
