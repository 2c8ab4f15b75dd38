// train: the starter model's training, stage by stage.
#pragma once

#include "app/cli/Commands.h"

namespace likeness::cli {

Command addTrain(CLI::App& program);

} // namespace likeness::cli
