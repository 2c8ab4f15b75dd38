#include "core/training/AdamW.h"

#include "core/weights/Safetensors.h"

#include <algorithm>
#include <cmath>

namespace likeness::training {

AdamW::AdamW(weights::TensorMap parameters, AdamWOptions options)
    : m_parameters(std::move(parameters)), m_options(options)
{
    for (const auto& [name, parameter] : m_parameters) {
        m_average[name] = parameter.detach().clone();
        m_first[name] = at::zeros_like(parameter.detach());
        m_second[name] = at::zeros_like(parameter.detach());
    }
}

double AdamW::step(const weights::TensorMap& gradients, double learningRate)
{
    const at::NoGradGuard noGradients;
    double square = 0;
    for (const auto& [name, gradient] : gradients)
        if (gradient.defined() && m_parameters.count(name))
            square += gradient.square().sum().item<double>();
    const double norm = std::sqrt(square);
    if (!std::isfinite(norm))
        return norm;
    ++m_steps;
    const auto number = [this](double value) { // where the parameters are
        const auto device = m_parameters.empty() ? at::Device(at::kCPU) : m_parameters.begin()->second.device();
        return at::scalar_tensor(value, at::TensorOptions(at::kFloat).device(device));
    };
    // One fused pass over every tensor; weights of two or more axes decay, norms and biases do not.
    struct Group {
        std::vector<at::Tensor> values, gradients, first, second, steps;
        double decay;
    };
    Group groups[2] = {{.decay = 0}, {.decay = m_options.weightDecay}};
    const at::Tensor count = number(static_cast<double>(m_steps));
    for (const auto& [name, parameter] : m_parameters) {
        const auto found = gradients.find(name);
        if (found == gradients.end() || !found->second.defined())
            continue;
        Group& group = groups[parameter.dim() >= 2 ? 1 : 0];
        group.values.push_back(parameter.detach());
        group.gradients.push_back(found->second);
        group.first.push_back(m_first[name]);
        group.second.push_back(m_second[name]);
        group.steps.push_back(count);
    }
    // The fused kernel divides gradients by this.
    const at::Tensor unclip = number(std::max(1.0, norm / m_options.clipNorm));
    for (const Group& group : groups)
        if (!group.values.empty())
            at::_fused_adamw_(group.values, group.gradients, group.first, group.second, {}, group.steps,
                              learningRate, m_options.beta1, m_options.beta2, group.decay, m_options.eps,
                              /*amsgrad=*/false, /*maximize=*/false, unclip);
    // The average forgets its start quickly: after n steps it covers at most the last n.
    const double decay = std::min(m_options.averageDecay, (1.0 + static_cast<double>(m_steps)) /
                                                              (10.0 + static_cast<double>(m_steps)));
    for (auto& [name, average] : m_average)
        average.lerp_(m_parameters[name].detach(), 1 - decay);
    return norm;
}

weights::TensorMap AdamW::state() const
{
    weights::TensorMap all;
    for (const auto& [prefix, map] : {std::pair{"parameter.", &m_parameters}, std::pair{"average.", &m_average},
                                      std::pair{"first.", &m_first}, std::pair{"second.", &m_second}})
        for (const auto& [name, tensor] : *map)
            all[prefix + name] = tensor.detach();
    return all;
}

base::Result<void> AdamW::save(const std::filesystem::path& file) const
{
    return weights::writeSafetensors(file, state(), {{"steps", std::to_string(m_steps)}});
}

base::Result<void> AdamW::load(const std::filesystem::path& file)
{
    auto read = weights::readSafetensors(file);
    if (!read)
        return tl::unexpected(read.error());
    const at::NoGradGuard noGradients;
    for (auto& [name, tensor] : state()) {
        const auto found = read->tensors.find(name);
        if (found == read->tensors.end() || found->second.sizes() != tensor.sizes())
            return base::fail(base::ErrorCode::wrongFormat,
                              "'" + file.string() + "' is a checkpoint of another training: '" +
                                  name.substr(name.find('.') + 1) + "' does not fit. Choose another folder or start anew.");
        tensor.copy_(found->second);
    }
    const auto steps = read->metadata.find("steps");
    m_steps = steps == read->metadata.end() ? 0 : std::atoll(steps->second.c_str());
    return {};
}

} // namespace likeness::training
