#include "core/evaluation/RandomTensors.h"

#include <ATen/CPUGeneratorImpl.h>

#include <array>
#include <cmath>

namespace likeness::evaluation {

using weights::TensorDescription;
using weights::Weights;

namespace {

bool endsWithAny(std::string_view name, std::initializer_list<std::string_view> ends)
{
    return std::any_of(ends.begin(), ends.end(),
                       [name](std::string_view end) { return name.ends_with(end); });
}

// Many small additions to a stream that goes on, instead of many of its own size.
bool endsResidualBranch(std::string_view name)
{
    return endsWithAny(name, {".conv2.weight", ".to_out.0.weight", ".net.2.weight", ".proj_out.weight",
                              ".out_proj.weight", ".fc2.weight", ".mlp.w3.weight", ".attn.proj.weight",
                              ".to_out.weight", ".1.3.weight"});
}

double deviationOf(const TensorDescription& tensor)
{
    if (endsWithAny(tensor.name, {"embedding.weight", "cls_token", "pos_embed", "latents"}))
        return 0.02;
    // proj_out of v1.1's encoder is multiplied from the right.
    const bool isTurned = tensor.name.ends_with("id_adapter.proj_out");
    const double inputs = static_cast<double>(c10::multiply_integers(tensor.shape)) /
                          static_cast<double>(isTurned ? tensor.shape.back() : tensor.shape.front());
    return (endsResidualBranch(tensor.name) ? 0.3 : 1.0) / std::sqrt(inputs);
}

// FNV-1a
std::uint64_t hashOf(std::string_view name)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

} // namespace

std::vector<TensorDescription> tensorsOf(const std::function<void(const Weights&)>& build)
{
    const Weights w = Weights::fresh([](const std::string&, at::IntArrayRef shape) {
        return at::zeros({1}, at::kHalf).expand(shape); // a shape takes no memory
    }, {at::kHalf, at::kCPU});
    build(w);
    std::vector<TensorDescription> result;
    for (const auto& [name, tensor] : w.taken())
        result.push_back({name, at::kHalf, tensor.sizes().vec()});
    return result;
}

at::Tensor randomTensor(const TensorDescription& tensor, std::uint64_t seed)
{
    const auto constant = [&](double value) { return at::full(tensor.shape, value, tensor.type); };
    if (endsWithAny(tensor.name, {"bias", "running_mean"}))
        return constant(0);
    if (tensor.name.find("prelu") != std::string::npos)
        return constant(0.25);
    if (tensor.shape.size() < 2)
        return constant(1);
    auto generator = at::make_generator<at::CPUGeneratorImpl>(seed ^ hashOf(tensor.name));
    return (at::randn(tensor.shape, generator, at::kFloat) * deviationOf(tensor)).to(tensor.type);
}

} // namespace likeness::evaluation
