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

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::weights {

// The type and device to which every tensor is brought when it is taken.
struct Placement {
    at::ScalarType dtype = at::kFloat;
    at::Device device = at::kCPU;
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
    // The same, but an undefined tensor if the file has none.
    at::Tensor takeIfPresent(std::string_view name, at::IntArrayRef shape) const;
    // Without conversion and without a demanded shape; undefined if absent. Counts as taken.
    at::Tensor raw(std::string_view name) const;

    bool has(std::string_view name) const;         // a tensor of exactly this name
    bool hasAnyBelow(std::string_view part) const; // any tensor named `part.…`
    std::vector<int64_t> shapeOf(std::string_view name) const; // empty if absent
    int64_t size(std::string_view name, int64_t axis) const;   // 0 if absent; negative axes count from the end
    int64_t count(std::string_view part = {}) const; // number of consecutive children `part.0.`, `part.1.`, …

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

    std::shared_ptr<Shared> m_shared;
    std::string m_prefix; // empty, or ends with '.'
};

} // namespace likeness::weights
