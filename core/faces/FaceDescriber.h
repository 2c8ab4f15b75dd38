// A second recogniser beside the one that the identity is made of: dlib's residual network (the
// public dlib_face_recognition_resnet_model_v1.dat; K. He et al., CVPR 2016, with half the filters
// and 29 layers), for those who have its file. What PuLID was trained to please cannot judge itself;
// this one was never asked. Std types only.
#pragma once

#include "core/base/Error.h"
#include "core/faces/Face.h"

#include <array>
#include <filesystem>
#include <memory>

namespace likeness::faces {

using FaceDescription = std::array<float, 128>;

// Euclidean. dlib's own threshold: below 0.6 it is the same person.
double distanceOf(const FaceDescription& a, const FaceDescription& b);

class FaceDescriber {
public:
    // Errors: those of readDlibFile.
    static base::Result<FaceDescriber> open(const std::filesystem::path& path);

    // Of a face with 68 landmarks in pixels of `photo`: cut out as dlib does (150 x 150, a quarter
    // around). Errors: invalidInput for landmarks that are none, or numbers that are none. Thread-safe; one
    // face at a time.
    base::Result<FaceDescription> describe(const images::Image& photo, const Face& face) const;

private:
    struct Private;
    explicit FaceDescriber(std::shared_ptr<Private> opened) : m_private(std::move(opened)) {}
    std::shared_ptr<Private> m_private;
};

} // namespace likeness::faces
