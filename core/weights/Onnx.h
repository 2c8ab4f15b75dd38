// ONNX files, read only: the nodes of the graph and its initialisers (onnx/onnx, onnx.proto).
//
// Made for files of unknown origin: nothing outside the file is ever opened (external data is
// refused), sizes are checked before memory is used, and subgraphs are not descended into.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace likeness::weights {

// Only the member that the operator's definition names is set.
struct OnnxAttribute {
    double number = 0;
    std::int64_t integer = 0;
    std::string text;
    at::Tensor tensor;
    std::vector<float> numbers;
    std::vector<std::int64_t> integers;
};

struct OnnxNode {
    std::string op; // "Conv"
    std::string name;
    std::vector<std::string> inputs; // names of values; empty: an optional input that is not given
    std::vector<std::string> outputs;
    std::map<std::string, OnnxAttribute> attributes;

    double number(const std::string& attribute, double otherwise) const;
    std::int64_t integer(const std::string& attribute, std::int64_t otherwise) const;
    std::vector<std::int64_t> integers(const std::string& attribute,
                                       std::vector<std::int64_t> otherwise = {}) const;
    std::string text(const std::string& attribute, const std::string& otherwise) const;
};

struct OnnxValue {
    std::string name;
    std::vector<std::int64_t> shape; // -1: not fixed by the file
};

struct OnnxGraph {
    std::string path;            // for messages
    std::vector<OnnxNode> nodes; // in the file's order, which is an order of computation
    TensorMap initialisers;      // on the CPU; may be views of the mapped file: never write to them
    std::vector<OnnxValue> inputs; // without those that are initialisers
    std::vector<OnnxValue> outputs;
    std::int64_t opset = 0; // of the default operator set
};

// Errors: notFound, io, wrongFormat (with what is wrong with it).
base::Result<OnnxGraph> readOnnx(const std::filesystem::path& path);

// Whether the first bytes look like a model in this format (its first field is the version number).
bool looksLikeOnnx(std::span<const std::byte> file);

} // namespace likeness::weights
