#include "app/cli/Estimate.h"

#include "app/common/ResourcePaths.h"
#include "core/generation/MemoryEstimate.h"
#include "core/generation/RequestJson.h"

#include <fmt/format.h>

namespace likeness::cli {

namespace {

std::string gigabytes(std::uint64_t bytes)
{
    return fmt::format("{:.2f} GB", static_cast<double>(bytes) / 1e9);
}

} // namespace

base::Result<void> printEstimate(const generation::PortraitRequest& request)
{
    const auto estimate = generation::estimateMemory(request, app::resourcePaths().studioOptions());
    if (!estimate)
        return tl::unexpected(estimate.error());
    fmt::print("{}, {}, memory mode {}\n", estimate->device, generation::nameOf(estimate->precision),
               generation::nameOf(estimate->memory));
    fmt::print("{:<16} {:>12} {:>12} {:>12}\n", "", "held", "in the host", "mapped file");
    for (const generation::MemoryPart& part : estimate->parts)
        fmt::print("{:<16} {:>12} {:>12} {:>12}\n", part.name, gigabytes(part.held_bytes),
                   gigabytes(part.host_bytes), gigabytes(part.mapped_bytes));
    fmt::print("{:<16} {:>12}\n{:<16} {:>12}\n", "Painting", gigabytes(estimate->working_bytes), "Program",
               gigabytes(estimate->program_bytes));
    fmt::print("{}\n", estimate->sentence());
    return {};
}

} // namespace likeness::cli
