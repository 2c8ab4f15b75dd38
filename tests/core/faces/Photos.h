// Photos for the tests, made from the one that is in the repository.
#pragma once

#include "core/faces/FaceFinder.h"
#include "core/images/Image.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace likeness::faces::photos {

inline constexpr const char* landmarksFile =
    "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

// Opened once for all tests: it takes half a second.
const FaceFinder& finder();

const images::Image& astronaut(); // 512 x 512, one face about 90 pixels wide

// Where the five points are in astronaut(), read off an enlarged print.
inline constexpr std::array<Point, 5> astronautPoints{
    Point{203.5, 101.5}, Point{246.5, 103.5}, Point{225, 127}, Point{202, 139}, Point{245, 140.5}};

images::Image scaled(const images::Image& image, double factor);
images::Image part(const images::Image& image, int x, int y, int width, int height);
void paste(images::Image& canvas, const images::Image& picture, int x, int y);
images::Image canvas(int width, int height); // a soft gradient without anything on it

// The face's points are where they should be: p → p * scale + (dx, dy), within `share` of the eyes'
// distance.
::testing::AssertionResult isAstronaut(const Face& face, double scale, Point shift,
                                       double share = 0.12);

} // namespace likeness::faces::photos
