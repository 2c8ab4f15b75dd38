// AdamW (Loshchilov & Hutter 2019) over named tensors, with gradient clipping and an exponential moving average of
// the parameters. The parameters are changed in place: every alias of their storage sees the new values.
#pragma once

#include "core/base/Error.h"
#include "core/weights/TensorFile.h"

#include <filesystem>

namespace likeness::training {

struct AdamWOptions {
    double beta1 = 0.9;
    double beta2 = 0.98;
    double eps = 1e-8;
    double weightDecay = 0.01; // for weights of two or more axes; none for norms and biases
    double clipNorm = 1.0;     // largest norm of the whole gradient
    double averageDecay = 0.999;
};

class AdamW {
public:
    AdamW(weights::TensorMap parameters, AdamWOptions options);

    // One step with the gradients of the same names (an undefined or absent gradient leaves its parameter alone).
    // Returns the norm of the gradient before clipping. A gradient with NaN or infinity changes nothing.
    double step(const weights::TensorMap& gradients, double learningRate);

    int64_t steps() const { return m_steps; }
    void setSteps(int64_t steps) { m_steps = steps; } // of state that came from elsewhere
    const weights::TensorMap& parameters() const { return m_parameters; }
    const weights::TensorMap& average() const { return m_average; }

    // parameter.*, average.*, first.*, second.*: the tensors themselves, no copies.
    weights::TensorMap state() const;

    // All state, for a resume that continues bit for bit.
    base::Result<void> save(const std::filesystem::path& file) const;
    base::Result<void> load(const std::filesystem::path& file);

private:
    weights::TensorMap m_parameters, m_average, m_first, m_second;
    AdamWOptions m_options;
    int64_t m_steps = 0;
};

} // namespace likeness::training
