#include "core/identity/OnnxNetwork.h"

#include "core/identity/OnnxOperators.h"

#include <ATen/core/grad_mode.h>

namespace likeness::identity {

using base::ErrorCode;
using base::Result;
using weights::OnnxGraph;
using weights::OnnxNode;

Result<OnnxNetwork> OnnxNetwork::open(const std::filesystem::path& path)
{
    return weights::readOnnx(path).and_then(from);
}

Result<OnnxNetwork> OnnxNetwork::from(OnnxGraph graph)
{
    if (graph.inputs.size() != 1)
        return base::fail(ErrorCode::wrongFormat, "'" + graph.path + "' is a network with " +
                                                      std::to_string(graph.inputs.size()) +
                                                      " inputs; a picture network has one.");
    for (const OnnxNode& node : graph.nodes)
        if (node.outputs.size() != 1 || !findOnnxOperator(node.op))
            return base::fail(ErrorCode::wrongFormat,
                              "'" + graph.path + "' is a network with the operator '" + node.op +
                                  "', which Likeness does not compute.");
    return OnnxNetwork(std::move(graph));
}

std::vector<at::Tensor> OnnxNetwork::forward(const at::Tensor& image) const
{
    const at::NoGradGuard noGradients;
    weights::TensorMap values;
    values[m_graph.inputs.front().name] = image;
    const auto valueOf = [&](const std::string& name) {
        if (name.empty())
            return at::Tensor();
        if (const auto made = values.find(name); made != values.end())
            return made->second;
        const auto stored = m_graph.initialisers.find(name);
        TORCH_CHECK(stored != m_graph.initialisers.end(), "the value '", name, "' is not in '",
                    m_graph.path, "'");
        return stored->second;
    };
    for (const OnnxNode& node : m_graph.nodes) {
        std::vector<at::Tensor> inputs;
        for (const std::string& name : node.inputs)
            inputs.push_back(valueOf(name));
        values[node.outputs.front()] = (*findOnnxOperator(node.op))(node, inputs);
    }
    std::vector<at::Tensor> outputs;
    for (const auto& output : m_graph.outputs)
        outputs.push_back(valueOf(output.name));
    return outputs;
}

} // namespace likeness::identity
