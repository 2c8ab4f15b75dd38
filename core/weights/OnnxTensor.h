// One TensorProto of an ONNX file.
#pragma once

#include "core/weights/MappedFile.h"
#include "core/weights/TensorFile.h"

namespace likeness::weights {

struct OnnxTensor {
    std::string name;
    at::Tensor tensor;
};

// `message` lies in `file`. Errors: wrongFormat; the message is a clause for the caller's sentence.
base::Result<OnnxTensor> readOnnxTensor(const std::shared_ptr<MappedFile>& file,
                                        std::span<const std::byte> message);

} // namespace likeness::weights
