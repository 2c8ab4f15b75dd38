// Who tells face and hair from the rest in an aligned crop, if there is a model for it: handed in
// by rooms that can compute with models. Without one faceAndHair (Segment.h) does it.
#pragma once

#include "core/images/Image.h"

#include <string>

namespace likeness::faces {

class FaceParser {
public:
    virtual ~FaceParser() = default;
    virtual std::string name() const = 0; // "BiSeNet"
    // Kept as in FaceCrop::kept512. Thread-safe. May throw std::exception.
    virtual images::Mask faceAndHair(const images::Image& aligned512) const = 0;
};

} // namespace likeness::faces
