// The face recogniser's graph as ONNX, node for node as insightface's export has it (glintr100:
// Conv PRelu { BatchNormalization Conv PRelu Conv Add }* BatchNormalization Flatten Gemm
// BatchNormalization); onnx/onnx, onnx.proto.
#pragma once

#include "core/weights/Safetensors.h"

namespace likeness::evaluation {

// Of full size; `source` is asked for tensors by the names of identity/ArcFace.h, in float32.
// Errors: io; the source's.
base::Result<void> writeArcFaceOnnx(const std::filesystem::path& file,
                                    const weights::TensorSource& source);

} // namespace likeness::evaluation
