// Each operator against ATen's own of another name, or numbers worked out by hand.
#include "core/identity/OnnxOperators.h"

#include "core/identity/OnnxNetwork.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

namespace likeness::identity {
namespace {

using likeness::testing::isClose;
using ::testing::HasSubstr;
using weights::OnnxAttribute;
using weights::OnnxNode;

OnnxAttribute integers(std::vector<int64_t> values)
{
    OnnxAttribute attribute;
    attribute.integers = std::move(values);
    return attribute;
}
OnnxAttribute integer(int64_t value)
{
    OnnxAttribute attribute;
    attribute.integer = value;
    return attribute;
}
OnnxAttribute number(double value)
{
    OnnxAttribute attribute;
    attribute.number = value;
    return attribute;
}
OnnxAttribute text(std::string value)
{
    OnnxAttribute attribute;
    attribute.text = std::move(value);
    return attribute;
}

at::Tensor run(const std::string& op, const std::vector<at::Tensor>& inputs,
               std::map<std::string, OnnxAttribute> attributes = {})
{
    OnnxNode node;
    node.op = op;
    node.name = "here";
    node.attributes = std::move(attributes);
    const OnnxOperator* known = findOnnxOperator(op);
    TORCH_CHECK(known, "unknown");
    return (*known)(node, inputs);
}

at::Tensor whole(std::vector<int64_t> values)
{
    return at::tensor(values, at::kLong);
}

TEST(OnnxOperators, ConvolveAndPool)
{
    at::manual_seed(1);
    const at::Tensor x = at::randn({1, 4, 9, 8}), w = at::randn({6, 2, 3, 3}), b = at::randn({6});
    EXPECT_TRUE(
        at::equal(run("Conv", {x, w, b},
                      {{"group", integer(2)},
                       {"strides", integers({2, 1})},
                       {"pads", integers({1, 1, 1, 1})},
                       {"dilations", integers({1, 1})}}),
                  at::conv2d(at::constant_pad_nd(x, {1, 1, 1, 1}), w, b, std::vector<int64_t>{2, 1},
                             std::vector<int64_t>{0, 0}, 1, 2)));
    EXPECT_EQ(run("Conv", {x, w.slice(0, 0, 2)},
                  {{"group", integer(2)}, {"pads", integers({0, 1, 2, 3})}})
                  .sizes(),
              at::IntArrayRef({1, 2, 9, 10}));
    EXPECT_TRUE(at::equal(run("MaxPool", {x - 10},
                              {{"kernel_shape", integers({3, 3})},
                               {"strides", integers({2, 2})},
                               {"pads", integers({1, 1, 1, 1})}}),
                          at::max_pool2d(x - 10, 3, 2, 1)))
        << "padding never wins";
    EXPECT_TRUE(at::equal(run("AveragePool", {x},
                              {{"kernel_shape", integers({2, 2})},
                               {"strides", integers({2, 2})},
                               {"ceil_mode", integer(1)}}),
                          at::avg_pool2d(x, 2, 2, 0, true, false)));
    EXPECT_TRUE(isClose(run("GlobalAveragePool", {x}).squeeze(), x[0].flatten(1).mean(1), 1e-6));
    const at::Tensor p = at::rand({4}) + 0.5;
    EXPECT_TRUE(
        isClose(run("BatchNormalization", {x, p, p, p, p}, {{"epsilon", number(1e-3)}}),
                (x - p.view({4, 1, 1})) / (p.view({4, 1, 1}) + 1e-3).sqrt() * p.view({4, 1, 1}) +
                    p.view({4, 1, 1}),
                1e-5));
}

TEST(OnnxOperators, ComputeNumberByNumber)
{
    const at::Tensor x = at::tensor({-2.f, -0.5f, 0.f, 3.f}), two = at::tensor({2.f});
    EXPECT_TRUE(at::equal(run("Relu", {x}), x.clamp_min(0)));
    EXPECT_TRUE(isClose(run("Sigmoid", {x}), 1 / (1 + (-x).exp()), 1e-6));
    EXPECT_TRUE(at::equal(run("Exp", {x}), x.exp()));
    EXPECT_TRUE(isClose(run("LeakyRelu", {x}, {{"alpha", number(0.5)}}),
                        at::tensor({-1.f, -0.25f, 0.f, 3.f}), 1e-7));
    EXPECT_TRUE(isClose(run("PRelu", {x, two}), at::tensor({-4.f, -1.f, 0.f, 3.f}), 1e-7));
    EXPECT_TRUE(at::equal(run("Clip", {x, at::tensor(-1.f), at::tensor(1.f)}), x.clamp(-1, 1)));
    EXPECT_TRUE(
        at::equal(run("Clip", {x}, {{"min", number(0)}, {"max", number(6)}}), x.clamp(0, 6)));
    EXPECT_TRUE(isClose(run("Softmax", {x.view({1, 4})}).sum(), at::scalar_tensor(1), 1e-6));
    EXPECT_TRUE(at::equal(run("Add", {x, two}), x + 2));
    EXPECT_TRUE(at::equal(run("Sub", {x, two}), x - 2));
    EXPECT_TRUE(at::equal(run("Mul", {x, two}), x * 2));
    EXPECT_TRUE(at::equal(run("Div", {x, two}), x / 2));
    EXPECT_TRUE(at::equal(run("Div", {whole({7, -7}), whole({2})}), whole({3, -3})));
    EXPECT_TRUE(at::equal(run("Cast", {at::tensor({1.7f})}, {{"to", integer(7)}}), whole({1})));
    EXPECT_TRUE(at::equal(run("Identity", {x}), x));
}

TEST(OnnxOperators, Rearrange)
{
    const at::Tensor x = at::arange(24).view({1, 2, 3, 4});
    EXPECT_TRUE(at::equal(run("Shape", {x}), whole({1, 2, 3, 4})));
    EXPECT_EQ(run("Reshape", {x, whole({0, -1, 4})}).sizes(), at::IntArrayRef({1, 6, 4}));
    EXPECT_EQ(run("Flatten", {x}, {{"axis", integer(2)}}).sizes(), at::IntArrayRef({2, 12}));
    EXPECT_TRUE(at::equal(run("Transpose", {x}, {{"perm", integers({0, 2, 3, 1})}}),
                          x.permute({0, 2, 3, 1})));
    EXPECT_TRUE(at::equal(run("Concat", {x, x}, {{"axis", integer(-1)}}), at::cat({x, x}, 3)));
    EXPECT_TRUE(at::equal(run("Gather", {x, whole({-1, 0})}, {{"axis", integer(2)}}),
                          at::stack({x.select(2, 2), x.select(2, 0)}, 2)));
    EXPECT_EQ(run("Gather", {whole({5, 6}), at::scalar_tensor(1, at::kLong)}).dim(), 0);
    EXPECT_TRUE(at::equal(run("Slice", {x, whole({1}), whole({std::numeric_limits<int64_t>::max()}),
                                        whole({3}), whole({2})}),
                          x.slice(3, 1, 4, 2)));
    EXPECT_EQ(run("Unsqueeze", {x}, {{"axes", integers({0, -1})}}).sizes(),
              at::IntArrayRef({1, 1, 2, 3, 4, 1}));
    EXPECT_EQ(run("Squeeze", {x, whole({0})}).sizes(), at::IntArrayRef({2, 3, 4}));
    OnnxAttribute value;
    value.tensor = x;
    EXPECT_TRUE(at::equal(run("Constant", {}, {{"value", value}}), x));
}

TEST(OnnxOperators, Resize)
{
    const at::Tensor x = at::randn({1, 2, 3, 4}), scales = at::tensor({1.f, 1.f, 2.f, 2.f});
    const std::map<std::string, OnnxAttribute> nearest{
        {"mode", text("nearest")},
        {"coordinate_transformation_mode", text("asymmetric")},
        {"nearest_mode", text("floor")}};
    EXPECT_TRUE(
        at::equal(run("Resize", {x, {}, scales}, nearest), at::upsample_nearest2d(x, {6, 8})));
    EXPECT_TRUE(
        at::equal(run("Resize", {x, {}, {}, whole({1, 2, 5, 5})}, {{"mode", text("linear")}}),
                  at::upsample_bilinear2d(x, {5, 5}, false)));
    EXPECT_THROW(run("Resize", {x, {}, scales * 1e9}, nearest), c10::Error);
    EXPECT_THROW(run("Resize", {x, {}, {}, whole({1, 2, 1 << 20, 1 << 20})}, nearest), c10::Error);
    EXPECT_THROW(run("Resize", {x, {}, scales}, {{"mode", text("cubic")}}), c10::Error);
}

TEST(OnnxOperators, RefuseWhatDoesNotFit)
{
    const at::Tensor x = at::zeros({1, 1, 2, 2});
    EXPECT_THROW(run("Conv", {x}), c10::Error);
    EXPECT_THROW(
        run("Conv", {x, at::zeros({1, 1, 1, 1})}, {{"pads", integers({1 << 30, 0, 0, 0})}}),
        c10::Error);
    EXPECT_THROW(run("Add", {x}), c10::Error);
    EXPECT_THROW(run("Concat", {x}, {{"axis", integer(9)}}), c10::Error);
    EXPECT_THROW(run("Gather", {x, whole({7})}, {{"axis", integer(3)}}), c10::Error);
    EXPECT_THROW(run("Slice", {x, whole({0}), whole({1, 2})}), c10::Error);
    EXPECT_THROW(run("Slice", {x, whole({1}), whole({0}), whole({3}), whole({-1})}), c10::Error);
    EXPECT_THROW(run("Cast", {x}, {{"to", integer(16)}}), c10::Error);
    EXPECT_EQ(findOnnxOperator("Loop"), nullptr);
}

TEST(OnnxNetwork, RefusesUnknownOperatorsWhenOpened)
{
    weights::OnnxGraph graph;
    graph.path = "odd.onnx";
    graph.inputs = {{"x", {1, 3, -1, -1}}};
    graph.outputs = {{"y", {}}};
    OnnxNode node;
    node.op = "Loop";
    node.inputs = {"x"};
    node.outputs = {"y"};
    graph.nodes = {node};
    const auto refused = OnnxNetwork::from(graph);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message,
                HasSubstr("'odd.onnx' is a network with the operator 'Loop'"));
    graph.nodes[0].op = "Add";
    graph.nodes[0].inputs = {"x", "nowhere"};
    EXPECT_THROW(OnnxNetwork::from(graph)->forward(at::zeros({1, 3, 2, 2})), c10::Error);
    graph.inputs.push_back({"z", {}});
    EXPECT_FALSE(OnnxNetwork::from(graph));
}

} // namespace
} // namespace likeness::identity
