#include "core/base/CpuGuard.h"

#include <gtest/gtest.h>

namespace likeness::base {
namespace {

constexpr std::uint32_t amxTile = 1U << 24;
constexpr std::uint32_t amxBf16 = 1U << 22;

TEST(CpuGuard, SeesAmxThatHasNoTiles)
{
    EXPECT_TRUE(hasBrokenAmx({.edx = amxTile}, {}));
    EXPECT_TRUE(hasBrokenAmx({.edx = amxBf16}, {}));
}

TEST(CpuGuard, LeavesWorkingAmxAlone)
{
    EXPECT_FALSE(hasBrokenAmx({.edx = amxTile | amxBf16}, {.eax = 1}));
}

TEST(CpuGuard, LeavesProcessorsWithoutAmxAlone)
{
    EXPECT_FALSE(hasBrokenAmx({}, {}));
    EXPECT_FALSE(hasBrokenAmx(
        {.eax = ~0U, .ebx = ~0U, .ecx = ~0U, .edx = ~(amxTile | amxBf16 | 1U << 25)}, {}));
}

TEST(CpuGuard, KeepsWhatTheUserSet)
{
    ::setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 1);
    guardCpuFeatures();
    EXPECT_STREQ(::getenv("ONEDNN_MAX_CPU_ISA"), "AVX2");
}

} // namespace
} // namespace likeness::base
