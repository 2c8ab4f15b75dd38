// The 68 landmarks of a face in a known box: the regression-tree cascade of V. Kazemi and J.
// Sullivan, "One millisecond face alignment with an ensemble of regression trees", CVPR 2014, with
// a model in dlib's file format. The file is checked whole before use: a damaged one is an error,
// never a crash.
#pragma once

#include "core/base/Error.h"
#include "core/faces/Face.h"

#include <opencv2/core.hpp>

#include <array>
#include <filesystem>
#include <memory>

namespace likeness::faces {

inline constexpr int landmarkCount = 68;

class LandmarkModel {
public:
    // Errors: notFound, io, wrongFormat (another kind of file, damaged, another number of
    // landmarks).
    static base::Result<LandmarkModel> open(const std::filesystem::path& path);

    // `gray`: 8 bit. The points are in its pixels, and may lie outside. Thread-safe.
    std::vector<Point> locate(const cv::Mat& gray, const Box& box) const;

    // The mean of nine answers, for boxes moved and resized by a few percent: the points of one
    // face, found in photos of several sizes, scatter by a quarter to a half less.
    std::vector<Point> locateSteadily(const cv::Mat& gray, const Box& box) const;

    // How the mean face has to be scaled, turned and moved to lie over five points.
    struct Fit {
        Box box; // upright, around the same centre: where `locate` looks, once the picture is turned
        double turn_degrees = 0; // of the face, clockwise
    };
    Fit fitAround(const std::array<Point, 5>& points) const;

private:
    struct Cascade;
    explicit LandmarkModel(std::shared_ptr<const Cascade> cascade) : m_cascade(std::move(cascade))
    {
    }
    std::shared_ptr<const Cascade> m_cascade;
};

// Eye on the image's left, eye on its right, nose tip, mouth corners: means of 36..41 and 42..47,
// then 30, 48, 54. `landmarks` holds 68 points.
std::array<Point, 5> fivePoints(const std::vector<Point>& landmarks);

// Landmarks found in a mirrored picture, put into the order that they have in the picture itself.
std::vector<Point> reorderedAfterMirror(const std::vector<Point>& mirrored);

} // namespace likeness::faces
