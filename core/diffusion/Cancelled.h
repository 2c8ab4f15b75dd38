// How a model's forward leaves when it is asked to stop: by an exception, caught where the job is run.
#pragma once

#include <exception>
#include <stop_token>

namespace likeness::diffusion {

class Cancelled : public std::exception {
public:
    const char* what() const noexcept override { return "cancelled"; }
};

inline void throwIfStopped(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Cancelled();
}

} // namespace likeness::diffusion
