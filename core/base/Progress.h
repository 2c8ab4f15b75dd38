// Progress of long work, and its cancellation.
//
// Work that may take longer than a blink takes a `std::stop_token` and asks it often (the pipeline: per
// transformer block); a stopped work returns ErrorCode::cancelled and leaves nothing half-written.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

namespace likeness::base {

struct Progress {
    std::string stage;           // what is being done, for people: "Loading the model"
    double done = 0;             // 0..1 of the whole job
    double remaining_seconds = -1; // estimate; negative: unknown
};

using ProgressSink = std::function<void(const Progress&)>;

} // namespace likeness::base
