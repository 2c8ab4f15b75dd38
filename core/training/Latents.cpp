#include "core/training/Latents.h"

namespace likeness::training {

base::Result<at::Tensor> latentsOf(const diffusion::Vae& vae, const PortraitSet& set, const LoopControl& control,
                                  at::Device device)
{
    const at::NoGradGuard noGradients;
    std::vector<at::Tensor> all;
    const int64_t count = set.pictures.size(0), batch = 8;
    for (int64_t first = 0; first < count; first += batch) {
        if (control.stop.stop_requested())
            return base::fail(base::ErrorCode::cancelled, "The training was stopped.");
        const at::Tensor pictures = set.pictures.narrow(0, first, std::min(batch, count - first)).to(device, at::kFloat);
        const auto moments = diffusion::splitMoments(vae.encode(pictures / 127.5 - 1));
        all.push_back((moments.mean * vae.options.scaling_factor).to(at::kCPU, at::kHalf));
        if (control.progress)
            control.progress({"Encoding the portraits", static_cast<double>(first) / static_cast<double>(count), -1});
    }
    return at::cat(all);
}

} // namespace likeness::training
