#include "core/training/PaintedLatents.h"

#include "core/training/DiffusionLoss.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

namespace {

// Of all timesteps: where four to twenty steps begin their last ones. Above, the picture is no longer the one it was.
constexpr double least = 0.05, most = 0.45;

} // namespace

DrawLesson paintedLatents(const Painter& painter, const PainterData& data)
{
    return [&painter, data](Random& random) -> DecoderLesson {
        const at::NoGradGuard noGradients;
        const PainterRows rows = drawRows(data, {.batch = 1, .captionDrop = 0}, random);
        const double share = random.uniform(least, most);
        const at::Tensor timesteps = at::full(
            {1}, static_cast<int64_t>(share * static_cast<double>(data.schedule.options.num_train_timesteps)), at::kLong);
        auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
        const at::Tensor noise = at::randn(rows.latents.sizes(), generator).to(data.device);
        return {rows.pictures.front(), denoiseAt(painter, data, rows, timesteps, noise).original.to(at::kCPU)};
    };
}

} // namespace likeness::training
