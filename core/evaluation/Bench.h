// How long the parts of a picture take, on the device, in the type and the memory mode that a
// request gets: medians of repeated runs after a first one that is not counted.
#pragma once

#include "core/generation/MemoryEstimate.h"

#include <string>
#include <vector>

namespace likeness::evaluation {

struct BenchOptions {
    generation::PortraitRequest request; // model, size, guidance, precision, memory; adapter: with identity
    generation::StudioOptions studio;
    int repeats = 5;
};

struct BenchFigure {
    std::string what; // "UNet call, 2 rows"
    double median_ms = 0, least_ms = 0, most_ms = 0; // by the clock
    double processor_ms = 0; // median of the time of all cores together: other programs do not lengthen it
    int runs = 0;
};

struct BenchReport {
    generation::MemoryEstimate estimate;
    int threads = 0;
    double load_seconds = 0;
    std::vector<BenchFigure> figures;
    std::uint64_t peak_bytes = 0; // measured: resident memory, or what a GPU's allocator gave out at most
    std::string json() const;     // one object, numbers as above
};

// Random latents and tokens of no person: times do not depend on values. Errors: those of loading;
// cancelled.
base::Result<BenchReport> runBench(const BenchOptions& options, const base::ProgressSink& progress,
                                   const std::stop_token& stop);

} // namespace likeness::evaluation
