// A small picture network, computed straight from its ONNX graph: for detectors whose layers nobody
// names twice the same. Only the operators that such networks are exported with; all others refuse
// the file when it is opened.
#pragma once

#include "core/weights/Onnx.h"

#include <filesystem>

namespace likeness::identity {

class OnnxNetwork {
public:
    // Errors: those of reading; wrongFormat, naming an operator that is not known, or that the
    // graph has not exactly one input.
    static base::Result<OnnxNetwork> open(const std::filesystem::path& path);
    static base::Result<OnnxNetwork> from(weights::OnnxGraph graph);

    // image [1, 3, H, W] float32 → the graph's outputs, in the file's order. No gradients.
    // Thread-safe. Throws c10::Error where the graph does not fit the picture or itself.
    std::vector<at::Tensor> forward(const at::Tensor& image) const;

    const weights::OnnxGraph& graph() const { return m_graph; }

private:
    explicit OnnxNetwork(weights::OnnxGraph graph) : m_graph(std::move(graph)) {}
    weights::OnnxGraph m_graph;
};

} // namespace likeness::identity
