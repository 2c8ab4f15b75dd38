#include "core/identity/ArcFaceOnnx.h"

#include <cmath>
#include <stdexcept>

namespace likeness::identity {

using weights::OnnxGraph;
using weights::OnnxNode;
using weights::TensorFile;
using weights::TensorMap;

namespace {

constexpr double batchNormEps = 1e-5;

// A clause that completes "… is not a face recogniser: ".
struct DoesNotFit : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool condition, const std::string& clause)
{
    if (!condition)
        throw DoesNotFit(clause);
}

// Follows the graph from its input and names the weights it passes.
class Walk {
public:
    explicit Walk(const OnnxGraph& graph) : m_graph(graph)
    {
        for (const auto& node : graph.nodes) {
            for (const auto& input : node.inputs)
                m_consumers[input].push_back(&node);
            for (const auto& output : node.outputs)
                m_producers[output] = &node;
        }
    }

    // Name in ArcFace.h → the initialiser's in the file.
    const std::map<std::string, std::string>& sources() const { return m_sources; }

    TensorMap run()
    {
        require(m_graph.inputs.size() == 1,
                "it has " + std::to_string(m_graph.inputs.size()) + " inputs instead of one");
        std::string x = convolution(m_graph.inputs[0].name, "conv1", 1);
        x = prelu(x, "prelu");
        const OnnxNode* norm = &next(x, "BatchNormalization");
        while (next(norm->outputs.at(0)).op != "Flatten") {
            x = block(x, *norm);
            norm = &next(x, "BatchNormalization");
        }
        x = batchNorm(*norm, "bn2");
        x = linear(next(next(x, "Flatten").outputs.at(0), "Gemm"));
        batchNorm(next(x, "BatchNormalization"), "features");
        return std::move(m_tensors);
    }

private:
    // The node that reads `value` first in the graph; of one operator where it is given.
    const OnnxNode& next(const std::string& value, const std::string& op = {}) const
    {
        const auto found = m_consumers.find(value);
        require(found != m_consumers.end(), "nothing follows the value '" + value + "'");
        for (const OnnxNode* node : found->second)
            if (op.empty() || node->op == op)
                return *node;
        throw DoesNotFit("a node of type " + op + " was expected after '" + value + "', there is " +
                         found->second.front()->op);
    }

    at::Tensor initialiser(const OnnxNode& node, size_t input) const
    {
        require(input < node.inputs.size(), "the node '" + node.name + "' lacks an input");
        std::string name = node.inputs[input];
        // Exporters name a tensor that is used twice a second time.
        for (auto found = m_producers.find(name);
             found != m_producers.end() && found->second->op == "Identity" &&
             !found->second->inputs.empty() && found->second->inputs[0] != name;
             found = m_producers.find(name))
            name = found->second->inputs[0];
        const auto found = m_graph.initialisers.find(name);
        require(found != m_graph.initialisers.end(),
                "the weights '" + name + "' are not in the file");
        return found->second;
    }

    void put(const std::string& name, const OnnxNode& node, size_t input, at::Tensor tensor)
    {
        m_tensors[name] = std::move(tensor);
        if (input < node.inputs.size())
            m_sources[name] = node.inputs[input];
    }

    // Names a 3 x 3 (padding 1) or 1 x 1 convolution that reads `x`; returns its result's name.
    std::string convolution(const std::string& x, const std::string& name, int64_t stride)
    {
        const OnnxNode& node = next(x, "Conv");
        return convolution(node, name, stride);
    }

    std::string convolution(const OnnxNode& node, const std::string& name, int64_t stride)
    {
        at::Tensor weight = initialiser(node, 1);
        require(weight.dim() == 4 && weight.size(2) == weight.size(3),
                "the weights '" + node.inputs[1] + "' of a convolution are not square");
        const int64_t pad = weight.size(2) / 2;
        require(node.integers("pads", {0, 0, 0, 0}) == std::vector<int64_t>(4, pad) &&
                    node.integers("strides", {1, 1}) == std::vector<int64_t>(2, stride) &&
                    node.integer("group", 1) == 1,
                "the convolution with the weights '" + node.inputs[1] +
                    "' has other strides, paddings or groups");
        at::Tensor bias =
            node.inputs.size() > 2 ? initialiser(node, 2) : at::zeros({weight.size(0)});
        std::string result = node.outputs.at(0);
        if (const OnnxNode& follower = next(result);
            follower.op == "BatchNormalization" && m_consumers.at(result).size() == 1) {
            const at::Tensor factor =
                initialiser(follower, 1) / (initialiser(follower, 4) + eps(follower)).sqrt();
            weight = weight * factor.view({-1, 1, 1, 1});
            bias = (bias - initialiser(follower, 3)) * factor + initialiser(follower, 2);
            result = follower.outputs.at(0);
        }
        put(name + ".weight", node, 1, weight);
        put(name + ".bias", node, 2, bias);
        return result;
    }

