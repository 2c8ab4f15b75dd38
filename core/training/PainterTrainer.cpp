#include "core/training/PainterTrainer.h"

#include "core/portraits/Caption.h"
#include "core/training/DataParallel.h"
#include "core/training/Initialise.h"
#include "core/training/Random.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

namespace {

// One worker's part of a batch.
struct Rows {
    at::Tensor latents;  // [B, C, h, w]
    at::Tensor ids, ids2; // [B, 77]
    at::Tensor hasWords; // [B, 1] fp32, 0 where the caption is dropped
    std::vector<int64_t> identityRows;
    at::Tensor condition;           // [R, 512 + E] of the rows with identity
    std::vector<at::Tensor> hidden; // five of [R, T, width]
};

std::string captionOf(const PainterData& data, const PainterTraining& training, int64_t picture, Random& random)
{
    const auto scene = sceneOf(data.set.options, picture);
    const std::uint64_t wording = random.next();
    if (random.uniform() >= training.personWords)
        return portraits::caption(scene, wording);
    const auto seed = personSeed(data.set.options, picture / picturesPerPerson);
    return portraits::caption(portraits::randomPerson(seed), scene, wording);
}

Rows drawRows(const PainterData& data, const PainterTraining& training, Random& random)
{
    std::vector<at::Tensor> latents, ids, ids2, conditions;
    std::vector<std::vector<at::Tensor>> hidden(data.features.hidden.size());
    std::vector<double> words;
    Rows rows;
    for (int64_t row = 0; row < training.batch; ++row) {
        const int64_t picture = random.below(data.latents.size(0));
        latents.push_back(data.latents[picture]);
        const std::string caption = captionOf(data, training, picture, random);
        ids.push_back(tokenIds(data.tokenizer, caption));
        ids2.push_back(tokenIds(data.tokenizer2, caption));
        const bool dropped = random.uniform() < training.captionDrop;
        words.push_back(dropped ? 0 : 1);
        if (random.uniform() >= training.identityShare)
            continue;
        rows.identityRows.push_back(row);
        const int64_t person = picture / picturesPerPerson, photo = random.below(referencesPerPerson);
        // Without words half of the identities are the unconditional one (zeros), as guidance shows them later.
        const double shown = dropped && random.uniform() < 0.5 ? 0 : 1;
        conditions.push_back(data.features.condition[person][photo] * shown);
        for (size_t scale = 0; scale < hidden.size(); ++scale)
            hidden[scale].push_back(data.features.hidden[scale][person][photo].to(at::kFloat) * shown);
    }
    rows.latents = at::stack(latents).to(at::kFloat);
    rows.ids = at::stack(ids);
    rows.ids2 = at::stack(ids2);
    rows.hasWords = at::tensor(words, at::kFloat).unsqueeze(1);
    if (!conditions.empty()) {
        rows.condition = at::stack(conditions);
        for (const auto& scale : hidden)
            rows.hidden.push_back(at::stack(scale));
    }
    return rows;
}

// The loss of a model that predicts x0: squared error, weighted with min(1 / sigma^2, 5), where x_t = alpha x0 +
// sigma noise (research/starter.md: v-prediction learnt nothing in the same time).
at::Tensor diffusionLoss(const Painter& painter, const PainterData& data, const Rows& rows,
                         const at::Tensor& pixelWeight, Random& random)
{
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const int64_t batch = rows.latents.size(0);
    const at::Tensor timesteps = at::randint(data.schedule.options.num_train_timesteps, {batch}, generator, at::kLong);
    const at::Tensor kept = data.schedule.alphasCumprod.index_select(0, timesteps).to(at::kFloat).view({-1, 1, 1, 1});
    const at::Tensor noise = at::randn(rows.latents.sizes(), generator);
    const at::Tensor noised = data.schedule.addNoise(rows.latents, noise, timesteps);

    const auto words = painter.encoders.encode(rows.ids, rows.ids2);
    const int64_t size = data.set.options.size;
    const diffusion::UnetConditioning conditioning{
        words.prompt_embeds * rows.hasWords.unsqueeze(2), words.pooled * rows.hasWords,
        text::timeIds({size, size, 0, 0, size, size}).expand({batch, -1})};
    std::optional<identity::IdAttention> identity;
    if (!rows.identityRows.empty())
        identity.emplace(painter.idLayers, painter.idFormer.forward(rows.condition, rows.hidden), rows.identityRows,
                         identity::IdAttentionSettings{.scale = 1});
    const at::Tensor predicted = painter.unet.forward(noised, timesteps.to(at::kFloat), conditioning,
                                                      {.extension = identity ? &*identity : nullptr});
    const at::Tensor weight = (1 / (1 - kept)).clamp_max(5);
    return ((predicted - rows.latents).square() * weight * pixelWeight).mean();
}

// Residual branches and the identity's values start at zero.
const std::vector<std::string> zeroAtStart = {"unet.conv_out",    ".conv2.",   "proj_out.weight", "ff.net.2",
                                              "attn1.to_out.0",   "attn2.to_out.0", "id_to_v",
                                              "self_attn.out_proj", "mlp.fc2"};

} // namespace

at::Tensor tokenIds(const text::ClipTokenizer& tokenizer, const std::string& text)
{
    return at::tensor(tokenizer.tokenize(text).ids, at::kLong);
}

base::Result<weights::TensorMap> trainPainter(const PainterData& data, const PainterTraining& training,
                                              const LoopControl& control, const PainterSeen& after)
{
    const auto fresh = weights::Weights::fresh(startFrom(training.start, startValues(training.seed, zeroAtStart)));
    Painter(fresh, training.options);
    AdamW optimiser(fresh.taken(), {});
    DataParallel<Painter> parallel(optimiser.parameters(), training.workers,
                                   [&](const weights::Weights& w) { return Painter(w, training.options); });
    const at::Tensor share = at::adaptive_avg_pool2d(data.set.faceShare.view({1, 1, data.set.options.size, -1}),
                                                     {data.latents.size(2), data.latents.size(3)});
    const at::Tensor pixelWeight = 1 + training.faceWeight * share;

    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](Painter& painter, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                const Rows rows = drawRows(data, training, random);
                return diffusionLoss(painter, data, rows, pixelWeight, random);
            },
            gradients);
    };
    const AfterStep seen = after ? AfterStep([&](int64_t index) { after(index, optimiser.average()); }) : AfterStep();
    if (auto trained = runTraining(training.loop, optimiser, step, control, seen); !trained)
        return tl::unexpected(trained.error());
    return optimiser.average();
}

} // namespace likeness::training
