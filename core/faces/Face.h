// What the detector found and what is cut out of the photo for the identity encoders.
#pragma once

#include "core/images/Image.h"

#include <array>
#include <string>
#include <vector>

namespace likeness::faces {

// In pixels of the upright photo; x to the right, y down.
struct Point {
    double x = 0, y = 0;
};

struct Box {
    double x = 0, y = 0, width = 0, height = 0;
};

struct Face {
    Box box;
    double confidence = 0;        // the detector's own score; larger is surer
    std::string detector;         // who found it: "dlib", "SCRFD", "YuNet"
    std::vector<Point> landmarks; // 68, dlib's order
    std::array<Point, 5>
        points5{}; // eye on the image's left, eye on its right, nose tip, mouth left, mouth right
};

// One face, aligned, as the identity encoders want it. Both crops come from the same detection.
struct FaceCrop {
    images::Image aligned512; // facexlib's template
    images::Image aligned112; // ArcFace's template
    images::Mask kept512;     // face and hair: what the EVA encoder sees; the rest is white for it
    images::Image
        encoderView; // 512 x 512: gray where kept, white elsewhere (PuLID's face features image)
    std::string segmentation; // how `kept512` was found: "GrabCut" or "BiSeNet"
};

} // namespace likeness::faces
