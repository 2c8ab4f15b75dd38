// A face detector with a model of its own, handed in by rooms that can compute with it. FaceFinder
// asks it first; where it finds nothing, dlib's detector looks.
#pragma once

#include "core/faces/Face.h"

#include <optional>
#include <stop_token>

namespace likeness::faces {

struct DetectedFace {
    Box box; // in pixels of the photo
    double confidence = 0;
    std::optional<std::array<Point, 5>> points5; // as in Face
};

class ExtraDetector {
public:
    virtual ~ExtraDetector() = default;
    virtual std::string name() const = 0; // "SCRFD"
    // In any order. Thread-safe. May throw std::exception.
    virtual std::vector<DetectedFace> detect(const images::Image& photo,
                                             const std::stop_token& stop) const = 0;
};

} // namespace likeness::faces
