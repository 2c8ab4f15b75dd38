#include "core/training/Autocast.h"

#include "core/generation/DeviceProbe.h"

#include <ATen/autocast_mode.h>

namespace likeness::training {

bool trainsInBf16(Precision precision)
{
    if (precision == Precision::automatic)
        return generation::bestType(at::kCPU, generation::speedOf(at::kCPU)) == at::kBFloat16;
    return precision == Precision::bf16;
}

Autocast::Autocast(bool isOn) : m_wasOn(Autocast::isOn())
{
    at::autocast::increment_nesting();
    at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
    at::autocast::set_autocast_enabled(at::kCPU, isOn);
}

Autocast::~Autocast()
{
    at::autocast::set_autocast_enabled(at::kCPU, m_wasOn);
    if (at::autocast::decrement_nesting() == 0)
        at::autocast::clear_cache(); // casts of parameters, which the next step changes
}

bool Autocast::isOn() { return at::autocast::is_autocast_enabled(at::kCPU); }

} // namespace likeness::training
