#include "core/base/CpuGuard.h"

#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace likeness::base {

namespace {

constexpr std::uint32_t amxBf16 = 1U << 22;
constexpr std::uint32_t amxTile = 1U << 24;
constexpr std::uint32_t amxInt8 = 1U << 25;

// All zeros where the processor has no such leaf.
CpuidLeaf cpuid([[maybe_unused]] std::uint32_t number)
{
    CpuidLeaf leaf;
#if defined(__x86_64__)
    if (!__get_cpuid_count(number, 0, &leaf.eax, &leaf.ebx, &leaf.ecx, &leaf.edx))
        return {};
#endif
    return leaf;
}

} // namespace

bool hasBrokenAmx(const CpuidLeaf& leaf7, const CpuidLeaf& leaf1D)
{
    const bool promised = (leaf7.edx & (amxBf16 | amxTile | amxInt8)) != 0;
    return promised && leaf1D.eax == 0;
}

void guardCpuFeatures()
{
    if (hasBrokenAmx(cpuid(7), cpuid(0x1D)))
        ::setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_FP16", 0);
}

bool isBf16Safe()
{
    return ::getenv("ONEDNN_MAX_CPU_ISA") != nullptr || !hasBrokenAmx(cpuid(7), cpuid(0x1D));
}

} // namespace likeness::base
