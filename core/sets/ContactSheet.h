// Many pictures on one sheet, for the eye.
#pragma once

#include "core/images/Image.h"

#include <vector>

namespace likeness::sets {

// Row by row, `columns` (at least 1) in each; every picture is fitted into a white square of `cell` pixels, `gap`
// white pixels between. Empty pictures leave their square white. Empty without pictures.
images::Image contactSheet(const std::vector<images::Image>& pictures, int columns, int cell, int gap);

} // namespace likeness::sets
