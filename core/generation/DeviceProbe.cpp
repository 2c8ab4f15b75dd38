#include "core/generation/DeviceProbe.h"

#include "core/base/CpuGuard.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <mutex>

namespace likeness::generation {

namespace {

constexpr double clearly = 1.25; // times faster; bf16 has fewer digits, so it must be worth it

// What it costs: a processor's own time, which other programs do not lengthen; a GPU's by the clock.
double seconds(at::Device device)
{
    if (device.is_cpu())
        return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Best of three; waits for the device by reading the result.
double speedIn(at::Device device, at::ScalarType type)
{
    const int64_t rows = device.is_cpu() ? 512 : 4096, width = 1280; // tokens and channels of the UNet
    const auto options = at::TensorOptions(type).device(device);
    const at::Tensor x = at::ones({rows, width}, options), w = at::full({width, width}, 1.0 / 64, options);
    double best_seconds = 0;
    try {
        for (int run = 0; run < 4; ++run) { // the first also pays for starting
            const double began = seconds(device);
            const double sum = at::linear(x, w)[rows - 1][width - 1].item<double>();
            const double took = seconds(device) - began;
            if (std::abs(sum - width / 64.0) > 0.01 * width / 64.0)
                return 0;
            best_seconds = run < 2 ? took : std::min(best_seconds, took);
        }
    } catch (const std::exception&) {
        return 0; // a type that the device does not know
    }
    return 2.0 * static_cast<double>(rows * width * width) / std::max(best_seconds, 1e-9) / 1e9;
}

} // namespace

DeviceSpeed measureSpeed(at::Device device)
{
    DeviceSpeed speed;
    speed.fp32 = speedIn(device, at::kFloat);
    if (!device.is_cpu() || base::isBf16Safe())
        speed.bf16 = speedIn(device, at::kBFloat16);
    if (!device.is_cpu())
        speed.fp16 = speedIn(device, at::kHalf);
    return speed;
}

const DeviceSpeed& speedOf(at::Device device)
{
    static std::mutex mutex;
    static std::map<std::string, DeviceSpeed> known; // facts about the machine
    const std::lock_guard lock(mutex);
    const auto [entry, isNew] = known.try_emplace(device.str());
    if (isNew)
        entry->second = measureSpeed(device);
    return entry->second;
}

at::ScalarType bestType(at::Device device, const DeviceSpeed& speed)
{
    if (device.is_cpu())
        return speed.bf16 > clearly * speed.fp32 ? at::kBFloat16 : at::kFloat;
    if (speed.fp16 > 0 && speed.bf16 <= clearly * speed.fp16)
        return at::kHalf;
    return speed.bf16 > 0 ? at::kBFloat16 : at::kFloat;
}

} // namespace likeness::generation
