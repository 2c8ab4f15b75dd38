#include "core/training/Initialise.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <functional>

namespace likeness::training {

namespace {

bool contains(const std::string& name, const std::string& part) { return name.find(part) != std::string::npos; }

bool endsWith(const std::string& name, const std::string& end)
{
    return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

// FNV-1a: the same on every machine, unlike std::hash.
std::uint64_t hash(const std::string& text)
{
    std::uint64_t value = 1469598103934665603ull;
    for (const char c : text)
        value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return value;
}

} // namespace

weights::Initialise startValues(std::uint64_t seed, std::vector<std::string> zero)
{
    return [seed, zero = std::move(zero)](const std::string& name, at::IntArrayRef shape) {
        for (const auto& part : zero)
            if (contains(name, part))
                return at::zeros(shape);
        if (endsWith(name, "running_var") || (shape.size() == 1 && endsWith(name, "weight")))
            return contains(name, "prelu") ? at::full(shape, 0.25) : at::ones(shape);
        if (shape.size() <= 1)
            return at::zeros(shape);
        auto generator = at::make_generator<at::CPUGeneratorImpl>(seed ^ hash(name));
        const at::Tensor normal = at::randn(shape, generator);
        if (contains(name, "embedding") || contains(name, "latents") || contains(name, "pos_embed") ||
            contains(name, "cls_token"))
            return normal * 0.02;
        const int64_t fanIn = normal[0].numel();
        return normal / std::sqrt(static_cast<double>(fanIn));
    };
}

weights::Initialise startFrom(weights::TensorMap start, weights::Initialise otherwise)
{
    return [start = std::move(start), otherwise = std::move(otherwise)](const std::string& name,
                                                                        at::IntArrayRef shape) {
        const auto found = start.find(name);
        return found == start.end() ? otherwise(name, shape) : found->second.clone();
    };
}

} // namespace likeness::training
