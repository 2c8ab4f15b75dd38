// dlib's two published networks for faces as dlib itself writes them, with random weights. Apart
// from the tests, because its types take long to compile.
#pragma once

#include "core/faces/Face.h"
#include "core/faces/FaceDescriber.h"

#include <string>
#include <vector>

namespace likeness::faces::dlibnets {

enum class Normalised { affine, batches }; // affine layers, or those of a network as it was trained

// mmod_human_face_detector.dat; it finds 300 overlapping boxes in this photo.
std::string detectorFile(const images::Image& photo, Normalised normalised = Normalised::affine);
// dlib_face_recognition_resnet_model_v1.dat
std::string recogniserFile();

struct Found {
    Box box;
    double confidence = 0;
};
// What dlib itself finds and says with such a file.
std::vector<Found> dlibFinds(const std::string& file, const images::Image& photo);
FaceDescription dlibDescribes(const std::string& file, const images::Image& photo, const Face& face);

} // namespace likeness::faces::dlibnets
