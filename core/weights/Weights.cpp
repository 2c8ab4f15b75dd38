#include "core/weights/Weights.h"

#include "core/weights/Int8Rows.h"
#include "core/weights/MappedTensor.h"

#include <set>
#include <sstream>

namespace likeness::weights {

struct Weights::Shared {
    TensorFile file;
    Placement placement;
    Initialise initialise;
    TensorMap taken;                 // as handed out
    TensorMap scales;                // of those that became integers
    std::function<void(std::uint64_t)> watch;
    std::set<std::string> seen;      // names asked for
    std::set<std::string> missing;
    std::map<std::string, std::string> misshaped; // name → "is [..], should be [..]"
    std::vector<std::string> ignored; // prefixes
};

namespace {

std::string text(at::IntArrayRef shape)
{
    std::ostringstream out;
    out << shape;
    return out.str();
}

// The GPU reads pinned memory by itself. The system may refuse to pin so much: then the copies take longer.
at::Tensor pinned(const at::Tensor& stored)
{
    try {
        return stored.pin_memory();
    } catch (const c10::Error&) {
        return stored;
    }
}

bool startsWith(std::string_view name, std::string_view prefix)
{
    return name.substr(0, prefix.size()) == prefix;
}

} // namespace

Weights::Weights(TensorFile file, Placement placement) : m_shared(std::make_shared<Shared>())
{
    m_shared->file = std::move(file);
    m_shared->placement = placement;
}

Weights::Weights(std::shared_ptr<Shared> shared, std::string prefix)
    : m_shared(std::move(shared)), m_prefix(std::move(prefix))
{
}

Weights Weights::fresh(Initialise initialise, Placement placement)
{
    Weights weights(TensorFile{}, placement);
    weights.m_shared->initialise = std::move(initialise);
    return weights;
}

Weights Weights::operator/(std::string_view part) const
{
    return Weights(m_shared, m_prefix + std::string(part) + ".");
}

Weights Weights::operator/(int64_t index) const { return *this / std::to_string(index); }

std::string Weights::full(std::string_view name) const { return m_prefix + std::string(name); }

at::Tensor Weights::take(std::string_view name, at::IntArrayRef shape) const
{
    const std::string key = full(name);
    const at::Tensor tensor = find(key, shape, Residence::ready);
    return tensor.defined() ? tensor : made(key, shape);
}

at::Tensor Weights::takeIfPresent(std::string_view name, at::IntArrayRef shape) const
{
    return find(full(name), shape, Residence::ready);
}

HeldTensor Weights::takeHeld(std::string_view name, at::IntArrayRef shape) const
{
    const std::string key = full(name);
    at::Tensor tensor = find(key, shape, m_shared->placement.residence);
    if (!tensor.defined())
        tensor = made(key, shape);
    const auto scale = m_shared->scales.find(key);
    return {tensor, scale == m_shared->scales.end() ? at::Tensor() : scale->second};
}

at::Tensor Weights::takeTable(std::string_view name, at::IntArrayRef shape) const
{
    const std::string key = full(name);
    const Residence residence = m_shared->placement.residence;
    const at::Tensor tensor = find(key, shape, residence == Residence::int8 ? Residence::asStored : residence);
    return tensor.defined() ? tensor : made(key, shape);
}

// What stands for a tensor that the file does not have.
at::Tensor Weights::made(const std::string& key, at::IntArrayRef shape) const
{
    const auto options = at::TensorOptions(m_shared->placement.dtype).device(m_shared->placement.device);
    at::Tensor tensor;
    if (m_shared->initialise) {
        tensor = m_shared->initialise(key, shape).to(options);
    } else {
        m_shared->missing.insert(key);
        tensor = at::zeros({1}, options).expand(shape); // one element: a wrong file costs no memory
    }
    m_shared->taken[key] = tensor;
    return tensor;
}

at::Tensor Weights::find(const std::string& key, at::IntArrayRef shape, Residence residence) const
{
    if (const auto made = m_shared->taken.find(key); made != m_shared->taken.end())
        return made->second; // tied: the same name gives the same tensor
    m_shared->seen.insert(key);
    const auto found = m_shared->file.tensors.find(key);
    if (found == m_shared->file.tensors.end())
        return {};
    at::Tensor tensor;
    if (found->second.sizes() == shape) {
        tensor = placed(key, found->second, residence);
        if (!tensor.is_alias_of(found->second))
            forgetPages(found->second); // its bytes were copied
        if (m_shared->watch)
            m_shared->watch(found->second.nbytes());
    } else {
        m_shared->misshaped[key] = "is " + text(found->second.sizes()) + ", should be " + text(shape);
        const auto options = at::TensorOptions(m_shared->placement.dtype).device(m_shared->placement.device);
        tensor = at::zeros({1}, options).expand(shape); // one element: a wrong file costs no memory
    }
    m_shared->taken[key] = tensor;
    return tensor;
}

at::Tensor Weights::placed(const std::string& key, const at::Tensor& stored, Residence residence) const
{
    const Placement& placement = m_shared->placement;
    // Integers cannot wait as they are: a layer would take them for rows with a scale.
    if (!stored.is_floating_point() || residence == Residence::ready)
        return stored.to(at::TensorOptions(placement.dtype).device(placement.device));
    if (residence == Residence::asStored)
        return stored.to(placement.device);
    if (residence == Residence::host)
        return placement.device.is_cpu() ? stored : pinned(stored);
    Int8Rows rows = toInt8Rows(stored);
    m_shared->scales[key] = rows.scale.to(placement.device);
    return rows.values.to(placement.device);
}

at::Tensor Weights::raw(std::string_view name) const
{
    const std::string key = full(name);
    m_shared->seen.insert(key);
    const auto found = m_shared->file.tensors.find(key);
    return found == m_shared->file.tensors.end() ? at::Tensor() : found->second;
}

bool Weights::has(std::string_view name) const { return m_shared->file.tensors.count(full(name)) > 0; }

bool Weights::hasAnyBelow(std::string_view part) const
{
    const std::string prefix = full(part) + ".";
    const auto next = m_shared->file.tensors.lower_bound(prefix);
    return next != m_shared->file.tensors.end() && startsWith(next->first, prefix);
}

std::vector<int64_t> Weights::shapeOf(std::string_view name) const
{
    const auto found = m_shared->file.tensors.find(full(name));
    return found == m_shared->file.tensors.end() ? std::vector<int64_t>{} : found->second.sizes().vec();
}

int64_t Weights::size(std::string_view name, int64_t axis) const
{
    const auto shape = shapeOf(name);
    const auto rank = static_cast<int64_t>(shape.size());
    if (axis < 0)
        axis += rank;
    return axis >= 0 && axis < rank ? shape[static_cast<size_t>(axis)] : 0;
}

int64_t Weights::count(std::string_view part) const
{
    const std::string prefix = part.empty() ? std::string() : std::string(part) + ".";
    int64_t number = 0;
    while (hasAnyBelow(prefix + std::to_string(number)))
        ++number;
    return number;
}

void Weights::setWatch(std::function<void(std::uint64_t)> watch) const { m_shared->watch = std::move(watch); }

void Weights::ignore(std::string_view prefix) const { m_shared->ignored.push_back(full(prefix)); }

base::Result<void> Weights::check(std::string_view expected) const
{
    const WeightsReport found = report();
    if (found.isClean())
        return {};
    const std::string what = path().empty() ? std::string("The weights") : "'" + path() + "'";
    return base::fail(base::ErrorCode::wrongFormat,
                      what + " does not fit as " + std::string(expected) + ": " +
                          std::to_string(found.missing.size()) + " tensors missing, " +
                          std::to_string(found.unexpected.size()) + " unexpected, " +
                          std::to_string(found.misshaped.size()) + " misshaped. Choose a file of the right kind.",
                      found.text());
}

WeightsReport Weights::report() const
{
    WeightsReport result;
    for (const auto& name : m_shared->missing)
        if (startsWith(name, m_prefix))
            result.missing.push_back(name);
    for (const auto& [name, why] : m_shared->misshaped)
        if (startsWith(name, m_prefix))
            result.misshaped.push_back(name + " (" + why + ")");
    for (const auto& [name, tensor] : m_shared->file.tensors) {
        if (!startsWith(name, m_prefix) || m_shared->seen.count(name))
            continue;
        bool known = false;
        for (const auto& prefix : m_shared->ignored)
            known = known || startsWith(name, prefix);
        if (!known)
            result.unexpected.push_back(name);
    }
    return result;
}

std::string WeightsReport::text() const
{
    std::string out;
    const auto list = [&out](const char* title, const std::vector<std::string>& names) {
        for (const auto& name : names)
            out += std::string(title) + ": " + name + "\n";
    };
    list("missing", missing);
    list("unexpected", unexpected);
    list("misshaped", misshaped);
    out += std::to_string(missing.size()) + " missing, " + std::to_string(unexpected.size()) + " unexpected, " +
           std::to_string(misshaped.size()) + " misshaped";
    return out;
}

TensorMap Weights::taken() const
{
    TensorMap result;
    for (const auto& [name, tensor] : m_shared->taken)
        if (startsWith(name, m_prefix))
            result[name.substr(m_prefix.size())] = tensor;
    return result;
}

const std::string& Weights::path() const { return m_shared->file.path; }

const Placement& Weights::placement() const { return m_shared->placement; }

} // namespace likeness::weights
