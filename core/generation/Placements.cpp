#include "core/generation/Placements.h"

#include "core/generation/DeviceProbe.h"

namespace likeness::generation {

using weights::Placement;
using weights::Residence;

namespace {

constexpr std::int64_t smallUnet = 300'000'000; // an eighth of SDXL's; its fp32 numbers fit into any machine of today

Residence residenceOf(MemoryMode memory)
{
    switch (memory) {
    case MemoryMode::offload:
        return Residence::host;
    case MemoryMode::int8:
        return Residence::int8;
    case MemoryMode::whole:
    case MemoryMode::automatic:
        break;
    }
    return Residence::ready;
}

// Parts that work once per picture wait in few bytes, where that costs a GPU little. A processor
// converts them once if there is room.
Residence besides(const Placement& unet)
{
    if (unet.residence != Residence::ready)
        return Residence::host;
    return unet.device.is_cpu() ? Residence::ready : Residence::asStored;
}

} // namespace

Precision precisionFor(Precision asked, std::int64_t unetNumbers)
{
    const bool isSmall = unetNumbers < smallUnet;
    return asked == Precision::automatic && isSmall && !at::hasCUDA() ? Precision::fp32 : asked;
}

ChosenPlacement placementFor(Precision precision, MemoryMode memory)
{
    const at::Device device = at::hasCUDA() ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    const Residence residence = residenceOf(memory);
    switch (precision) {
    case Precision::fp32:
        return {{at::kFloat, device, residence}, ""};
    case Precision::bf16:
        return {{at::kBFloat16, device, residence}, ""};
    case Precision::fp16:
        if (device.is_cpu())
            return {{at::kFloat, device, residence}, "A processor computes in fp32 where fp16 was asked for."};
        return {{at::kHalf, device, residence}, ""};
    case Precision::automatic:
        break;
    }
    return {{bestType(device, speedOf(device)), device, residence}, ""};
}

PartPlacements placementsBeside(const Placement& unet)
{
    const Residence beside = besides(unet);
    const bool isHalf = unet.dtype != at::kFloat && !unet.device.is_cpu();
    const at::ScalarType vae = isHalf && speedOf(unet.device).bf16 > 0 ? at::kBFloat16 : at::kFloat;
    return {unet, unet, {at::kFloat, unet.device, beside}, {vae, unet.device, beside}};
}

} // namespace likeness::generation
