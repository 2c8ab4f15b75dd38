// What a person wears besides clothes: drawn once per size, in fixed colours.
#pragma once

#include "core/portraits/Canvas.h"
#include "core/portraits/Scene.h"

namespace likeness::portraits {

Layer drawAccessory(Accessory accessory, int pixels); // empty for Accessory::none; over hair and clothes

} // namespace likeness::portraits
