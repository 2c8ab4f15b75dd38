// How fast a device multiplies in each type: the flags of a processor promise what its kernels do
// not keep (bf16 without AMX is slower than fp32), so it is measured.
#pragma once

#include <ATen/ATen.h>

namespace likeness::generation {

// Of one matrix product as the UNet has them; 0: the device cannot, or gets it wrong.
struct DeviceSpeed {
    double fp32 = 0, bf16 = 0, fp16 = 0; // 10⁹ operations per second; a processor: of one core
};

// Takes about a tenth of a second on a processor. bf16 is not tried where it could kill the process
// (base::isBf16Safe); fp16 not on processors, whose kernels for it are few.
DeviceSpeed measureSpeed(at::Device device);

// The same, measured at the first call and remembered while the program runs.
const DeviceSpeed& speedOf(at::Device device);

// The type to compute in. A processor: bf16 if it is clearly faster, else fp32. A GPU: fp16, bf16 if
// that is clearly faster or fp16 fails, fp32 if both fail.
at::ScalarType bestType(at::Device device, const DeviceSpeed& speed);

} // namespace likeness::generation
