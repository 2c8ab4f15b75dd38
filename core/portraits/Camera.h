// Makes a render look as if somebody's camera had taken it.
#pragma once

#include "core/images/Image.h"

#include <cstdint>

namespace likeness::portraits {

// The picture under random light and through a random camera: uneven and directional light,
// exposure, gamma, white balance, contrast, saturation, blur, sensor noise, block compression. Same
// size, same pixel positions; moderate enough that a skin tone stays recognisable. Deterministic by
// seed; thread-safe.
images::Image photograph(const images::Image& picture, std::uint64_t seed);

} // namespace likeness::portraits
