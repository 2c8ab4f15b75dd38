#include "core/training/JudgeViews.h"

#include "core/faces/Align.h"
#include "core/identity/ImageTensor.h"
#include "core/images/Resize.h"
#include "core/portraits/Renderer.h"

namespace likeness::training {

namespace {

// What of ArcFace's 112 x 112 template the view shows: a square around it, in the template's pixels.
constexpr double viewLeft = -34, viewTop = -44, viewWidth = 180;

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
    const auto toTemplate = faces::alignmentTo112(points);
    if (!toTemplate)
        return {};
    const auto matrix = headMatrix(*toTemplate);
    const double scale = faces::scaleOf(matrix);
    if (scale >= 0.4)
        return bytes(faces::warpTo112(picture, matrix));
    // Much smaller: first by its area, so that nothing aliases.
    const double factor = std::max(scale / 0.5, 8.0 / std::max(picture.width, picture.height));
    const int width = std::max(1, static_cast<int>(picture.width * factor + 0.5));
    const int height = std::max(1, static_cast<int>(picture.height * factor + 0.5));
    FacePoints moved = points;
    for (auto& point : moved) {
        point.x *= static_cast<double>(width) / picture.width;
        point.y *= static_cast<double>(height) / picture.height;
    }
    const auto again = faces::alignmentTo112(moved);
    return again ? bytes(faces::warpTo112(images::resized(picture, width, height, images::Filter::area),
                                          headMatrix(*again)))
                 : at::Tensor();
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
