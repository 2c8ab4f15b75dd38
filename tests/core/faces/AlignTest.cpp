#include "core/faces/Align.h"

#include "core/faces/Landmarks.h"
#include "tests/core/testing/Reference.h"

#include <ATen/ATen.h>

// Against facexlib's and insightface's own results.
namespace {

using namespace likeness::faces;
using likeness::images::Image;
using likeness::testing::referenceCase;

std::array<Point, 5> pointsOf(const at::Tensor& rows) // [5, 2]
{
    const at::Tensor values = rows.to(at::kDouble).contiguous();
    std::array<Point, 5> points;
    for (int i = 0; i < 5; ++i)
        points[i] = {values[i][0].item<double>(), values[i][1].item<double>()};
    return points;
}

AffineMatrix matrixOf(const at::Tensor& tensor) // [2, 3]
{
    AffineMatrix matrix;
    for (int r = 0; r < 2; ++r)
        for (int c = 0; c < 3; ++c)
            matrix[r][c] = tensor[r][c].item<double>();
    return matrix;
}

// Tolerances as in the reference's description: 1e-4 and 0.02 for LMEDS, 1e-3 for the least-squares
// fit.
::testing::AssertionResult isClose(const AffineMatrix& actual, const AffineMatrix& expected,
                                   double linear, double translation)
{
    for (int r = 0; r < 2; ++r)
        for (int c = 0; c < 3; ++c)
            if (!(std::abs(actual[r][c] - expected[r][c]) <= (c < 2 ? linear : translation)))
                return ::testing::AssertionFailure()
                       << "[" << r << "][" << c << "] is " << actual[r][c] << " instead of "
                       << expected[r][c];
    return ::testing::AssertionSuccess();
}

Image fromBgr(const at::Tensor& bgr) // [H, W, 3]
{
    Image image(int(bgr.size(1)), int(bgr.size(0)));
    const at::Tensor rgb = bgr.flip(2).contiguous();
    std::copy_n(rgb.data_ptr<std::uint8_t>(), image.rgb.size(), image.rgb.begin());
    return image;
}

::testing::AssertionResult isClose(const Image& actual, const Image& expected)
{
    if (actual.width != expected.width || actual.height != expected.height)
        return ::testing::AssertionFailure() << "another size";
    int largest = 0;
    double sum = 0;
    for (size_t i = 0; i < actual.rgb.size(); ++i) {
        const int difference = std::abs(actual.rgb[i] - expected.rgb[i]);
        largest = std::max(largest, difference);
        sum += difference;
    }
    const double mean = sum / double(actual.rgb.size());
    if (largest > 4 || mean > 0.1)
        return ::testing::AssertionFailure()
               << "largest difference " << largest << ", mean " << mean;
    return ::testing::AssertionSuccess();
}

TEST(Align, MatricesMatchTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/alignment.safetensors");
    const auto file = referenceCase("alignment");
    const at::Tensor landmarks = file.tensors.at("in.landmarks");
    for (int64_t i = 0; i < landmarks.size(0); ++i) {
        const auto points = pointsOf(landmarks[i]);
        const auto to512 = alignmentTo512(points), to112 = alignmentTo112(points);
        ASSERT_TRUE(to512 && to112) << i;
        EXPECT_TRUE(isClose(*to512, matrixOf(file.tensors.at("out.matrix_512")[i]), 1e-4, 0.02))
            << i;
        EXPECT_TRUE(isClose(*to112, matrixOf(file.tensors.at("out.matrix_112")[i]), 1e-3, 1e-3))
            << i;
    }
}

TEST(Align, CropsMatchTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/alignment.safetensors");
    const auto file = referenceCase("alignment");
    const Image photo = fromBgr(file.tensors.at("in.image_bgr"));
    const at::Tensor sets = file.tensors.at("in.warped_512_sets");
    for (int64_t i = 0; i < sets.size(0); ++i) {
        const auto matrix = matrixOf(file.tensors.at("out.matrix_512")[sets[i].item<int64_t>()]);
        EXPECT_TRUE(
            isClose(warpTo512(photo, matrix), fromBgr(file.tensors.at("out.warped_512_bgr")[i])))
            << i;
    }
    const at::Tensor small = file.tensors.at("out.warped_112_bgr");
    for (int64_t i = 0; i < small.size(0); ++i) {
        const auto matrix = matrixOf(file.tensors.at("out.matrix_112")[i]);
        EXPECT_TRUE(isClose(warpTo112(photo, matrix), fromBgr(small[i]))) << i;
    }
}

TEST(Align, FivePointsOfSixtyEight)
{
    LIKENESS_NEEDS_REFERENCE("cases/dlib_bridge.safetensors");
    const auto file = referenceCase("dlib_bridge");
    const at::Tensor sets = file.tensors.at("in.landmarks_68").to(at::kDouble);
    for (int64_t i = 0; i < sets.size(0); ++i) {
        std::vector<Point> landmarks;
        for (int64_t k = 0; k < sets.size(1); ++k)
            landmarks.push_back({sets[i][k][0].item<double>(), sets[i][k][1].item<double>()});
        const auto points = fivePoints(landmarks);
        const auto expected = pointsOf(file.tensors.at("out.landmarks_5")[i]);
        for (int k = 0; k < 5; ++k) {
            EXPECT_NEAR(points[k].x, expected[k].x, 1e-3);
            EXPECT_NEAR(points[k].y, expected[k].y, 1e-3);
        }
        EXPECT_TRUE(isClose(alignmentTo512(points).value(),
                            matrixOf(file.tensors.at("out.matrix_512")[i]), 1e-4, 0.02));
        EXPECT_TRUE(isClose(alignmentTo112(points).value(),
                            matrixOf(file.tensors.at("out.matrix_112")[i]), 1e-3, 1e-3));
    }
}

TEST(Align, RefusesPointsThatFixNothing)
{
    const std::array<Point, 5> onePlace{Point{7, 7}, Point{7, 7}, Point{7, 7}, Point{7, 7},
                                        Point{7, 7}};
    for (const auto& result : {alignmentTo512(onePlace), alignmentTo112(onePlace)}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, likeness::base::ErrorCode::invalidInput);
    }
}

} // namespace
