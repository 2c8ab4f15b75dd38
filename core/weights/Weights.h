// A view of named tensors from which models build themselves, and the report of all that did not fit.
//
//     Linear::Linear(const Weights& w, int64_t in, int64_t out) : weight(w.take("weight", {out, in})) …
//     to_q(weights / "to_q", channels, channels)
//
// `take` never fails: what is missing or misshaped is replaced by zeros and noted; `check` reports everything at
// once, after the whole model was built. Views are cheap values that share one set of tensors.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::weights {

// How the large tensors of layers wait between two uses; layers bring them to their input's type and device
// (Layers.h). Small ones (biases, norms) are always ready. The first three compute the same bits.
enum class Residence {
    ready,    // on the device, in the type it computes in
    asStored, // on the device, in the file's type
    host,     // in the host's memory, in the file's type: mapped; pinned where the device is a GPU
    int8,     // on the device, as 8-bit integers with one scale per row (Int8Rows.h)
};

// The type and device to which every tensor is brought when it is taken.
struct Placement {
    at::ScalarType dtype = at::kFloat;
    at::Device device = at::kCPU;
    Residence residence = Residence::ready;
    bool operator==(const Placement&) const = default;
};

// A layer's tensor as it waits.
struct HeldTensor {
    at::Tensor values;
    at::Tensor scale; // per row, where the values are integers; else undefined
};

// Makes the start value of a parameter that is trained from scratch.
using Initialise = std::function<at::Tensor(const std::string& name, at::IntArrayRef shape)>;

// What did not fit, by name; the same lists as in check()'s sentence.
struct WeightsReport {
    std::vector<std::string> missing, unexpected, misshaped;
    bool isClean() const { return missing.empty() && unexpected.empty() && misshaped.empty(); }
    std::string text() const; // "2 missing, 0 unexpected, 1 misshaped" and the names
};
class Weights {
public:
    explicit Weights(TensorFile file, Placement placement = {});
    // An empty set whose tensors `initialise` makes when they are taken.
    static Weights fresh(Initialise initialise, Placement placement = {});

    Weights operator/(std::string_view part) const; // "a" / "b" → names below "a.b."
    Weights operator/(int64_t index) const;

    // The tensor `name` (below this view), brought to the placement. A file in another float type is converted.
    at::Tensor take(std::string_view name, at::IntArrayRef shape) const;
    // The same for a layer's large tensor: as the placement's residence says.
    HeldTensor takeHeld(std::string_view name, at::IntArrayRef shape) const;
    // The same for a table of which few rows are used at a time (at::embedding): never as integers.
    at::Tensor takeTable(std::string_view name, at::IntArrayRef shape) const;
    // `take`, but an undefined tensor if the file has none.
    at::Tensor takeIfPresent(std::string_view name, at::IntArrayRef shape) const;
    // Without conversion and without a demanded shape; undefined if absent. Counts as taken.
    at::Tensor raw(std::string_view name) const;

    bool has(std::string_view name) const;         // a tensor of exactly this name
    bool hasAnyBelow(std::string_view part) const; // any tensor named `part.…`
    std::vector<int64_t> shapeOf(std::string_view name) const; // empty if absent
    int64_t size(std::string_view name, int64_t axis) const;   // 0 if absent; negative axes count from the end
    int64_t count(std::string_view part = {}) const; // number of consecutive children `part.0.`, `part.1.`, …

    // `watch` hears of every tensor that is taken, with its bytes in the file; what it throws leaves `take`.
    void setWatch(std::function<void(std::uint64_t bytes)> watch) const;

    // Names with this prefix (below this view) are known and not needed: not "unexpected".
    void ignore(std::string_view prefix) const;

    // Everything that did not fit: missing, misshaped and unexpected names below this view. `expected` says what
    // the file should have been, for the sentence: "an SDXL UNet". Errors: wrongFormat.
    base::Result<void> check(std::string_view expected) const;

    WeightsReport report() const;

    TensorMap taken() const; // all tensors handed out so far below this view, by name relative to it
    const std::string& path() const;
    const Placement& placement() const;

private:
    struct Shared;
    Weights(std::shared_ptr<Shared> shared, std::string prefix);
    std::string full(std::string_view name) const;
    at::Tensor find(const std::string& key, at::IntArrayRef shape, Residence residence) const;
    at::Tensor placed(const std::string& key, const at::Tensor& stored, Residence residence) const;
    at::Tensor made(const std::string& key, at::IntArrayRef shape) const;

    std::shared_ptr<Shared> m_shared;
    std::string m_prefix; // empty, or ends with '.'
};

} // namespace likeness::weights
