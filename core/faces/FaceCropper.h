// One face of a photo → everything the identity encoders want.
#pragma once

#include "core/base/Error.h"
#include "core/faces/Face.h"
#include "core/faces/FaceParser.h"
#include "core/faces/Segment.h"

namespace likeness::faces {

// `face` as FaceFinder found it in `photo`. Errors: invalidInput if its landmarks cannot be
// aligned. `parser` tells face and hair from the rest; without one GrabCut does, which needs the
// face's 68 landmarks, in `detail`.
base::Result<FaceCrop> crop(const images::Image& photo, const Face& face,
                            const FaceParser* parser = nullptr,
                            MaskDetail detail = MaskDetail::fine);

// PuLID's face features image: gray (0.299 R + 0.587 G + 0.114 B) where `kept`, white elsewhere.
images::Image encoderView(const images::Image& aligned, const images::Mask& kept);

} // namespace likeness::faces
