#include "core/training/Latents.h"

#include <omp.h>

#include <atomic>
#include <future>
#include <thread>

namespace likeness::training {

base::Result<at::Tensor> latentsOf(const diffusion::Vae& vae, const PortraitSet& set, const LoopControl& control,
                                  at::Device device)
{
    const int64_t count = set.pictures.size(0), batch = 8;
    std::vector<at::Tensor> parts(static_cast<size_t>((count + batch - 1) / batch));
    std::atomic<size_t> next = 0;
    const auto encode = [&](bool tells) {
        const at::NoGradGuard noGradients;
        for (size_t part = next++; part < parts.size() && !control.stop.stop_requested(); part = next++) {
            const int64_t first = static_cast<int64_t>(part) * batch;
            const at::Tensor pictures =
                set.pictures.narrow(0, first, std::min(batch, count - first)).to(device, at::kFloat);
            const auto moments = diffusion::splitMoments(vae.encode(pictures / 127.5 - 1));
            parts[part] = (moments.mean * vae.options.scaling_factor).to(at::kCPU, at::kHalf);
            if (tells && control.progress)
                control.progress({"Encoding the portraits", static_cast<double>(first) / static_cast<double>(count), -1});
        }
    };
    if (!device.is_cpu()) {
        encode(true);
    } else { // one thread per core: layers this small gain little from two
        std::vector<std::future<void>> threads;
        for (unsigned i = 0; i < std::max(std::thread::hardware_concurrency(), 1u); ++i)
            threads.push_back(std::async(std::launch::async, [&, i] {
                omp_set_num_threads(1); // of this thread
                encode(i == 0);
            }));
        for (auto& thread : threads)
            thread.get();
    }
    if (control.stop.stop_requested())
        return base::fail(base::ErrorCode::cancelled, "The training was stopped.");
    return at::cat(parts);
}

} // namespace likeness::training
