// The hair styles: drawn once per size, tinted per person. The strands of a style are the same on
// everybody.
#pragma once

#include "core/portraits/Canvas.h"

namespace likeness::portraits {

struct HairLayers {
    Layer back;   // behind neck and head
    Layer front;  // over the head and the clothes
    Stamp shadow; // what the front hair throws on the face
};

HairLayers drawHair(HairStyle style, int pixels);

} // namespace likeness::portraits
