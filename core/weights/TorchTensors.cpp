#include "core/weights/TorchTensors.h"

#include <algorithm>

namespace likeness::weights {

namespace {

using base::Result;

constexpr std::uint64_t maximumSharing = 4; // bytes of all tensors, as a multiple of the file's

// The bytes of an untyped storage as numbers of this type.
at::Tensor typed(const at::Tensor& storage, at::ScalarType type)
{
    if (storage.scalar_type() == type)
        return storage;
    const auto size = static_cast<int64_t>(c10::elementSize(type));
    const at::Tensor whole = storage.slice(0, 0, storage.size(0) / size * size);
    const bool isAligned =
        reinterpret_cast<std::uintptr_t>(whole.const_data_ptr()) % c10::elementSize(type) == 0;
    return (isAligned ? whole : whole.clone()).view(type);
}

tl::unexpected<base::Error> damaged(std::string why)
{
    return base::fail(base::ErrorCode::wrongFormat, std::move(why));
}

} // namespace

Result<TensorMap> TorchTensors::build(const StorageSource& source, std::uint64_t file_bytes) const
{
    std::map<std::string, at::Tensor> loaded;
    TensorMap tensors;
    std::uint64_t total = 0;
    const bool isWrapped = std::all_of(m_tensors.begin(), m_tensors.end(), [](const auto& t) {
        return t.first.rfind("module.", 0) == 0;
    });
    for (const auto& [name, placed] : m_tensors) {
        at::Tensor& storage = loaded[placed.storage];
        if (!storage.defined()) {
            auto numbers = source(m_storages.at(placed.storage));
            if (!numbers)
                return tl::unexpected(numbers.error());
            storage = *numbers;
        }
        std::uint64_t count = c10::elementSize(placed.type);
        for (const std::int64_t size : placed.size)
            if (__builtin_mul_overflow(count, static_cast<std::uint64_t>(size), &count))
                return damaged("its tensor '" + name + "' has an impossible size");
        if (__builtin_add_overflow(total, count, &total) ||
            total > maximumSharing * file_bytes + 4096)
            return damaged("its tensors are much larger than the file itself");
        tensors[isWrapped ? name.substr(7) : name] =
            typed(storage, placed.type).as_strided(placed.size, placed.stride, placed.offset);
    }
    return tensors;
}

} // namespace likeness::weights
