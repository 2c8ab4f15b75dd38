#include "core/training/FaceWarp.h"

namespace likeness::training {

namespace {

constexpr int64_t faceSize = 112;

// Crop pixel → picture pixel, in grid_sample's coordinates: [1, S, S, 2], -1..1 between the corner pixels' centres.
at::Tensor gridOf(const faces::AffineMatrix& m, int64_t height, int64_t width, int64_t side)
{
    const double determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    const at::Tensor steps = at::arange(side, at::kDouble);
    const at::Tensor u = steps.unsqueeze(0) - m[0][2], v = steps.unsqueeze(1) - m[1][2];
    const at::Tensor x = (m[1][1] * u - m[0][1] * v) / determinant; // [S, S]
    const at::Tensor y = (m[0][0] * v - m[1][0] * u) / determinant;
    return at::stack({2 * x / static_cast<double>(width - 1) - 1, 2 * y / static_cast<double>(height - 1) - 1}, 2)
        .unsqueeze(0)
        .to(at::kFloat);
}

} // namespace

at::Tensor facesOf(const at::Tensor& pictures, const std::vector<FacePoints>& points)
{
    std::vector<at::Tensor> grids;
    for (const auto& face : points)
        grids.push_back(gridOf(faces::alignmentTo112(face).value(), pictures.size(2), pictures.size(3), faceSize));
    // Moved by one, so that zero outside means black.
    const at::Tensor grid = at::cat(grids).to(pictures.device());
    return at::grid_sampler(pictures + 1, grid, /*bilinear*/ 0, /*zeros*/ 0, /*align_corners=*/true) - 1;
}

at::Tensor warped(const at::Tensor& picture, const faces::AffineMatrix& matrix, int64_t side)
{
    return at::grid_sampler(picture.unsqueeze(0), gridOf(matrix, picture.size(1), picture.size(2), side), /*bilinear*/ 0,
                            /*border*/ 1, /*align_corners=*/true)[0];
}

} // namespace likeness::training
