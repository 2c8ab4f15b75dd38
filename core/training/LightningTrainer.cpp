#include "core/training/LightningTrainer.h"

#include "core/diffusion/Samplers.h"
#include "core/training/DataParallel.h"
#include "core/training/LowRank.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

namespace {

const std::string unetName = "unet.";

at::Tensor doubled(const at::Tensor& x) { return at::cat({x, x}); }

// First the rows without words and with the unconditional identity, then the rows as they are.
struct Guided {
    diffusion::UnetConditioning words;
    at::Tensor tokens; // [2 * R, T, width]; undefined without identity
    std::vector<int64_t> identityRows;
};

at::Tensor tokensOf(const Painter& painter, const PainterRows& rows)
{
    return rows.identityRows.empty() ? at::Tensor() : painter.idFormer.forward(rows.condition, rows.hidden);
}

Guided guided(const Painter& painter, const PainterRows& rows, const diffusion::UnetConditioning& words)
{
    Guided both{{at::cat({at::zeros_like(words.text), words.text}),
                 at::cat({at::zeros_like(words.pooled), words.pooled}), doubled(words.timeIds)},
                {},
                {}};
    if (rows.identityRows.empty())
        return both;
    std::vector<at::Tensor> nobody;
    for (const auto& scale : rows.hidden)
        nobody.push_back(at::zeros_like(scale));
    both.tokens = at::cat({painter.idFormer.forward(at::zeros_like(rows.condition), nobody), tokensOf(painter, rows)});
    both.identityRows = rows.identityRows;
    for (const int64_t row : rows.identityRows)
        both.identityRows.push_back(row + rows.latents.size(0));
    return both;
}

std::optional<identity::IdAttention> attentionOf(const Painter& painter, const at::Tensor& tokens,
                                                 const std::vector<int64_t>& rows)
{
    if (rows.empty())
        return std::nullopt;
    return std::optional<identity::IdAttention>(std::in_place, painter.idLayers, tokens, rows,
                                                identity::IdAttentionSettings{.scale = 1});
}

at::Tensor predict(const diffusion::Unet& unet, const diffusion::Sampler& sampler, size_t i, const at::Tensor& x,
                   const diffusion::UnetConditioning& words, std::optional<identity::IdAttention>& identity)
{
    const at::Tensor timesteps = at::full({x.size(0)}, sampler.timesteps()[i], x.options().dtype(at::kFloat));
    return unet.forward(sampler.scaleModelInput(x, i), timesteps, words, {.extension = identity ? &*identity : nullptr});
}

// The teacher as it is, and the UNet with the change that learns.
struct Pupil {
    Painter teacher;
    weights::TensorMap unet, factors;
    diffusion::UnetOptions options;
    weights::Placement placement;

    Pupil(const weights::Weights& w, const LightningTraining& training, const weights::TensorMap& factorNames)
        : teacher(w, training.options), unet(part(training.teacher, unetName)), options(training.options.unet),
          placement(w.placement())
    {
        for (const auto& [name, unused] : factorNames)
            factors[name] = w.raw(name);
    }
    diffusion::Unet student() const
    {
        return {options, weights::Weights({"", changed(unet, factors), {}}, placement)};
    }
};

at::Tensor lossOf(const Pupil& pupil, const PainterData& data, const LightningTraining& training, size_t step,
                  Random& random)
{
    const PainterRows rows = drawRows(data, training.rows, random);
    const TeacherStride stride = teacherStride(pupil.teacher, data, rows, training, step, random);
    diffusion::UnetConditioning words;
    at::Tensor tokens;
    {
        const at::NoGradGuard noGradients;
        words = conditioningOf(pupil.teacher, rows);
        tokens = tokensOf(pupil.teacher, rows);
    }
    const auto sampler = diffusion::makeTrailingEuler(data.schedule, training.steps);
    auto identity = attentionOf(pupil.teacher, tokens, rows.identityRows);
    const diffusion::Unet student = pupil.student();
    const at::Tensor output = predict(student, *sampler, step, stride.from, words, identity);
    return (sampler->predictOriginal(output, step, stride.from) - stride.original).square().mean();
}

} // namespace

TeacherStride teacherStride(const Painter& teacher, const PainterData& data, const PainterRows& rows,
                            const LightningTraining& training, size_t step, Random& random)
{
    const at::NoGradGuard noGradients;
    const auto fine = diffusion::makeTrailingEuler(data.schedule, training.steps * training.teacherSteps);
    const auto coarse = diffusion::makeTrailingEuler(data.schedule, training.steps);
    const size_t strides = static_cast<size_t>(training.teacherSteps);
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const at::Tensor noise = at::randn(rows.latents.sizes(), generator).to(data.device);

    TeacherStride stride{coarse->addNoise(rows.latents, noise, step), {}, {}};
    const Guided both = guided(teacher, rows, conditioningOf(teacher, rows));
    auto identity = attentionOf(teacher, both.tokens, both.identityRows);
    at::Tensor x = stride.from;
    for (size_t i = step * strides; i < (step + 1) * strides; ++i) {
        const auto answers = predict(teacher.unet, *fine, i, doubled(x), both.words, identity).chunk(2);
        x = fine->step(answers[0] + training.guidance * (answers[1] - answers[0]), i, x, {});
    }
    stride.to = x;
    // Euler's step, solved for the latent: to = from + (end - begin) * (from - original) / begin
    const double begin = coarse->sigmas()[step], end = coarse->sigmas()[step + 1];
    stride.original = stride.from - (stride.to - stride.from) * (begin / (end - begin));
    return stride;
}

base::Result<weights::TensorMap> trainLightning(const PainterData& data, const LightningTraining& training,
                                                const LoopControl& control, const PainterSeen& after)
{
    weights::TensorMap frozen;
    for (const auto& [name, tensor] : training.teacher)
        frozen[name] = tensor.to(at::kFloat);
    LightningTraining own = training;
    own.teacher = frozen;
    weights::TensorMap factors = lowRankFactors(part(frozen, unetName), training.rank, training.seed);
    for (auto& [name, factor] : factors)
        factor = factor.to(data.device);
    AdamW optimiser(factors, {.averageDecay = training.averageDecay});
    const Workers workers = control.group.workers(training.workers);
    DataParallel<Pupil> parallel(
        optimiser.parameters(), workers, [&](const weights::Weights& w) { return Pupil(w, own, factors); }, frozen);
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](Pupil& pupil, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                const int64_t stride = (index + worker) % training.steps;
                return lossOf(pupil, data, own, static_cast<size_t>(stride), random);
            },
            gradients, training.precision);
    };
    const AfterStep seen = after ? AfterStep([&](int64_t index) { after(index, optimiser.average()); }) : AfterStep();
    if (auto trained = runTraining(training.loop, optimiser, step, control, seen); !trained)
        return tl::unexpected(trained.error());
    return optimiser.average();
}

} // namespace likeness::training
