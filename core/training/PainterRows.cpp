#include "core/training/PainterRows.h"

namespace likeness::training {

at::Tensor tokenIds(const text::ClipTokenizer& tokenizer, const std::string& text)
{
    return at::tensor(tokenizer.tokenize(text).ids, at::kLong);
}

PainterRows drawRows(const PainterData& data, const PainterRowsOptions& options, Random& random)
{
    std::vector<at::Tensor> latents, ids, ids2, timeIds, conditions;
    std::vector<std::vector<at::Tensor>> hidden;
    std::vector<double> words;
    PainterRows rows;
    for (int64_t row = 0; row < options.batch; ++row) {
        const auto like = rows.pictures.empty() ? std::nullopt : std::optional(rows.pictures.front());
        const int64_t picture = data.pictures.draw(random, options.among, like);
        rows.pictures.push_back(picture);
        latents.push_back(data.pictures.latent(picture).to(at::kFloat));
        timeIds.push_back(text::timeIds(data.pictures.sizes(picture)));
        const bool isShown = random.uniform() < options.identityShare && data.pictures.hasFace(picture);
        const std::string caption =
            options.prompts.empty()
                ? data.pictures.caption(picture, isShown ? options.personWords : options.strangerWords, random)
                : options.prompts[static_cast<size_t>(random.below(std::ssize(options.prompts)))];
        ids.push_back(tokenIds(data.tokenizer, caption));
        ids2.push_back(tokenIds(data.tokenizer2, caption));
        const bool dropped = random.uniform() < options.captionDrop;
        words.push_back(dropped ? 0 : 1);
        if (!isShown)
            continue;
        rows.identityRows.push_back(row);
        const ShownIdentity identity = data.pictures.identity(picture, random);
        // Without words half of the identities are the unconditional one (zeros), as guidance shows them later.
        const double shown = dropped && random.uniform() < 0.5 ? 0 : 1;
        if (shown != 0)
            rows.shown.push_back(std::ssize(conditions));
        conditions.push_back(identity.condition * shown);
        hidden.resize(identity.hidden.size());
        for (size_t scale = 0; scale < hidden.size(); ++scale)
            hidden[scale].push_back(identity.hidden[scale].to(at::kFloat) * shown);
    }
    rows.latents = at::stack(latents).to(data.device);
    rows.ids = at::stack(ids).to(data.device);
    rows.ids2 = at::stack(ids2).to(data.device);
    rows.timeIds = at::cat(timeIds).to(data.device);
    rows.hasWords = at::tensor(words, at::kFloat).unsqueeze(1).to(data.device);
    if (!conditions.empty()) {
        rows.condition = at::stack(conditions).to(data.device);
        for (const auto& scale : hidden)
            rows.hidden.push_back(at::stack(scale).to(data.device));
    }
    return rows;
}

diffusion::UnetConditioning conditioningOf(const Painter& painter, const PainterRows& rows)
{
    const auto words = painter.encoders.encode(rows.ids, rows.ids2);
    return {words.prompt_embeds * rows.hasWords.unsqueeze(2), words.pooled * rows.hasWords, rows.timeIds};
}

} // namespace likeness::training
