#include "core/weights/MappedTensor.h"

#include <cstring>

namespace likeness::weights {

namespace {

// A tensor's hold on the mapping. Its address also tells mapped tensors from all others.
void release(void* file)
{
    delete static_cast<std::shared_ptr<MappedFile>*>(file);
}

} // namespace

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
    return at::for_blob(const_cast<std::byte*>(bytes.data()), shape)
        .context(new std::shared_ptr<MappedFile>(file), &release)
        .options(type)
        .make_tensor();
}

void forgetPages(const at::Tensor& tensor)
{
    if (!tensor.defined() || !tensor.has_storage() || !tensor.is_contiguous() ||
        tensor.storage().data_ptr().get_deleter() != &release)
        return;
    const auto* data = static_cast<const std::byte*>(tensor.const_data_ptr());
    MappedFile::forget({data, tensor.nbytes()});
}

} // namespace likeness::weights
