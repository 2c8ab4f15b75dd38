#include "core/weights/Onnx.h"

#include "tests/core/testing/Reference.h"
#include "tests/core/weights/TemporaryFile.h"

#include <gmock/gmock.h>

namespace {

using namespace likeness;
using likeness::testing::bytesOf;
using likeness::testing::referenceFile;
using likeness::testing::TemporaryFile;
using weights::readOnnx;

// Writes protocol buffers, so that the tests can make models of their own.
struct Message {
    std::string bytes;

    Message& varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes += static_cast<char>(value | 0x80);
        bytes += static_cast<char>(value);
        return *this;
    }
    Message& integer(unsigned field, std::uint64_t value)
    {
        return varint(field << 3).varint(value);
    }
    Message& text(unsigned field, const std::string& value)
    {
        varint(field << 3 | 2).varint(value.size());
        bytes += value;
        return *this;
    }
    Message& message(unsigned field, const Message& value) { return text(field, value.bytes); }
};

base::Result<weights::OnnxGraph> graphOf(const std::string& bytes)
{
    return readOnnx(TemporaryFile(bytes).path());
}

std::string modelWith(const Message& tensor)
{
    return Message().integer(1, 6).message(7, Message().message(5, tensor)).bytes;
}

std::string outcome(const std::string& bytes)
{
    const auto graph = graphOf(bytes);
    return graph ? std::string("accepted") : graph.error().message;
}

TEST(Onnx, ReadsTheFaceEncoder)
{
    LIKENESS_NEEDS_REFERENCE("tiny-arcface.onnx");
    const auto graph = readOnnx(referenceFile("tiny-arcface.onnx"));
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_EQ(graph->opset, 11);
    ASSERT_EQ(graph->inputs.size(), 1u); // the initialisers are no inputs
    EXPECT_EQ(graph->inputs[0].shape, (std::vector<int64_t>{-1, 3, 112, 112}));
    EXPECT_EQ(graph->outputs.at(0).shape.back(), 512);
    EXPECT_EQ(graph->outputs.at(0).name, graph->nodes.back().outputs.at(0));

    const auto& conv = graph->nodes.front();
    EXPECT_EQ(conv.op, "Conv");
    EXPECT_EQ(conv.inputs.at(0), graph->inputs[0].name);
    EXPECT_EQ(conv.integers("kernel_shape"), (std::vector<int64_t>{3, 3}));
    EXPECT_EQ(conv.integers("pads"), (std::vector<int64_t>{1, 1, 1, 1}));
    EXPECT_EQ(conv.integer("group", 7), 1);
    EXPECT_EQ(conv.integer("absent", 7), 7);
    EXPECT_EQ(graph->initialisers.at(conv.inputs.at(1)).sizes().slice(1),
              (at::IntArrayRef{3, 3, 3}));
    const auto& norm = graph->nodes.back();
    EXPECT_EQ(norm.op, "BatchNormalization");
    EXPECT_NEAR(norm.number("epsilon", 0), 1e-5, 1e-3);
    for (const auto& node : graph->nodes)
        for (size_t i = 1; i < node.inputs.size() && node.op != "Add"; ++i)
            EXPECT_TRUE(graph->initialisers.count(node.inputs[i]))
                << node.name << " " << node.inputs[i];
    for (const auto& [name, tensor] : graph->initialisers)
        EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << name;
}

TEST(Onnx, ReadsTheDetectorWithItsConstants)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    const auto graph = readOnnx(referenceFile("tiny-scrfd.onnx"));
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_EQ(graph->outputs.size(), 9u);
    int constants = 0;
    for (const auto& node : graph->nodes)
        if (node.op == "Constant") {
            ++constants;
            EXPECT_EQ(node.attributes.at("value").tensor[0].item<int64_t>(), -1);
        }
    EXPECT_EQ(constants, 9);
}

TEST(Onnx, SurvivesEveryTruncation)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    const std::string whole = bytesOf(referenceFile("tiny-scrfd.onnx"));
    const TemporaryFile file(whole);
    int accepted = 0;
    for (size_t size = whole.size() - 1; size > 0;
         size -= size > 2000 ? std::min<size_t>(size - 1, 37) : 1) {
        std::filesystem::resize_file(file.path(), size);
        accepted += readOnnx(file.path()).has_value();
    }
    EXPECT_LE(accepted, 2); // cut exactly behind the graph: only the operator set is lost
}