    static double eps(const OnnxNode& node) { return node.number("epsilon", batchNormEps); }

    std::string batchNorm(const OnnxNode& node, const std::string& name)
    {
        require(std::abs(eps(node) - batchNormEps) < 1e-9,
                "the epsilon of '" + node.name + "' is not 1e-5");
        const char* roles[] = {"weight", "bias", "running_mean", "running_var"};
        for (size_t i = 0; i < 4; ++i)
            put(name + "." + roles[i], node, i + 1, initialiser(node, i + 1));
        return node.outputs.at(0);
    }

    std::string prelu(const std::string& x, const std::string& name)
    {
        const OnnxNode& node = next(x, "PRelu");
        put(name + ".weight", node, 1, initialiser(node, 1).flatten()); // stored as [C, 1, 1]
        return node.outputs.at(0);
    }

    // One residual block, whose first node is `norm`; returns the sum's name.
    std::string block(const std::string& x, const OnnxNode& norm)
    {
        // Whether the picture is halved, and so a stage begins, is told by the stride of the second
        // convolution.
        const OnnxNode& first = next(norm.outputs.at(0), "Conv");
        const OnnxNode& second = secondConvolution(first);
        const int64_t stride = second.integers("strides", {1, 1}).at(0);
        m_block = stride == 2 ? 0 : m_block + 1;
        m_stage += stride == 2 ? 1 : 0;
        require(m_stage > 0, "its first block does not halve the picture");
        const std::string name =
            "layer" + std::to_string(m_stage) + "." + std::to_string(m_block) + ".";

        std::string y = convolution(batchNorm(norm, name + "bn1"), name + "conv1", 1);
        y = convolution(prelu(y, name + "prelu"), name + "conv2", stride);
        const OnnxNode& sum = next(y, "Add");
        require(sum.inputs.size() == 2, "the sum '" + sum.name + "' has not two inputs");
        const std::string& other = sum.inputs[0] == y ? sum.inputs[1] : sum.inputs[0];
        if (other != x) {
            const std::string shortcut = convolution(x, name + "downsample.0", stride);
            require(shortcut == other,
                    "the sum '" + sum.name + "' does not close a residual block");
        }
        return sum.outputs.at(0);
    }

    const OnnxNode& secondConvolution(const OnnxNode& first) const
    {
        const OnnxNode* node = &first;
        while (node->op != "PRelu")
            node = &next(node->outputs.at(0));
        return next(node->outputs.at(0), "Conv");
    }

    std::string linear(const OnnxNode& node)
    {
        require(node.integer("transB", 0) == 1 && node.integer("transA", 0) == 0 &&
                    node.number("alpha", 1) == 1 && node.number("beta", 1) == 1,
                "its last linear layer is stored in another way");
        put("fc.weight", node, 1, initialiser(node, 1));
        put("fc.bias", node, 2, initialiser(node, 2));
        return node.outputs.at(0);
    }

    const OnnxGraph& m_graph;
    std::map<std::string, std::vector<const OnnxNode*>> m_consumers;
    std::map<std::string, const OnnxNode*> m_producers;
    TensorMap m_tensors;
    std::map<std::string, std::string> m_sources;
    int64_t m_stage = 0; // 1-based once the first block was seen
    int64_t m_block = 0;
};

} // namespace

base::Result<TensorFile> arcFaceFromOnnx(const OnnxGraph& graph)
{
    try {
        Walk walk(graph);
        TensorMap tensors = walk.run();
        return TensorFile{graph.path, std::move(tensors), walk.sources()};
    } catch (const DoesNotFit& problem) {
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + graph.path + "' is not a face recogniser of the ArcFace kind: " +
                              problem.what() + ". Choose antelopev2's glintr100.onnx.");
    } catch (const std::exception& exception) {
        return tl::unexpected<base::Error>(base::errorFromException(exception));
    }
}

} // namespace likeness::identity
