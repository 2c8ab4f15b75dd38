// Lists of the names, types and shapes of published files, so that a file (or a loader) can be checked without its
// weights: JSON, plain or gzip, {"file": …, "format": "safetensors|pickle|onnx", "tensors": {name: {"dtype": "F16",
// "shape": [320, 4, 3, 3]}}}; for ONNX also "nodes": [{"op": "Conv", "weights": {"W": [64, 3, 3, 3]}}].
#pragma once

#include "core/weights/Onnx.h"
#include "core/weights/TensorFile.h"

#include <optional>

namespace likeness::weights {

struct Manifest {
    std::string file; // the published file's name
    // Names, types and shapes, on the "meta" device: no numbers, no memory. Single numbers (alphas) are ones.
    TensorFile tensors;
    // Where the manifest lists nodes: they stand in a row; a 1 x 1 convolution is the way round a residual block, and an
    // addition closes one. Initialisers are named "nodeNNN.OP.ROLE", as in `tensors`.
    std::optional<OnnxGraph> graph;
};

bool looksLikeManifest(const std::filesystem::path& path);

// Errors: notFound, io, wrongFormat, naming the file.
base::Result<Manifest> readManifest(const std::filesystem::path& path);

// What `file` has otherwise than `wanted`: every name, misshaped ones with both shapes.
struct TensorDifferences {
    std::vector<std::string> missing, unexpected, misshaped;
};
TensorDifferences differences(const TensorMap& file, const TensorMap& wanted);

} // namespace likeness::weights
