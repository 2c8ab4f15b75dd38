// The draws of a training step; see base::Random.
#pragma once

#include "core/base/Random.h"

namespace likeness::training {

using base::Random;

} // namespace likeness::training
