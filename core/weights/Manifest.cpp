#include "core/weights/Manifest.h"

#include "core/base/AtomicFile.h"
#include "core/weights/Safetensors.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <sstream>

namespace likeness::weights {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

constexpr size_t largestText_bytes = size_t(64) << 20;
constexpr int64_t mostElements = int64_t(1) << 48;

bool isGzip(std::string_view bytes)
{
    return bytes.starts_with("\x1f\x8b");
}

// Empty if it is damaged or too large.
std::string unzipped(const std::string& packed)
{
    z_stream stream{};
    if (::inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return {};
    std::string text;
    std::array<char, 1 << 16> buffer;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    int result = Z_OK;
    while (result == Z_OK && text.size() <= largestText_bytes) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        result = ::inflate(&stream, Z_NO_FLUSH);
        text.append(buffer.data(), buffer.size() - stream.avail_out);
    }
    ::inflateEnd(&stream);
    return result == Z_STREAM_END ? text : std::string();
}

std::optional<std::vector<int64_t>> shapeOf(const json& entry)
{
    const auto list = entry.find("shape");
    if (list == entry.end() || !list->is_array() || list->size() > 16)
        return std::nullopt;
    std::vector<int64_t> shape;
    int64_t elements = 1;
    for (const json& size : *list) {
        if (!size.is_number_unsigned() || size.get<std::uint64_t>() > std::uint64_t(mostElements))
            return std::nullopt;
        shape.push_back(size.get<int64_t>());
        if (shape.back() > 0 && elements > mostElements / shape.back())
            return std::nullopt;
        elements *= std::max<int64_t>(shape.back(), 1);
    }
    return shape;
}

// A tensor of the entry's type and shape; undefined if the entry is none.
at::Tensor tensorOf(const json& entry)
{
    if (!entry.is_object())
        return {};
    const auto shape = shapeOf(entry);
    const auto dtype = entry.find("dtype");
    if (!shape || dtype == entry.end() || !dtype->is_string())
        return {};
    const auto name = dtype->get<std::string>(); // "F16", or "F16|F32" where both are seen
    const auto type = safetensorsType(std::string_view(name).substr(0, name.find('|')));
    if (!type)
        return {};
    if (c10::multiply_integers(*shape) == 1)
        return at::ones(*shape, at::kFloat).to(*type);
    return at::empty(*shape, at::TensorOptions(*type).device(at::kMeta));
}

// Inputs of an operator that are weights, in the operator's order.
std::vector<std::string> rolesOf(const std::string& op)
{
    if (op == "Conv" || op == "Gemm")
        return {"W", "B"};
    if (op == "BatchNormalization")
        return {"scale", "bias", "mean", "var"};
    return op == "PRelu" ? std::vector<std::string>{"slope"} : std::vector<std::string>{};
}

// Connects the nodes of a residual network that stand in a row.
class Row {
public:
    explicit Row(const json& nodes) : m_nodes(nodes) {}

    std::vector<OnnxNode> connected()
    {
        for (size_t i = 0; i < m_nodes.size(); ++i)
            add(i);
        return std::move(m_result);
    }
    const std::string& last() const { return m_current; }

private:
    std::string op(size_t i) const { return i < m_nodes.size() ? m_nodes[i].value("op", "") : ""; }
    // Of a convolution's square kernel; 0 for anything else.
    int64_t kernel(size_t i) const
    {
        if (op(i) != "Conv")
            return 0;
        const auto shape = m_nodes[i]["weights"].value("W", std::vector<int64_t>());
        return shape.size() == 4 ? shape[2] : 0;
    }

