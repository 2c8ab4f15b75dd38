#include "core/evaluation/ArcFaceOnnxWriter.h"

#include "core/base/AtomicFile.h"
#include "core/identity/ArcFace.h"

namespace likeness::evaluation {

using base::Result;
using weights::TensorDescription;

namespace {

// A message in protocol buffers' wire format.
struct Message {
    std::string bytes;

    Message& varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.push_back(static_cast<char>(value | 0x80));
        bytes.push_back(static_cast<char>(value));
        return *this;
    }
    Message& integer(std::uint64_t field, std::int64_t value)
    {
        return varint(field << 3).varint(static_cast<std::uint64_t>(value));
    }
    Message& begin(std::uint64_t field, std::uint64_t size) { return varint(field << 3 | 2).varint(size); }
    Message& text(std::uint64_t field, std::string_view content)
    {
        begin(field, content.size());
        bytes += content;
        return *this;
    }
};

Message attribute(const std::string& name, const std::vector<std::int64_t>& values)
{
    Message message;
    message.text(1, name);
    for (const std::int64_t value : values)
        message.integer(8, value);
    return message.integer(20, 7); // INTS
}

Message attribute(const std::string& name, std::int64_t value)
{
    return Message().text(1, name).integer(3, value).integer(20, 2); // INT
}

class Graph {
public:
    std::string input = "input.1";

    std::string add(const std::string& op, const std::vector<std::string>& inputs,
                    const std::vector<Message>& attributes = {})
    {
        const std::string output = std::to_string(m_next++);
        Message node;
        for (const auto& one : inputs)
            node.text(1, one);
        node.text(2, output).text(3, op + "_" + output).text(4, op);
        for (const Message& one : attributes)
            node.text(5, one.bytes);
        nodes.push_back(std::move(node));
        return output;
    }

    std::string weight(const std::string& name, std::vector<int64_t> shape)
    {
        tensors.push_back({name, at::kFloat, std::move(shape)});
        return name;
    }

    std::string conv(const std::string& x, const std::string& name, int64_t in, int64_t out, int64_t kernel,
                     int64_t stride)
    {
        const int64_t pad = kernel / 2;
        return add("Conv",
                   {x, weight(name + ".weight", {out, in, kernel, kernel}), weight(name + ".bias", {out})},
                   {attribute("dilations", {1, 1}), attribute("group", 1), attribute("kernel_shape", {kernel, kernel}),
                    attribute("pads", {pad, pad, pad, pad}), attribute("strides", {stride, stride})});
    }

    std::string prelu(const std::string& x, const std::string& name, int64_t width)
    {
        return add("PRelu", {x, weight(name + ".weight", {width, 1, 1})});
    }

    std::string norm(const std::string& x, const std::string& name, int64_t width)
    {
        return add("BatchNormalization", {x, weight(name + ".weight", {width}), weight(name + ".bias", {width}),
                                          weight(name + ".running_mean", {width}),
                                          weight(name + ".running_var", {width})});
    }

    std::vector<Message> nodes;
    std::vector<TensorDescription> tensors;

private:
    int m_next = 700;
};

Graph recogniser(const identity::ArcFaceOptions& o, std::string& output)
{
    Graph graph;
    std::string x = graph.prelu(graph.conv(graph.input, "conv1", 3, o.stemWidth, 3, 1), "prelu", o.stemWidth);
    int64_t width = o.stemWidth;
    for (size_t stage = 0; stage < o.stages.size(); ++stage)
        for (int64_t i = 0; i < o.stages[stage].depth; ++i) {
            const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".";
            const int64_t out = o.stages[stage].width, stride = i == 0 ? 2 : 1;
            std::string y = graph.conv(graph.norm(x, name + "bn1", width), name + "conv1", width, out, 3, 1);
            y = graph.conv(graph.prelu(y, name + "prelu", out), name + "conv2", out, out, 3, stride);
            if (i == 0)
                x = graph.conv(x, name + "downsample.0", width, out, 1, stride);
            x = graph.add("Add", {y, x});
            width = out;
        }
    const int64_t cells = o.mapSide() * o.mapSide();
    x = graph.add("Flatten", {graph.norm(x, "bn2", width)}, {attribute("axis", 1)});
    x = graph.add("Gemm",
                  {x, graph.weight("fc.weight", {o.embedding, width * cells}), graph.weight("fc.bias", {o.embedding})},
                  {attribute("transB", 1)});
    output = graph.norm(x, "features", o.embedding);
    return graph;
}

Message value(const std::string& name, const std::vector<std::int64_t>& shape)
{
    Message dimensions;
    for (const std::int64_t size : shape)
        dimensions.text(1, Message().integer(1, size).bytes);
    const Message tensor = Message().integer(1, 1).text(2, dimensions.bytes); // FLOAT
    return Message().text(1, name).text(2, Message().text(1, tensor.bytes).bytes);
}

// A tensor's message up to its bytes, which follow.
std::string tensorHead(const TensorDescription& tensor, std::uint64_t bytes)
{
    Message message;
    for (const int64_t size : tensor.shape)
        message.integer(1, size);
    message.integer(2, 1).text(8, tensor.name).begin(9, bytes);
    return message.bytes;
}

std::uint64_t bytesOf(const TensorDescription& tensor)
{
    return static_cast<std::uint64_t>(c10::multiply_integers(tensor.shape)) * sizeof(float);
}

} // namespace

Result<void> writeArcFaceOnnx(const std::filesystem::path& file, const weights::TensorSource& source)
{
    const identity::ArcFaceOptions options;
    std::string output;
    const Graph graph = recogniser(options, output);

    Message head, tail; // of the graph, around its tensors
    for (const Message& node : graph.nodes)
        head.text(1, node.bytes);
    head.text(2, "recogniser");
    tail.text(11, value(graph.input, {1, 3, options.imageSize, options.imageSize}).bytes);
    tail.text(12, value(output, {1, options.embedding}).bytes);
    std::uint64_t size = head.bytes.size() + tail.bytes.size();
    std::vector<std::string> heads;
    for (const TensorDescription& tensor : graph.tensors) {
        std::string inside = tensorHead(tensor, bytesOf(tensor));
        heads.push_back(Message().begin(5, inside.size() + bytesOf(tensor)).bytes + inside);
        size += heads.back().size() + bytesOf(tensor);
    }
    Message model;
    model.integer(1, 6).text(2, "likeness").begin(7, size);
    const Message end = Message().text(8, Message().text(1, "").integer(2, 11).bytes);

    return base::writeFileAtomically(file, [&](const base::AppendBytes& append) -> Result<void> {
        const auto put = [&](const std::string& bytes) { return append(std::as_bytes(std::span(bytes))); };
        if (auto done = put(model.bytes + head.bytes); !done)
            return done;
        for (size_t i = 0; i < graph.tensors.size(); ++i) {
            const auto made = source(graph.tensors[i]);
            if (!made)
                return tl::unexpected(made.error());
            const at::Tensor tensor = made->contiguous();
            if (auto done = put(heads[i]); !done)
                return done;
            if (auto done = append({static_cast<const std::byte*>(tensor.const_data_ptr()), tensor.nbytes()}); !done)
                return done;
        }
        return put(tail.bytes + end.bytes);
    });
}

} // namespace likeness::evaluation
