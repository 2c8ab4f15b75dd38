#include "core/training/PulidTrainer.h"

#include "core/training/DataParallel.h"
#include "core/training/DiffusionLoss.h"
#include "core/training/FastBranch.h"
#include "core/training/PainterTrainer.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

namespace {

std::vector<FacePoints> pointsOf(const PulidData& data, const std::vector<int64_t>& pictures)
{
    std::vector<FacePoints> points;
    for (const int64_t picture : pictures)
        points.push_back(data.facePoints(picture));
    return points;
}

// How far the faces in `pictures` [B, 3, H, W] are from those of the rows' references.
at::Tensor faceLoss(const PulidData& data, const PainterRows& rows, const at::Tensor& pictures)
{
    const at::Tensor generated = data.arcFace.forward(facesOf(pictures, pointsOf(data, rows.pictures)));
    return identityLoss(rows.condition.narrow(1, 0, generated.size(1)), generated); // the condition begins with it
}

// Equation 2 as it would be without the Lightning branch: x0 from one noisy step, which the paper shows to be inferior.
at::Tensor naiveFaceLoss(const PulidData& data, const PainterRows& rows, const at::Tensor& original)
{
    if (rows.identityRows.empty())
        return at::zeros({});
    const at::Tensor seen = original.index_select(0, at::tensor(rows.identityRows, at::kLong).to(original.device()));
    PainterRows shown = rows;
    shown.pictures.clear();
    for (const int64_t row : rows.identityRows)
        shown.pictures.push_back(rows.pictures[static_cast<size_t>(row)]);
    return faceLoss(data, shown, data.vae.decode(seen / data.vae.options.scaling_factor));
}

bool hasFastBranch(PulidStage stage)
{
    return stage == PulidStage::identity || stage == PulidStage::alignment;
}

bool isAdapters(const std::string& name)
{
    return name.starts_with("id_adapter");
}

} // namespace

PulidLossParts pulidLoss(const Painter& painter, const PulidData& data, const PulidTraining& training, Random& random)
{
    PulidLossParts parts;
    const PainterRows rows = drawRows(data.painter, training.rows, random);
    const Denoised denoised = denoise(painter, data.painter, rows, random);
    parts.diffusion = diffusionLoss(denoised);
    parts.total = parts.diffusion;
    if (training.stage == PulidStage::naiveId)
        parts.identity = naiveFaceLoss(data, rows, denoised.original);
    if (hasFastBranch(training.stage)) {
        const PainterRows shown = drawRows(
            data.painter,
            {.batch = training.fastBatch, .identityShare = 1, .captionDrop = 0, .personWords = 0, .among = Among::withFace},
            random);
        auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
        const at::Tensor noise = at::randn(shown.latents.sizes(), generator).to(data.painter.device);
        const bool isAligned = training.stage == PulidStage::alignment;
        const FastPicture fast = paintFast(
            {painter, data.vae, data.painter.schedule, training.fastSteps, training.differentiated, 1,
             data.lightning},
            noise,
            conditioningOf(painter, shown),
            painter.idFormer.forward(shown.condition, shown.hidden), isAligned ? Contrast::withTwin : Contrast::none);
        parts.identity = faceLoss(data, shown, fast.picture);
        parts.semantic = fast.semantic;
        parts.layout = fast.layout;
    }
    const auto add = [&](const at::Tensor& loss, double weight) {
        if (loss.defined())
            parts.total = parts.total + weight * loss;
    };
    add(parts.identity, training.weights.identity);
    add(parts.semantic, training.weights.semantic);
    add(parts.layout, training.weights.layout);
    return parts;
}

weights::TensorMap withFreshAdapter(const weights::TensorMap& painter, const PainterOptions& options, std::uint64_t seed)
{
    weights::TensorMap base;
    for (const auto& [name, tensor] : painter)
        if (!isAdapters(name))
            base[name] = tensor;
    const auto fresh = weights::Weights::fresh(startFrom(base, painterStartValues(seed)),
                                               {at::kFloat, base.begin()->second.device()});
    Painter(fresh, options);
    return fresh.taken();
}

base::Result<weights::TensorMap> trainPulid(const PulidData& data, const PulidTraining& training,
                                            const LoopControl& control, const PainterSeen& after)
{
    weights::TensorMap learning, frozen;
    for (const auto& [name, tensor] : training.start)
        (isAdapters(name) ? learning : frozen)[name] = tensor.to(at::kFloat).clone();
    AdamW optimiser(learning, {});
    DataParallel<Painter> parallel(
        optimiser.parameters(), control.group.workers(training.workers),
        [&](const weights::Weights& w) { return Painter(w, training.options); }, frozen);
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](Painter& painter, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                return pulidLoss(painter, data, training, random).total;
            },
            gradients, training.precision);
    };
    const AfterStep seen = after ? AfterStep([&](int64_t index) { after(index, optimiser.average()); }) : AfterStep();
    if (auto trained = runTraining(training.loop, optimiser, step, control, seen); !trained)
        return tl::unexpected(trained.error());
    return optimiser.average();
}

} // namespace likeness::training
