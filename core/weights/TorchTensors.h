// Finds the named tensors in the pickle of a torch file and builds them over the file's storages.
#pragma once

#include "core/weights/Pickle.h"
#include "core/weights/TensorFile.h"

#include <functional>
#include <map>
#include <set>

namespace likeness::weights {

// A block of numbers that tensors share, as the pickle describes it.
struct TorchStorage {
    std::string key;
    at::ScalarType type = at::kFloat;
    std::uint64_t count = 0; // of elements
    std::uint64_t bytes() const { return count * c10::elementSize(type); }
};

// The pickle, understood: which storages are needed, and what could not be understood.
class TorchTensors {
public:
    // The pickle must outlive this. Errors: wrongFormat; the message is a clause for the caller's
    // sentence.
    static base::Result<TorchTensors> find(const Pickle& pickle);

    const std::map<std::string, TorchStorage>& storages() const { return m_storages; }
    const std::set<std::string>& skipped() const { return m_skipped; }

    // `storage` gives the one-dimensional tensor of a storage: exactly its type and count.
    using StorageSource = std::function<base::Result<at::Tensor>(const TorchStorage&)>;
    base::Result<TensorMap> build(const StorageSource& storage, std::uint64_t file_bytes) const;

private:
    struct Placed {
        std::string storage;
        at::ScalarType type = at::kFloat;
        std::int64_t offset = 0; // in elements of `type`
        std::vector<std::int64_t> size, stride;
    };
    class Finder;

    std::map<std::string, TorchStorage> m_storages;
    std::map<std::string, Placed> m_tensors;
    std::set<std::string> m_skipped;
};

} // namespace likeness::weights
