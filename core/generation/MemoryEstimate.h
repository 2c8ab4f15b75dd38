// What a job will need of memory, before it runs: for the window, the command line and the choice of
// where weights wait. Std types only.
#pragma once

#include "core/generation/Studio.h"

#include <cstdint>

namespace likeness::generation {

struct MemoryPart {
    std::string name;         // "UNet", "Text encoders", "VAE", "Identity"
    std::uint64_t held_bytes = 0;   // of the device's memory (a processor's: the program's own)
    std::uint64_t host_bytes = 0;   // beside a GPU: in the host's memory
    std::uint64_t mapped_bytes = 0; // of files that stay mapped; the system takes them back if it must
};

struct MemoryEstimate {
    std::string device; // "cpu", "cuda:0"
    MemoryMode memory = MemoryMode::whole; // decided
    Precision precision = Precision::fp32; // decided
    std::vector<MemoryPart> parts;
    std::uint64_t working_bytes = 0; // activations at their highest
    std::uint64_t program_bytes = 0; // the program itself, where it is on the same device
    std::uint64_t available_bytes = 0; // free on the device now

    std::uint64_t held_bytes() const;   // of the parts
    std::uint64_t needed_bytes() const; // held parts, activations and program: must be free
    std::uint64_t host_bytes() const;
    std::uint64_t mapped_bytes() const; // comes on top in a processor's resident memory
    bool fits() const; // with a twentieth to spare
    // "About 11.2 GB of memory are needed on the processor, 15.0 GB are free." and what helps if it does not fit.
    std::string sentence() const;
};

// Opens the model's files without reading their numbers (a checkpoint is mapped); pickles are read
// once for their checksums. `kept_bytes`: what models that will go hold now, and so counts as free.
// Errors: those of opening the files.
base::Result<MemoryEstimate> estimateMemory(const PortraitRequest& request, const StudioOptions& options,
                                            std::uint64_t kept_bytes = 0);

// What is free: a processor's memory as the system counts it (less where a control group allows
// less), or a GPU's.
std::uint64_t freeMemory_bytes(const std::string& device);

} // namespace likeness::generation
