// A tensor over bytes of a mapped file: a view where the bytes are aligned for the type, else a
// copy.
#pragma once

#include "core/weights/MappedFile.h"

#include <ATen/ATen.h>

namespace likeness::weights {

// `bytes` lie in `file` and are exactly as many as shape and type need. A view keeps the mapping
// alive.
at::Tensor tensorOver(const std::shared_ptr<MappedFile>& file, std::span<const std::byte> bytes,
                      at::IntArrayRef shape, at::ScalarType type);

// Lets go of the pages of a tensor that lies in a mapped file (MappedFile::forget). Any other tensor
// is left alone.
void forgetPages(const at::Tensor& tensor);

} // namespace likeness::weights
