#include "core/training/JudgeViews.h"

#include "core/faces/Align.h"
#include "core/identity/ImageTensor.h"
#include "core/images/Resize.h"
#include "core/portraits/Renderer.h"

namespace likeness::training {

namespace {

// What of ArcFace's 112 x 112 template the view shows: a square around it, in the template's pixels.
constexpr double viewLeft = -19, viewTop = -24, viewWidth = 150;

at::Tensor bytes(const images::Image& image) { return identity::imageTensor(image)[0].to(at::kByte); }

faces::AffineMatrix headMatrix(faces::AffineMatrix toTemplate)
{
    const double scale = static_cast<double>(headViewSide) / viewWidth;
    toTemplate[0][2] -= viewLeft;
    toTemplate[1][2] -= viewTop;
    for (auto& row : toTemplate)
        for (double& value : row)
            value *= scale;
    return toTemplate;
}

} // namespace

at::Tensor sceneView(const images::Image& picture)
{
    return bytes(images::resized(picture, sceneViewSide, sceneViewSide, images::Filter::area));
}

at::Tensor headView(const images::Image& picture, const FacePoints& points)
{
    auto toTemplate = faces::alignmentTo112(points);
    if (!toTemplate)
        return {};
    images::Image small;
    const double scale = faces::scaleOf(headMatrix(*toTemplate));
    if (scale < 0.6) { // first made smaller by its area, so that nothing aliases
        const double factor = std::max(scale / 0.75, 8.0 / std::max(picture.width, picture.height));
        small = images::resized(picture, std::max(2, static_cast<int>(picture.width * factor + 0.5)),
                                std::max(2, static_cast<int>(picture.height * factor + 0.5)), images::Filter::area);
        FacePoints moved = points;
        for (auto& point : moved) {
            point.x *= static_cast<double>(small.width) / picture.width;
            point.y *= static_cast<double>(small.height) / picture.height;
        }
        toTemplate = faces::alignmentTo112(moved);
        if (!toTemplate)
            return {};
    }
    const at::Tensor pixels = identity::imageTensor(small.isEmpty() ? picture : small)[0];
    return warped(pixels, headMatrix(*toTemplate), headViewSide).round().clamp(0, 255).to(at::kByte);
}

FacePoints usualPoints(int width, int height)
{
    static const auto usual = portraits::draw({}, {}, 256).points5;
    FacePoints points = usual;
    for (auto& point : points) {
        point.x *= width / 256.0;
        point.y *= height / 256.0;
    }
    return points;
}

} // namespace likeness::training
