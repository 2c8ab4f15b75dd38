// The operators of ONNX that OnnxNetwork computes (onnx.ai/onnx/operators, opset 11 and around it).
#pragma once

#include "core/weights/Onnx.h"

#include <functional>

namespace likeness::identity {

// inputs: as the node names them; undefined where an optional one is left out. One result: an
// operator with several outputs is not among them.
using OnnxOperator =
    std::function<at::Tensor(const weights::OnnxNode& node, const std::vector<at::Tensor>& inputs)>;

// nullptr if it is not known.
const OnnxOperator* findOnnxOperator(const std::string& op);

} // namespace likeness::identity
