// Every face in a photo, with its landmarks.
//
// A detector with a model of its own is asked first, where one is handed in; its five points, where
// it has them, are the face's, and the 68 landmarks are found around them. Else, and where it finds
// nothing, dlib looks. Of a crowd it gives the 32 largest.
//
// Detector: dlib's histogram-of-oriented-gradients detector for frontal faces (N. Dalal and B.
// Triggs, CVPR 2005; D. King, arXiv:1502.00046). Small photos are enlarged and huge ones made
// smaller first; where nothing is found the photo is looked at again: finer, mirrored, turned,
// tilted.
#pragma once

#include "core/base/Error.h"
#include "core/faces/ExtraDetector.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string_view>

namespace likeness::faces {

class FaceFinder {
public:
    // `landmarks`: dlib's shape_predictor_68_face_landmarks.dat. Takes about half a second; keep
    // the finder. Errors: notFound, io, wrongFormat.
    static base::Result<FaceFinder> open(const std::filesystem::path& landmarks,
                                         std::shared_ptr<const ExtraDetector> detector = nullptr);

    // Faces in pixels of `photo`, the largest first; at least one. `name` stands in the message, as
    // in
    // "'photo.jpg'". Errors: invalidInput if no face was found, cancelled. Thread-safe.
    base::Result<std::vector<Face>> find(const images::Image& photo, std::stop_token stop = {},
                                         std::string_view name = "the picture") const;

private:
    struct Private;
    explicit FaceFinder(std::shared_ptr<const Private> found) : m_private(std::move(found)) {}
    std::shared_ptr<const Private> m_private;
};

} // namespace likeness::faces
