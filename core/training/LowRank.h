// A model's low-rank change (Hu et al. 2021, arXiv 2106.09685) as parameters: only the factors learn, the weights they
// change stay as they are.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <cstdint>
#include <filesystem>

namespace likeness::training {

// Factors for every weight of two or more axes that is large enough to gain by them, by the weight's name:
// NAME.down [rank, in…] drawn from N(0, 1 / in), NAME.up [out, rank, 1…] zero, so that the model starts unchanged.
weights::TensorMap lowRankFactors(const weights::TensorMap& model, int64_t rank, std::uint64_t seed);

// The model with the change: weight + up · down. Differentiable in the factors. Names without factors are the model's
// own tensors.
weights::TensorMap changed(const weights::TensorMap& model, const weights::TensorMap& factors);

// The file that other studios read: the UNet's layers under PEFT's names (unet.NAME.lora_A.weight), fp16, scale 1. Errors: io.
base::Result<void> writeLora(const std::filesystem::path& file, const weights::TensorMap& factors);

} // namespace likeness::training
