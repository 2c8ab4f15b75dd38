// Which of several processes of one training this is: torchrun's environment variables, which Slurm scripts and
// Kubernetes' PyTorchJob set as well.
//
//   WORLD_SIZE   processes in all                    RANK         this one's number, 0 … WORLD_SIZE - 1
//   MASTER_ADDR  the machine of rank 0               MASTER_PORT  a free port of it
//   LOCAL_RANK   number on this machine: which GPU (default 0)
//   TORCHELASTIC_USE_AGENT_STORE, TORCHELASTIC_RESTART_COUNT: torchrun's own; it then holds the meeting point itself
//
// Std types only.
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <functional>
#include <string>

namespace likeness::training {

struct ProcessEnvironment {
    int rank = 0, size = 1;
    int localRank = 0;
    std::string masterAddress;
    std::uint16_t masterPort = 0;
    bool launcherMeets = false; // the launcher holds the meeting point at MASTER_PORT, not rank 0
    std::string attempt;        // of a job that its launcher starts again

    bool isFirst() const { return rank == 0; } // the one that writes and speaks
};

// The value of a variable, or nullptr.
using EnvironmentLookup = std::function<const char*(const char* name)>;

// One process alone if neither RANK nor WORLD_SIZE is set. Errors: invalidInput, naming the variable.
base::Result<ProcessEnvironment> processEnvironment(const EnvironmentLookup& lookup);
base::Result<ProcessEnvironment> processEnvironment(); // of this process

} // namespace likeness::training
