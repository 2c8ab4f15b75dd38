// Writes files as torch.save does: the zip container, a pickle of protocol 2, one storage per
// tensor, aligned to 64 bytes so that a reader can use the mapped file.
#pragma once

#include "core/weights/Safetensors.h"

namespace likeness::weights {

// A flat dictionary of tensors, written atomically; `source` is asked for one tensor at a time.
// Errors: io; invalidInput beyond 4 GiB (the container's plain form); also the source's.
base::Result<void> writeTorchFile(const std::filesystem::path& path,
                                  const std::vector<TensorDescription>& tensors,
                                  const TensorSource& source);

} // namespace likeness::weights
