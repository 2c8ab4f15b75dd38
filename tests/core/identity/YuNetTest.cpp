// The decoding, on outputs made by hand: no file of YuNet may be had here.
#include "core/identity/YuNet.h"

#include <gtest/gtest.h>

namespace likeness::identity {
namespace {

constexpr int64_t side = 64;

// No face anywhere: class, object, box, points for strides 8, 16, 32.
std::vector<at::Tensor> nothing()
{
    std::vector<at::Tensor> outputs;
    for (const int64_t columns : {1, 1, 4, 10})
        for (const int64_t stride : {8, 16, 32})
            outputs.push_back(at::zeros({1, (side / stride) * (side / stride), columns}));
    return outputs;
}

// A face at the cell (column 2, row 1) of stride 16.
void addFace(std::vector<at::Tensor>& outputs, int64_t cell, double object)
{
    outputs[1][0][cell][0] = 1;
    outputs[4][0][cell][0] = object;
    outputs[7][0][cell] = at::tensor({0.5, 0.25, std::log(2.0), std::log(3.0)});
    outputs[10][0][cell] = at::arange(10) / 10.0;
}

TEST(YuNet, FacesComeFromTheirCells)
{
    auto outputs = nothing();
    EXPECT_TRUE(yuNetFaces(outputs, side, side).empty());
    addFace(outputs, 6, 0.81);
    const auto faces = yuNetFaces(outputs, side, side);
    ASSERT_EQ(faces.size(), 1u);
    EXPECT_NEAR(faces[0].confidence, 0.9, 1e-6);
    EXPECT_NEAR(faces[0].box.width, 32, 1e-4);
    EXPECT_NEAR(faces[0].box.height, 48, 1e-4);
    EXPECT_NEAR(faces[0].box.x, 2.5 * 16 - 16, 1e-4);
    EXPECT_NEAR(faces[0].box.y, 1.25 * 16 - 24, 1e-4);
    EXPECT_NEAR(faces[0].points5->at(4).x, 2.8 * 16, 1e-4);
    EXPECT_NEAR(faces[0].points5->at(4).y, 1.9 * 16, 1e-4);
}

TEST(YuNet, OneBoxPerFace)
{
    auto outputs = nothing();
    addFace(outputs, 6, 0.81);
    addFace(outputs, 7, 0.9); // 16 pixels further: a third in common
    addFace(outputs, 15, 0.3);
    const auto faces = yuNetFaces(outputs, side, side);
    ASSERT_EQ(faces.size(), 1u);
    EXPECT_NEAR(faces[0].confidence, std::sqrt(0.9), 1e-6);
    EXPECT_EQ(yuNetFaces(outputs, side, side, {.overlap = 0.5}).size(), 2u);
    EXPECT_THROW(yuNetFaces(outputs, side, 2 * side), c10::Error);
}

} // namespace
} // namespace likeness::identity
