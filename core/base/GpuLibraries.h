// One program for machines with and without an NVIDIA GPU: libtorch's CUDA part is not linked but
// loaded at start.
#pragma once

#include <string>

namespace likeness::base {

enum class GpuLibraries {
    loaded,     // libtorch offers the GPU now
    noDriver,   // this machine has no NVIDIA driver: nothing to load
    notFetched, // there is a driver, but libtorch_cuda.so does not lie beside libtorch_cpu.so
    broken,     // libtorch_cuda.so is there and could not be loaded
};

struct GpuLibrariesLoaded {
    GpuLibraries state = GpuLibraries::noDriver;
    std::string reason; // the loader's own words if broken
};

// To be called once, early in main() and before the first tensor operation. Takes nothing but a
// look-up where there is no driver. The library is found through the program's run path.
GpuLibrariesLoaded loadGpuLibraries();

} // namespace likeness::base
