#include "core/weights/Onnx.h"

#include "core/weights/OnnxTensor.h"
#include "core/weights/ProtobufWire.h"

#include <algorithm>
#include <cstring>

namespace likeness::weights {

namespace {

using base::ErrorCode;
using base::Result;

template <typename T, typename Member>
T attributeOr(const std::map<std::string, OnnxAttribute>& attributes, const std::string& name,
              Member member, T otherwise)
{
    const auto found = attributes.find(name);
    return found == attributes.end() ? otherwise : found->second.*member;
}

// Reads the messages of a model into a graph; the first thing that cannot be right ends it.
class GraphReader {
public:
    explicit GraphReader(std::shared_ptr<MappedFile> file) : m_file(std::move(file)) {}

    Result<OnnxGraph> read()
    {
        bool hasGraph = false;
        const bool isWhole = forEachField(m_file->bytes(), [&](const WireField& field) {
            if (field.is(7, WireType::bytes)) {
                hasGraph = true;
                return readGraph(field.bytes);
            }
            return !field.is(8, WireType::bytes) || readOperatorSet(field.bytes);
        });
        if (!isWhole)
            return base::fail(ErrorCode::wrongFormat, m_problem);
        if (!hasGraph)
            return base::fail(ErrorCode::wrongFormat, "it holds no network");
        std::erase_if(m_graph.inputs,
                      [&](const OnnxValue& v) { return m_graph.initialisers.count(v.name) > 0; });
        return std::move(m_graph);
    }

private:
    bool fail(std::string why)
    {
        if (m_problem.empty())
            m_problem = std::move(why);
        return false;
    }

    template <typename Visit> bool forEachField(std::span<const std::byte> message, Visit visit)
    {
        WireReader reader(message);
        WireField field;
        while (reader.next(field))
            if (!visit(field))
                return fail("it is damaged");
        return !reader.isDamaged() || fail("it is damaged or cut short");
    }

    bool readOperatorSet(std::span<const std::byte> message)
    {
        std::string domain;
        std::int64_t version = 0;
        const bool isWhole = forEachField(message, [&](const WireField& field) {
            if (field.is(1, WireType::bytes))
                domain = field.text();
            else if (field.is(2, WireType::varint))
                version = static_cast<std::int64_t>(field.value);
            return true;
        });
        if (isWhole && (domain.empty() || domain == "ai.onnx"))
            m_graph.opset = version;
        return isWhole;
    }

    bool readGraph(std::span<const std::byte> message)
    {
        return forEachField(message, [&](const WireField& field) {
            if (field.type != WireType::bytes)
                return true;
            switch (field.number) {
            case 1:
                return readNode(field.bytes);
            case 5:
                return readInitialiser(field.bytes);
            case 11:
                return readValue(field.bytes, m_graph.inputs.emplace_back());
            case 12:
                return readValue(field.bytes, m_graph.outputs.emplace_back());
            case 15:
                return fail("it is a sparse model, which Likeness cannot read");
            default:
                return true;
            }
        });
    }

    bool readInitialiser(std::span<const std::byte> message)
    {
        auto tensor = readOnnxTensor(m_file, message);
        if (!tensor)
            return fail(tensor.error().message);
        return m_graph.initialisers.emplace(tensor->name, tensor->tensor).second ||
               fail("the name '" + tensor->name + "' stands there twice");
    }

    bool readNode(std::span<const std::byte> message)
    {
        OnnxNode& node = m_graph.nodes.emplace_back();
        return forEachField(message, [&](const WireField& field) {
            if (field.type != WireType::bytes)
                return true;
            switch (field.number) {
            case 1:
                node.inputs.push_back(field.text());
                return true;
            case 2:
                node.outputs.push_back(field.text());
                return true;
            case 3:
                node.name = field.text();
                return true;
            case 4:
                node.op = field.text();
                return true;
            case 5:
                return readAttribute(field.bytes, node);
            default:
                return true;
            }
        });
    }

