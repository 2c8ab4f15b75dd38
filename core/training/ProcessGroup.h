// Several processes, on one or many machines, that train one model together: synchronous data parallelism over
// libtorch's c10d (a TCPStore where they meet, Gloo between them).
//
// Every function is called by all ranks in the same order. A handle: copies speak for the same group. Without a group
// (the default) there is one process, and every function returns at once.
//
// A rank that was killed is noticed within seconds, because its connections close; one that hangs, or whose machine is
// silent, after the group's patience. Either is an error (io) whose sentence says that the training can be resumed.
#pragma once

#include "core/base/Error.h"
#include "core/training/ProcessEnvironment.h"
#include "core/weights/TensorFile.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace likeness::training {

// The workers of this process among those of all: a worker's number decides about its random draws.
struct Workers {
    Workers(int number = 1, int firstNumber = 0) : count(number), first(firstNumber) {}
    int count; // threads of this process
    int first; // the number, over all processes, of its first one
};

class ProcessGroup {
public:
    static constexpr std::chrono::seconds usualPatience{600};

    ProcessGroup() = default; // one process
    // Waits up to `patience` for the others. A world of one joins nobody. Errors: io (who could not be reached).
    static base::Result<ProcessGroup> join(const ProcessEnvironment& environment,
                                           std::chrono::seconds patience = usualPatience);

    int rank() const;
    int size() const;
    bool isFirst() const { return rank() == 0; }
    Workers workers(int each) const { return {each, rank() * each}; }

    // The mean over all ranks of the gradients of `parameters` and of `numbers`, in place. A gradient that some ranks
    // have not counts as zero there; one that none has stays absent. Gradients travel in flat buckets.
    base::Result<void> average(const weights::TensorMap& parameters, weights::TensorMap& gradients,
                               std::vector<double>& numbers) const;

    // The first rank's values for all, in place; the same names and shapes everywhere.
    base::Result<void> broadcast(const weights::TensorMap& tensors) const;
    base::Result<void> broadcast(std::int64_t& number) const;

    // The first rank works, the others wait until it has (however long that takes) and get its error if it failed.
    // For whatever is written. Errors: also cancelled, in a rank that is stopped while it waits.
    base::Result<void> byFirst(const std::function<base::Result<void>()>& work, std::stop_token stop = {}) const;

    // Have all ranks been started alike? Errors: invalidInput, in every rank but the first that differs from it.
    base::Result<void> agreeOn(const std::string& text) const;

private:
    struct Private;
    std::shared_ptr<Private> m_private; // null: one process
};

} // namespace likeness::training
