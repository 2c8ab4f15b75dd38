// A face recogniser's ONNX file (antelopev2's glintr100 and its kin) → the names of ArcFace.h.
//
// The names inside such files are numbers that change with every export, so the graph is followed
// from its input:
//   Conv PRelu { BatchNormalization Conv PRelu Conv Add }* BatchNormalization Flatten Gemm
//   BatchNormalization
// with a 1 x 1 Conv beside a block that halves the picture. A BatchNormalization behind a Conv is
// folded into it.
#pragma once

#include "core/base/Error.h"
#include "core/weights/Onnx.h"

namespace likeness::identity {

// The result's metadata tells what each tensor is called in the file. Errors: wrongFormat, naming the first node or
// initialiser that does not fit.
base::Result<weights::TensorFile> arcFaceFromOnnx(const weights::OnnxGraph& graph);

} // namespace likeness::identity
