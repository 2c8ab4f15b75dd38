#include "core/weights/MappedTensor.h"

#include <cstring>

namespace likeness::weights {

at::Tensor tensorOver(const std::shared_ptr<MappedFile>& file, std::span<const std::byte> bytes,
                      at::IntArrayRef shape, at::ScalarType type)
{
    if (bytes.empty())
        return at::empty(shape, type);
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % c10::elementSize(type) != 0) {
        at::Tensor copy = at::empty(shape, type); // no format here promises alignment
        std::memcpy(copy.mutable_data_ptr(), bytes.data(), bytes.size());
        return copy;
    }
    return at::from_blob(
        const_cast<std::byte*>(bytes.data()), shape, [file](void*) {}, type);
}

} // namespace likeness::weights
