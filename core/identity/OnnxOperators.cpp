#include "core/identity/OnnxOperators.h"

#include <algorithm>
#include <cmath>

namespace likeness::identity {

using weights::OnnxNode;
using Inputs = std::vector<at::Tensor>;

namespace {

// Bounds for files of unknown origin; no detector comes near them.
constexpr int64_t mostNumbers = int64_t(1) << 28; // of one value
constexpr int64_t mostPadding = 64;               // cells on a side

const at::Tensor& input(const OnnxNode& node, const Inputs& inputs, size_t i)
{
    TORCH_CHECK(i < inputs.size() && inputs[i].defined(), "the node '", node.name, "' (", node.op,
                ") lacks input ", i);
    return inputs[i];
}

bool has(const Inputs& inputs, size_t i)
{
    return i < inputs.size() && inputs[i].defined() && inputs[i].numel() > 0;
}

std::vector<int64_t> integersOf(const at::Tensor& tensor)
{
    const at::Tensor flat = tensor.reshape({-1}).to(at::kCPU, at::kLong).contiguous();
    return {flat.const_data_ptr<int64_t>(), flat.const_data_ptr<int64_t>() + flat.numel()};
}

int64_t axisOf(int64_t axis, int64_t rank)
{
    TORCH_CHECK(axis >= -rank && axis < rank, "axis ", axis, " of a value of rank ", rank);
    return axis < 0 ? axis + rank : axis;
}

// [top, left, bottom, right] of a two-dimensional window.
std::vector<int64_t> paddingOf(const OnnxNode& node)
{
    TORCH_CHECK(node.text("auto_pad", "NOTSET") == "NOTSET" || node.text("auto_pad", "") == "VALID",
                "automatic padding in '", node.name, "'");
    const auto pads = node.integers("pads", {0, 0, 0, 0});
    TORCH_CHECK(
        pads.size() == 4 &&
            std::ranges::all_of(pads, [](int64_t pad) { return pad >= 0 && pad <= mostPadding; }),
        "the padding of '", node.name, "'");
    return pads;
}

at::Tensor padded(const at::Tensor& x, const std::vector<int64_t>& pads, double value)
{
    if (std::ranges::all_of(pads, [](int64_t pad) { return pad == 0; }))
        return x;
    return at::constant_pad_nd(x, {pads[1], pads[3], pads[0], pads[2]}, value);
}

at::Tensor convolution(const OnnxNode& node, const Inputs& inputs)
{
    const at::Tensor& weight = input(node, inputs, 1);
    return at::conv2d(padded(input(node, inputs, 0), paddingOf(node), 0), weight,
                      has(inputs, 2) ? inputs[2] : at::Tensor(), node.integers("strides", {1, 1}),
                      std::vector<int64_t>{0, 0}, node.integers("dilations", {1, 1}),
                      node.integer("group", 1));
}

at::Tensor batchNorm(const OnnxNode& node, const Inputs& inputs)
{
    return at::batch_norm(input(node, inputs, 0), input(node, inputs, 1), input(node, inputs, 2),
                          input(node, inputs, 3), input(node, inputs, 4), /*training=*/false, 0,
                          node.number("epsilon", 1e-5), /*cudnn_enabled=*/false);
}

at::Tensor maxPool(const OnnxNode& node, const Inputs& inputs)
{
    const bool ceil = node.integer("ceil_mode", 0) == 1;
    const at::Tensor x = padded(input(node, inputs, 0), paddingOf(node), -INFINITY);
    return at::max_pool2d(x, node.integers("kernel_shape"), node.integers("strides", {1, 1}), 0,
                          node.integers("dilations", {1, 1}), ceil);
}

at::Tensor averagePool(const OnnxNode& node, const Inputs& inputs)
{
    const bool ceil = node.integer("ceil_mode", 0) == 1;
    const bool countsPadding = node.integer("count_include_pad", 0) == 1;
    const auto pads = paddingOf(node);
    TORCH_CHECK(pads[0] == pads[2] && pads[1] == pads[3], "the padding of '", node.name, "'");
    return at::avg_pool2d(input(node, inputs, 0), node.integers("kernel_shape"),
                          node.integers("strides", {1, 1}), {pads[0], pads[1]}, ceil,
                          countsPadding);
}

at::Tensor prelu(const OnnxNode& node, const Inputs& inputs)
{
    const at::Tensor& x = input(node, inputs, 0);
    return at::where(x.ge(0), x, x * input(node, inputs, 1));
}

at::Tensor clip(const OnnxNode& node, const Inputs& inputs)
{
    const double least = has(inputs, 1) ? inputs[1].item<double>() : node.number("min", -INFINITY);
    const double most = has(inputs, 2) ? inputs[2].item<double>() : node.number("max", INFINITY);
    return input(node, inputs, 0).clamp(least, most);
}

at::Tensor reshape(const OnnxNode& node, const Inputs& inputs)
{
    const at::Tensor& x = input(node, inputs, 0);
    std::vector<int64_t> shape = integersOf(input(node, inputs, 1));
    for (size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == 0) { // as it was
            TORCH_CHECK(static_cast<int64_t>(i) < x.dim(), "the shape of '", node.name, "'");
            shape[i] = x.size(static_cast<int64_t>(i));
        }
    return x.reshape(shape);
}

at::Tensor flatten(const OnnxNode& node, const Inputs& inputs)
{
    const at::Tensor& x = input(node, inputs, 0);
    int64_t rows = 1;
    for (int64_t i = 0; i < axisOf(node.integer("axis", 1), x.dim()); ++i)
        rows *= x.size(i);
    return x.reshape({rows, -1});
}

// An attribute up to opset 12, an input from 13 on.
std::vector<int64_t> axesOf(const OnnxNode& node, const Inputs& inputs)
{
    return has(inputs, 1) ? integersOf(inputs[1]) : node.integers("axes");
}

at::Tensor squeeze(const OnnxNode& node, const Inputs& inputs)
{
    at::Tensor x = input(node, inputs, 0);
    std::vector<int64_t> axes = axesOf(node, inputs);
    for (int64_t& axis : axes)
        axis = axisOf(axis, x.dim());
    std::ranges::sort(axes, std::greater());
    for (const int64_t axis : axes)
        x = x.squeeze(axis);
    return x;
}

at::Tensor unsqueeze(const OnnxNode& node, const Inputs& inputs)
{
    at::Tensor x = input(node, inputs, 0);
    std::vector<int64_t> axes = axesOf(node, inputs);
    const int64_t rank = x.dim() + static_cast<int64_t>(axes.size());
    for (int64_t& axis : axes)
        axis = axisOf(axis, rank);
    std::ranges::sort(axes);
    for (const int64_t axis : axes)
        x = x.unsqueeze(axis);
    return x;
}

at::Tensor gather(const OnnxNode& node, const Inputs& inputs)
{
    const at::Tensor& x = input(node, inputs, 0);
    const at::Tensor indices = input(node, inputs, 1).to(at::kLong);
    const int64_t axis = axisOf(node.integer("axis", 0), x.dim());
    const at::Tensor counted = at::where(indices.lt(0), indices + x.size(axis), indices);
    const at::Tensor picked = x.index_select(axis, counted.reshape({-1}));
    std::vector<int64_t> shape(x.sizes().begin(), x.sizes().begin() + axis);
    shape.insert(shape.end(), indices.sizes().begin(), indices.sizes().end());
    shape.insert(shape.end(), x.sizes().begin() + axis + 1, x.sizes().end());
    return picked.reshape(shape);
}

at::Tensor slice(const OnnxNode& node, const Inputs& inputs)
{
    at::Tensor x = input(node, inputs, 0);
    const auto starts = integersOf(input(node, inputs, 1)),
               ends = integersOf(input(node, inputs, 2));
    std::vector<int64_t> axes, steps(starts.size(), 1);
    for (size_t i = 0; i < starts.size(); ++i)
        axes.push_back(static_cast<int64_t>(i));
    if (has(inputs, 3))
        axes = integersOf(inputs[3]);
    if (has(inputs, 4))
        steps = integersOf(inputs[4]);
    TORCH_CHECK(ends.size() == starts.size() && axes.size() == starts.size() &&
                    steps.size() == starts.size(),
                "the bounds of '", node.name, "'");
    for (size_t i = 0; i < starts.size(); ++i) {
        TORCH_CHECK(steps[i] > 0, "a step backwards in '", node.name, "'");
        x = x.slice(axisOf(axes[i], x.dim()), starts[i], ends[i], steps[i]);
    }
    return x;
}

at::Tensor concatenation(const OnnxNode& node, const Inputs& inputs)
{
    TORCH_CHECK(!inputs.empty(), "nothing to join in '", node.name, "'");
    for (size_t i = 0; i < inputs.size(); ++i)
        input(node, inputs, i);
    return at::cat(inputs, axisOf(node.integer("axis", 0), inputs[0].dim()));
}

// Height and width after a Resize, from its sizes or else its scales (of all four axes).
std::array<int64_t, 2> resizedTo(const OnnxNode& node, const at::Tensor& x, const Inputs& inputs)
{
    std::array<int64_t, 2> to{};
    if (has(inputs, 3)) {
        const auto sizes = integersOf(inputs[3]);
        TORCH_CHECK(sizes.size() == 4, "the sizes of '", node.name, "'");
        to = {sizes[2], sizes[3]};
    } else {
        const at::Tensor scales = input(node, inputs, 2).to(at::kDouble).contiguous();
        TORCH_CHECK(scales.numel() == 4, "the scales of '", node.name, "'");
        for (int64_t i = 0; i < 2; ++i) {
            const double size =
                std::floor(double(x.size(2 + i)) * scales.const_data_ptr<double>()[2 + i]);
            to[static_cast<size_t>(i)] = size >= 1 && size <= 1e6 ? static_cast<int64_t>(size) : 0;
        }
    }
    TORCH_CHECK(to[0] > 0 && to[1] > 0 && to[0] <= mostNumbers && to[1] <= mostNumbers &&
                    to[0] * to[1] <= mostNumbers / std::max<int64_t>(1, x.size(1)),
                "the size that '", node.name, "' asks for");
    return to;
}

at::Tensor resize(const OnnxNode& node, const Inputs& inputs)
{
    const at::Tensor& x = input(node, inputs, 0);
    TORCH_CHECK(x.dim() == 4 && x.size(0) == 1, "'", node.name, "' resizes pictures only");
    const auto to = resizedTo(node, x, inputs);
    const std::string how = node.text("mode", "nearest");
    const std::string where = node.text("coordinate_transformation_mode", "half_pixel");
    if (how == "nearest") { // PyTorch's export: asymmetric, floor
        TORCH_CHECK(where == "asymmetric" && node.text("nearest_mode", "") == "floor",
                    "the rounding of '", node.name, "'");
        return at::upsample_nearest2d(x, to);
    }
    TORCH_CHECK(how == "linear", "the interpolation '", how, "' of '", node.name, "'");
    return at::upsample_bilinear2d(x, to, where == "align_corners");
}

at::Tensor cast(const OnnxNode& node, const Inputs& inputs)
{
    constexpr int64_t toFloat = 1, toInt32 = 6, toInt64 = 7; // TensorProto.DataType
    const int64_t type = node.integer("to", 0);
    TORCH_CHECK(type == toFloat || type == toInt32 || type == toInt64, "the type of '", node.name,
                "'");
    return input(node, inputs, 0).to(type == toFloat ? at::kFloat : at::kLong);
}

at::Tensor constant(const OnnxNode& node, const Inputs&)
{
    const auto value = node.attributes.find("value");
    TORCH_CHECK(value != node.attributes.end() && value->second.tensor.defined(), "the constant '",
                node.name, "' has no tensor");
    return value->second.tensor;
}

at::Tensor softmax(const OnnxNode& node, const Inputs& inputs)
{
    const at::Tensor& x = input(node, inputs, 0);
    const int64_t axis = axisOf(node.integer("axis", -1), x.dim());
    TORCH_CHECK(axis == x.dim() - 1, "the axis of '", node.name, "'");
    return x.softmax(axis);
}

OnnxOperator ofOne(at::Tensor (*compute)(const at::Tensor&))
{
    return [compute](const OnnxNode& node, const Inputs& inputs) {
        return compute(input(node, inputs, 0));
    };
}

OnnxOperator ofTwo(at::Tensor (*compute)(const at::Tensor&, const at::Tensor&))
{
    return [compute](const OnnxNode& node, const Inputs& inputs) {
        return compute(input(node, inputs, 0), input(node, inputs, 1));
    };
}

std::map<std::string, OnnxOperator> operators()
{
    using T = const at::Tensor&;
    std::map<std::string, OnnxOperator> all;
    all["Conv"] = convolution;
    all["BatchNormalization"] = batchNorm;
    all["MaxPool"] = maxPool;
    all["AveragePool"] = averagePool;
    all["GlobalAveragePool"] = ofOne([](T x) { return x.mean({2, 3}, true); });
    all["Relu"] = ofOne([](T x) { return x.relu(); });
    all["Sigmoid"] = ofOne([](T x) { return x.sigmoid(); });
    all["Exp"] = ofOne([](T x) { return x.exp(); });
    all["Identity"] = ofOne([](T x) { return x; });
    all["Shape"] = ofOne([](T x) { return at::tensor(x.sizes(), at::kLong); });
    all["LeakyRelu"] = [](const OnnxNode& node, const Inputs& inputs) {
        return at::leaky_relu(input(node, inputs, 0), node.number("alpha", 0.01));
    };
    all["PRelu"] = prelu;
    all["Clip"] = clip;
    all["Softmax"] = softmax;
    all["Add"] = ofTwo([](T a, T b) { return a + b; });
    all["Sub"] = ofTwo([](T a, T b) { return a - b; });
    all["Mul"] = ofTwo([](T a, T b) { return a * b; });
    all["Div"] =
        ofTwo([](T a, T b) { return a.is_floating_point() ? a / b : at::div(a, b, "trunc"); });
    all["Concat"] = concatenation;
    all["Reshape"] = reshape;
    all["Flatten"] = flatten;
    all["Squeeze"] = squeeze;
    all["Unsqueeze"] = unsqueeze;
    all["Gather"] = gather;
    all["Slice"] = slice;
    all["Cast"] = cast;
    all["Constant"] = constant;
    all["Resize"] = resize;
    all["Transpose"] = [](const OnnxNode& node, const Inputs& inputs) {
        return input(node, inputs, 0).permute(node.integers("perm"));
    };
    return all;
}

} // namespace

const OnnxOperator* findOnnxOperator(const std::string& op)
{
    static const std::map<std::string, OnnxOperator> all = operators();
    const auto found = all.find(op);
    return found == all.end() ? nullptr : &found->second;
}

} // namespace likeness::identity