    void add(size_t i)
    {
        char number[16];
        std::snprintf(number, sizeof number, "node%03zu", i);
        OnnxNode node{op(i), std::string(number) + "." + op(i), {m_current}, {"value" + std::to_string(i)}, {}};
        const bool isWayRound = kernel(i) == 1;
        if (node.op == "BatchNormalization")
            m_begin = m_current;
        if (isWayRound)
            node.inputs = {m_begin};
        if (node.op == "Add")
            node.inputs.push_back(m_wayRound.empty() ? m_begin : m_wayRound);
        for (const std::string& role : rolesOf(node.op))
            if (m_nodes[i]["weights"].contains(role))
                node.inputs.push_back(node.name + "." + role);
        if (node.op == "Conv") {
            // The way round is taken where a block halves the picture.
            const bool halves = isWayRound || kernel(i + 1) == 1;
            node.attributes["strides"].integers.assign(2, halves ? 2 : 1);
            node.attributes["pads"].integers.assign(4, kernel(i) / 2);
        }
        if (node.op == "Gemm")
            node.attributes["transB"].integer = 1;
        if (isWayRound)
            m_wayRound = node.outputs[0];
        else
            m_current = node.outputs[0];
        if (node.op == "Add")
            m_wayRound.clear();
        m_result.push_back(std::move(node));
    }

    const json& m_nodes;
    std::vector<OnnxNode> m_result;
    std::string m_current = "input", m_begin = "input", m_wayRound;
};

std::optional<OnnxGraph> graphOf(const json& object, const TensorFile& tensors)
{
    const auto nodes = object.find("nodes");
    if (nodes == object.end() || !nodes->is_array())
        return std::nullopt;
    for (const json& node : *nodes)
        if (!node.is_object() || !node.contains("weights") || !node["weights"].is_object())
            return std::nullopt;
    Row row(*nodes);
    OnnxGraph graph{tensors.path, row.connected(), tensors.tensors, {{"input", {-1, 3, 112, 112}}}, {}, 11};
    graph.outputs = {{row.last(), {-1, -1}}};
    return graph;
}

std::string shapeText(const at::Tensor& tensor)
{
    std::ostringstream out;
    out << tensor.sizes();
    return out.str();
}

} // namespace

bool looksLikeManifest(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored) ||
        std::filesystem::file_size(path, ignored) > largestText_bytes)
        return false;
    const auto bytes = base::readFile(path, largestText_bytes);
    if (!bytes)
        return false;
    const std::string text = isGzip(*bytes) ? unzipped(*bytes) : *bytes;
    const size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && text[first] == '{' && text.find("\"tensors\"") != std::string::npos;
}

Result<Manifest> readManifest(const std::filesystem::path& path)
{
    const auto wrong = [&](const std::string& what) {
        return base::fail(ErrorCode::wrongFormat, "The manifest '" + path.string() + "' " + what +
                                                      ". Choose a list of tensors in JSON (.json or .json.gz).");
    };
    return base::guarded([&]() -> Result<Manifest> {
        const auto bytes = base::readFile(path, largestText_bytes);
        if (!bytes)
            return tl::unexpected(bytes.error());
        const json object = json::parse(isGzip(*bytes) ? unzipped(*bytes) : *bytes, nullptr, false);
        if (!object.is_object())
            return wrong("is not a JSON object");
        const auto list = object.find("tensors");
        if (list == object.end() || !list->is_object())
            return wrong("has no \"tensors\"");
        Manifest manifest;
        if (const auto file = object.find("file"); file != object.end() && file->is_string())
            manifest.file = file->get<std::string>();
        manifest.tensors.path = path.string();
        for (const auto& [name, entry] : list->items()) {
            const at::Tensor tensor = tensorOf(entry);
            if (!tensor.defined())
                return wrong("has no usable \"dtype\" and \"shape\" for '" + name + "'");
            manifest.tensors.tensors.emplace(name, tensor);
        }
        manifest.graph = graphOf(object, manifest.tensors);
        return manifest;
    });
}

TensorDifferences differences(const TensorMap& file, const TensorMap& wanted)
{
    TensorDifferences result;
    for (const auto& [name, tensor] : wanted) {
        const auto found = file.find(name);
        if (found == file.end())
            result.missing.push_back(name);
        else if (found->second.sizes() != tensor.sizes())
            result.misshaped.push_back(name + " (is " + shapeText(found->second) + ", should be " +
                                       shapeText(tensor) + ")");
    }
    for (const auto& [name, tensor] : file)
        if (!wanted.count(name))
            result.unexpected.push_back(name);
    return result;
}

} // namespace likeness::weights
