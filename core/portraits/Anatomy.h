// Where everything in a face lies, in world units: the numbers of a person and an expression turned
// into geometry.
#pragma once

#include "core/portraits/Canvas.h"
#include "core/portraits/Scene.h"

namespace likeness::portraits {

struct Eye {
    Vec centre;          // mean of the six landmarks of the opening
    float outward;       // -1: the eye on the picture's left, 1: on its right
    Points upper, lower; // lids, inner corner to outer corner
    float irisRadius;
    Points brow; // centre line, inner end to outer end
    float browWidth;
};

struct Nose {
    Vec tip;    // landmark 30
    float base; // y of the point where the nose meets the lip (landmark 33)
    float wing; // half the width at the wings
};

struct Mouth {
    Vec centre; // middle between the corners
    float halfWidth;
    float lift; // corners above the middle of the closed mouth
    float open; // height of the opening in the middle
    Points upperLipTop, upperLipBottom, lowerLipTop, lowerLipBottom; // left corner to right corner
};

struct Anatomy {
    Points outline;       // of the head without ears, closed
    float cheekHalfWidth; // at the eyes
    float chin;           // y
    float jawHalfWidth;   // at y = 156
    Eye eyes[2];
    Nose nose;
    Mouth mouth;
    float smile; // 0 none .. 1: how far the cheeks are pushed up
};

Anatomy anatomyOf(const Person& person, Expression expression);

} // namespace likeness::portraits
