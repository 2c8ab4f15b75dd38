// One face of a photo → everything the identity encoders want.
#pragma once

#include "core/base/Error.h"
#include "core/faces/Face.h"

namespace likeness::faces {

// `face` as FaceFinder found it in `photo`. Errors: invalidInput if its landmarks cannot be
// aligned.
base::Result<FaceCrop> crop(const images::Image& photo, const Face& face);

// PuLID's face features image: gray (0.299 R + 0.587 G + 0.114 B) where `kept`, white elsewhere.
images::Image encoderView(const images::Image& aligned, const images::Mask& kept);

} // namespace likeness::faces
