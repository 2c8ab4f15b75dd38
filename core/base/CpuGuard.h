// Keeps libtorch's CPU kernels away from instructions that the machine promises but does not have.
//
// Some virtual machines advertise Intel AMX in CPUID leaf 7 and leave leaf 0x1D, which describes
// the tiles, empty. oneDNN believes leaf 7 and the process dies of SIGILL at the first bf16
// product. Intel SDM vol. 2A, CPUID, leaves 07H (EDX bits 22, 24, 25) and 1DH (EAX of sub-leaf 0:
// the largest palette).
#pragma once

#include <cstdint>

namespace likeness::base {

struct CpuidLeaf {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// True if leaf 7 promises AMX and leaf 0x1D knows no palette of tiles.
bool hasBrokenAmx(const CpuidLeaf& leaf7, const CpuidLeaf& leaf1D);

// To be called first in main(), before the first tensor operation. Sets ONEDNN_MAX_CPU_ISA to
// AVX512_CORE_FP16 where AMX is broken; a value that the user has set stays.
void guardCpuFeatures();

// False where a bf16 product could kill the process: AMX is broken and nobody keeps kernels from it.
bool isBf16Safe();

} // namespace likeness::base