TEST(Onnx, SurvivesFlippedBits)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    TemporaryFile file(bytesOf(referenceFile("tiny-scrfd.onnx")));
    const size_t bits = std::filesystem::file_size(file.path()) * 8;
    for (size_t bit = 0; bit < bits; bit += bit < 32000 ? 7 : 773) {
        file.flip(bit);
        const auto graph = readOnnx(file.path());
        for (const auto& [name, tensor] : graph ? graph->initialisers : weights::TensorMap())
            EXPECT_TRUE(tensor.sum().defined()) << name; // touches every element
        file.flip(bit);
    }
}

TEST(Onnx, ReadsNumbersSpelledOneByOne)
{
    const std::string two_floats("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8); // 1, -2
    auto graph =
        graphOf(modelWith(Message().integer(1, 2).integer(2, 1).text(4, two_floats).text(8, "w")));
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_EQ(graph->initialisers.at("w")[1].item<float>(), -2);

    graph = graphOf(modelWith(Message()
                                  .text(1, std::string("\x02\x01", 2))
                                  .integer(2, 7)
                                  .integer(7, 5)
                                  .integer(7, ~0ull)
                                  .text(8, "w")));
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_EQ(graph->initialisers.at("w")[1][0].item<int64_t>(), -1);

    graph = graphOf(modelWith(Message().integer(2, 10).integer(5, 0x3c00).text(8, "half")));
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_EQ(graph->initialisers.at("half").item<float>(), 1);
}

TEST(Onnx, RefusesShapesThatDoNotFitTheirBytes)
{
    const auto raw = [](std::uint64_t a, std::uint64_t b) {
        return modelWith(
            Message().integer(1, a).integer(1, b).integer(2, 1).text(8, "w").text(9, "12345678"));
    };
    EXPECT_EQ(outcome(raw(2, 1)), "accepted");
    EXPECT_THAT(outcome(raw(3, 1)), ::testing::HasSubstr("'w' has more or fewer bytes"));
    EXPECT_THAT(outcome(raw(~0ull, 1)), ::testing::HasSubstr("'w' has an impossible shape"));
    EXPECT_THAT(outcome(raw(1ull << 62, 4)), ::testing::HasSubstr("'w' has an impossible shape"));
    EXPECT_THAT(outcome(raw(1ull << 40, 1ull << 40)),
                ::testing::HasSubstr("'w' has an impossible shape"));
}

TEST(Onnx, NeverFollowsExternalData)
{
    const Message location = Message().text(1, "location").text(2, "../../etc/passwd");
    const auto tensor =
        Message().integer(1, 2).integer(2, 1).text(8, "w").message(13, location).integer(14, 1);
    EXPECT_THAT(outcome(modelWith(tensor)), ::testing::HasSubstr("stored in another file"));
}

TEST(Onnx, RefusesWhatIsNoModel)
{
    EXPECT_THAT(outcome("hello, this is text"), ::testing::HasSubstr("not a usable ONNX file"));
    EXPECT_THAT(outcome(Message().integer(1, 6).bytes), ::testing::HasSubstr("holds no network"));
    EXPECT_THAT(outcome(std::string(1000, '\x3b')),
                ::testing::HasSubstr("damaged")); // groups in groups
    Message nested;
    for (int depth = 0; depth < 1000; ++depth)
        nested = Message().message(7, nested);
    EXPECT_EQ(outcome(nested.bytes),
              "accepted"); // a graph with one unknown field, not descended into
    const auto folder = readOnnx(std::filesystem::temp_directory_path());
    EXPECT_FALSE(folder);
}

TEST(Onnx, RefusesTwoTensorsOfOneName)
{
    const auto tensor = Message().integer(1, 2).integer(2, 1).text(8, "w").text(9, "12345678");
    EXPECT_THAT(outcome(Message()
                            .integer(1, 6)
                            .message(7, Message().message(5, tensor).message(5, tensor))
                            .bytes),
                ::testing::HasSubstr("twice"));
}

} // namespace
