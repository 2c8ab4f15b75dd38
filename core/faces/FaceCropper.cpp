#include "core/faces/FaceCropper.h"

#include "core/faces/Align.h"
#include "core/faces/CvImage.h"
#include "core/faces/Segment.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace likeness::faces {

using base::Result;

namespace {

// A face much larger than the crop would alias under bilinear sampling: the photo is made smaller
// first, by the mean of the covered pixels (PuLID's programs shrink every photo to 1024 pixels for
// the same reason).
struct Shrunk {
    images::Image photo;
    double scale = 1;
};

Shrunk shrunkFor(const images::Image& photo, double cropScale)
{
    const double scale = std::max(2 * cropScale, 1.0 / std::max(photo.width, photo.height));
    const int width = std::max(1, int(std::lround(photo.width * scale)));
    const int height = std::max(1, int(std::lround(photo.height * scale)));
    cv::Mat small;
    cv::resize(viewOf(photo), small, {width, height}, 0, 0, cv::INTER_AREA);
    return {imageOf(small), scale};
}

Face scaled(Face face, double scale)
{
    const auto move = [&](Point& point) {
        point = {(point.x + 0.5) * scale - 0.5, (point.y + 0.5) * scale - 0.5};
    };
    std::ranges::for_each(face.landmarks, move);
    std::ranges::for_each(face.points5, move);
    return face;
}

Result<FaceCrop> cropOf(const images::Image& photo, const Face& face, const FaceParser* parser, MaskDetail detail)
{
    const auto to512 = alignmentTo512(face.points5);
    if (!to512)
        return tl::unexpected(to512.error());
    const auto to112 = alignmentTo112(face.points5);
    if (!to112)
        return tl::unexpected(to112.error());
    FaceCrop crop;
    crop.aligned512 = warpTo512(photo, *to512);
    crop.aligned112 = warpTo112(photo, *to112);
    crop.kept512 = parser ? parser->faceAndHair(crop.aligned512)
                          : faceAndHair(photo, *to512, face.landmarks, detail);
    crop.encoderView = encoderView(crop.aligned512, crop.kept512);
    crop.segmentation = parser ? parser->name() : "GrabCut";
    return crop;
}

} // namespace

images::Image encoderView(const images::Image& aligned, const images::Mask& kept)
{
    images::Image view(aligned.width, aligned.height);
    for (size_t i = 0; i < kept.value.size(); ++i) {
        const std::uint8_t* rgb = &aligned.rgb[i * 3];
        const double gray = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
        std::fill_n(&view.rgb[i * 3], 3,
                    kept.value[i] ? static_cast<std::uint8_t>(std::lround(gray)) : 255);
    }
    return view;
}

Result<FaceCrop> crop(const images::Image& photo, const Face& face, const FaceParser* parser, MaskDetail detail)
{
    return base::guarded([&]() -> Result<FaceCrop> {
        const auto matrix = alignmentTo512(face.points5);
        if (!matrix)
            return tl::unexpected(matrix.error());
        if (scaleOf(*matrix) >= 0.5)
            return cropOf(photo, face, parser, detail);
        const Shrunk small = shrunkFor(photo, scaleOf(*matrix));
        return cropOf(small.photo, scaled(face, small.scale), parser, detail);
    });
}

} // namespace likeness::faces
