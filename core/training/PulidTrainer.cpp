#include "core/training/PulidTrainer.h"

#include "core/training/DataParallel.h"
#include "core/training/DiffusionLoss.h"
#include "core/training/FastBranch.h"
#include "core/training/PainterTrainer.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

namespace {

using PointsOf = std::function<FacePoints(int64_t picture)>;

// How far the faces in `pictures` [B, 3, H, W] are from those of the rows' references.
at::Tensor faceLoss(const PulidData& data, const PainterRows& rows, const at::Tensor& pictures, const PointsOf& pointsOf)
{
    std::vector<FacePoints> points;
    for (const int64_t picture : rows.pictures)
        points.push_back(pointsOf(picture));
    const at::Tensor generated = data.arcFace.forward(facesOf(pictures, points));
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
    return faceLoss(data, shown, data.vae.decode(seen / data.vae.options.scaling_factor), data.facePoints);
}

bool hasFastBranch(PulidStage stage)
{
    return stage == PulidStage::identity || stage == PulidStage::alignment;
}

} // namespace

namespace {

// A painting of the Lightning branch.
struct FastRows {
    FastBranch branch;
    PainterRows rows;
    FastPicture picture;
};

// `prompts`: instead of the pictures' captions, unless there are none.
FastRows paintRows(const Painter& painter, const PulidData& data, const PulidTraining& training, Contrast contrast,
                   std::vector<std::string> prompts, Random& random)
{
    FastRows fast{{painter, data.vae, data.painter.schedule, training.fastSteps, training.differentiated, 1, data.lightning},
                  drawRows(data.painter,
                           {.batch = training.fastBatch, .identityShare = 1, .captionDrop = 0, .personWords = 0,
                            .among = Among::withFace, .prompts = std::move(prompts)},
                           random),
                  {}};
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const at::Tensor noise = at::randn(fast.rows.latents.sizes(), generator).to(data.painter.device);
    fast.picture = paintFast(fast.branch, noise, conditioningOf(painter, fast.rows),
                             painter.idFormer.forward(fast.rows.condition, fast.rows.hidden), contrast);
    return fast;
}

void addFastLosses(PulidLossParts& parts, const Painter& painter, const PulidData& data, const PulidTraining& training,
                   Random& random)
{
    const bool isAligned = training.stage == PulidStage::alignment;
    const auto align = [&](const FastRows& pair) {
        parts.semantic = pair.picture.semantic;
        parts.layout = pair.picture.layout;
    };
    if (training.identityPrompt.empty()) {
        const FastRows fast =
            paintRows(painter, data, training, isAligned ? Contrast::withTwin : Contrast::none, {}, random);
        parts.identity = faceLoss(data, fast.rows, decoded(fast.branch, fast.picture.latent), data.facePoints);
        return align(fast);
    }
    const FastRows fast = paintRows(painter, data, training, Contrast::none, {training.identityPrompt}, random);
    parts.identity = faceLoss(data, fast.rows, decoded(fast.branch, fast.picture.latent), data.usualFacePoints);
    if (isAligned)
        align(paintRows(painter, data, training, Contrast::withTwin, training.alignmentPrompts, random));
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
    if (hasFastBranch(training.stage))
        addFastLosses(parts, painter, data, training, random);
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
