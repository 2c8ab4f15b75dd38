#include "core/training/Autocast.h"

#include "core/generation/DeviceProbe.h"

#include <ATen/autocast_mode.h>

namespace likeness::training {

namespace {

void setAutocast(bool isOn)
{
    for (const at::DeviceType device : {at::kCPU, at::kCUDA}) {
        at::autocast::set_autocast_dtype(device, at::kBFloat16);
        at::autocast::set_autocast_enabled(device, isOn);
    }
}

} // namespace

bool trainsInBf16(Precision precision, at::Device device)
{
    if (precision != Precision::automatic)
        return precision == Precision::bf16;
    generation::DeviceSpeed speed = generation::speedOf(device);
    speed.fp16 = 0; // not a choice here
    return generation::bestType(device, speed) == at::kBFloat16;
}

Autocast::Autocast(bool isOn) : m_wasOn(Autocast::isOn())
{
    at::autocast::increment_nesting();
    setAutocast(isOn);
}

Autocast::~Autocast()
{
    setAutocast(m_wasOn);
    if (at::autocast::decrement_nesting() == 0)
        at::autocast::clear_cache(); // casts of parameters, which the next step changes
}

bool Autocast::isOn() { return at::autocast::is_autocast_enabled(at::kCPU); }

} // namespace likeness::training
