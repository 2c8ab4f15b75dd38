// Files written by torch.save: the zip container of today and the older one (five pickles and a
// tail of storages).
//
// Only named tensors are read, by an unpickler of our own that never calls anything (Pickle.h).
// Every tensor is checked against the bytes that the file really has for it. Read are: a dictionary
// of tensors, nested dictionaries (their names joined by dots), and dictionaries inside the
// wrappers "state_dict", "model", "module", "params" …; a prefix "module." that all names share is
// taken off. Devices are ignored: everything arrives on the CPU.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <filesystem>
#include <span>

namespace likeness::weights {

// metadata["skipped"] names what the file wanted Python to import and Likeness passed over
// (training settings, say). Errors: notFound, io, wrongFormat (with what is wrong with it).
base::Result<TensorFile> readTorchFile(const std::filesystem::path& path);

bool looksLikeZip(std::span<const std::byte> file);
bool looksLikeLegacyTorch(std::span<const std::byte> file);

} // namespace likeness::weights
