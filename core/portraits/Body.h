// Neck, shoulders and clothes: drawn once per size, tinted per person and scene.
#pragma once

#include "core/portraits/Canvas.h"
#include "core/portraits/Scene.h"

namespace likeness::portraits {

Layer drawBody(Presentation presentation, int pixels); // tinted with the skin
Layer drawClothing(Clothing clothing, int pixels);     // tinted with the clothing's colour

} // namespace likeness::portraits