    bool readAttribute(std::span<const std::byte> message, OnnxNode& node)
    {
        std::string name;
        OnnxAttribute attribute;
        const bool isWhole = forEachField(message, [&](const WireField& field) {
            if (field.is(1, WireType::bytes))
                name = field.text();
            else if (field.is(2, WireType::fixed32))
                attribute.number = numberOf(static_cast<std::uint32_t>(field.value));
            else if (field.is(3, WireType::varint))
                attribute.integer = static_cast<std::int64_t>(field.value);
            else if (field.is(4, WireType::bytes))
                attribute.text = field.text();
            else if (field.is(5, WireType::bytes))
                return readTensorAttribute(field.bytes, attribute);
            else if (field.number == 7)
                return appendNumbers(field, attribute.numbers);
            else if (field.number == 8)
                return appendIntegers(field, attribute.integers);
            return true;
        });
        node.attributes[name] = std::move(attribute);
        return isWhole;
    }

    bool readTensorAttribute(std::span<const std::byte> message, OnnxAttribute& attribute)
    {
        auto tensor = readOnnxTensor(m_file, message);
        if (!tensor)
            return fail(tensor.error().message);
        attribute.tensor = tensor->tensor;
        return true;
    }

    // ValueInfoProto { name = 1, type = 2 { tensor_type = 1 { shape = 2 { dim = 1 { dim_value = 1 }
    // } } } }
    bool readValue(std::span<const std::byte> message, OnnxValue& value)
    {
        return forEachField(message, [&](const WireField& field) {
            if (field.is(1, WireType::bytes))
                value.name = field.text();
            return !field.is(2, WireType::bytes) ||
                   forEachField(field.bytes, [&](const WireField& type) {
                       return !type.is(1, WireType::bytes) ||
                              forEachField(type.bytes, [&](const WireField& tensor) {
                                  return !tensor.is(2, WireType::bytes) ||
                                         readShape(tensor.bytes, value.shape);
                              });
                   });
        });
    }

    bool readShape(std::span<const std::byte> message, std::vector<std::int64_t>& shape)
    {
        return forEachField(message, [&](const WireField& field) {
            if (!field.is(1, WireType::bytes))
                return true;
            std::int64_t& size = shape.emplace_back(-1);
            return forEachField(field.bytes, [&](const WireField& dim) {
                if (dim.is(1, WireType::varint))
                    size = static_cast<std::int64_t>(dim.value);
                return true;
            });
        });
    }

    static float numberOf(std::uint32_t bits)
    {
        float number = 0;
        std::memcpy(&number, &bits, sizeof number);
        return number;
    }

    static bool appendNumbers(const WireField& field, std::vector<float>& list)
    {
        if (field.type == WireType::fixed32) {
            list.push_back(numberOf(static_cast<std::uint32_t>(field.value)));
            return true;
        }
        const size_t count = field.bytes.size() / sizeof(float);
        const size_t before = list.size();
        list.resize(before + count);
        if (count > 0)
            std::memcpy(&list[before], field.bytes.data(), count * sizeof(float));
        return field.type == WireType::bytes && field.bytes.size() % sizeof(float) == 0;
    }

    std::shared_ptr<MappedFile> m_file;
    OnnxGraph m_graph;
    std::string m_problem;
};

} // namespace

double OnnxNode::number(const std::string& attribute, double otherwise) const
{
    return attributeOr(attributes, attribute, &OnnxAttribute::number, otherwise);
}

std::int64_t OnnxNode::integer(const std::string& attribute, std::int64_t otherwise) const
{
    return attributeOr(attributes, attribute, &OnnxAttribute::integer, otherwise);
}

std::vector<std::int64_t> OnnxNode::integers(const std::string& attribute,
                                             std::vector<std::int64_t> otherwise) const
{
    return attributeOr(attributes, attribute, &OnnxAttribute::integers, std::move(otherwise));
}

std::string OnnxNode::text(const std::string& attribute, const std::string& otherwise) const
{
    return attributeOr(attributes, attribute, &OnnxAttribute::text, otherwise);
}

bool looksLikeOnnx(std::span<const std::byte> file)
{
    constexpr std::byte versionField{0x08};
    return file.size() > 2 && file[0] == versionField && std::to_integer<int>(file[1]) < 0x80;
}

Result<OnnxGraph> readOnnx(const std::filesystem::path& path)
{
    auto file = MappedFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    auto graph = base::guarded([&] { return GraphReader(*file).read(); });
    if (!graph && graph.error().code != ErrorCode::wrongFormat)
        return graph;
    if (!graph)
        return base::fail(ErrorCode::wrongFormat,
                          "'" + path.string() + "' is not a usable ONNX file: " +
                              graph.error().message + ". Download or copy it again.");
    graph->path = path.string();
    return graph;
}

} // namespace likeness::weights
