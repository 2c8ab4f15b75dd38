// Training in bf16: products and convolutions in bf16 with fp32 sums; parameters, gradients, norms, losses and the
// optimiser in fp32. What it gains is in README.md, Decisions.
#pragma once

#include "core/generation/PortraitRequest.h"

#include <c10/core/Device.h>

namespace likeness::training {

using generation::Precision;

// automatic: bf16 where the device has it and, on a processor, is measured to be clearly faster with it
// (generation/DeviceProbe.h), else fp32; asked once per program. fp16 counts as fp32: its gradients would need scaling.
bool trainsInBf16(Precision precision, at::Device device);

// While it lives, this thread's forward pass. The backward pass follows the types that the forward pass chose, so it
// may run after the end.
class Autocast {
public:
    explicit Autocast(bool isOn);
    ~Autocast();
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

    static bool isOn(); // in this thread

private:
    const bool m_wasOn;
};

} // namespace likeness::training
