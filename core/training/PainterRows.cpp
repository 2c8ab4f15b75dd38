#include "core/training/PainterRows.h"

#include "core/portraits/Caption.h"

namespace likeness::training {

namespace {

std::string captionOf(const PainterData& data, double personWords, int64_t picture, Random& random)
{
    const auto scene = sceneOf(data.set.options, picture);
    const std::uint64_t wording = random.next();
    if (random.uniform() >= personWords)
        return portraits::caption(scene, wording);
    const auto seed = personSeed(data.set.options, picture / picturesPerPerson);
    return portraits::caption(portraits::randomPerson(seed), scene, wording);
}

} // namespace

at::Tensor tokenIds(const text::ClipTokenizer& tokenizer, const std::string& text)
{
    return at::tensor(tokenizer.tokenize(text).ids, at::kLong);
}

PainterRows drawRows(const PainterData& data, const PainterRowsOptions& options, Random& random)
{
    std::vector<at::Tensor> latents, ids, ids2, conditions;
    std::vector<std::vector<at::Tensor>> hidden(data.features.hidden.size());
    std::vector<double> words;
    PainterRows rows;
    for (int64_t row = 0; row < options.batch; ++row) {
        const int64_t picture = random.below(data.latents.size(0));
        rows.pictures.push_back(picture);
        latents.push_back(data.latents[picture]);
        const bool isShown = random.uniform() < options.identityShare;
        const std::string caption =
            captionOf(data, isShown ? options.personWords : options.strangerWords, picture, random);
        ids.push_back(tokenIds(data.tokenizer, caption));
        ids2.push_back(tokenIds(data.tokenizer2, caption));
        const bool dropped = random.uniform() < options.captionDrop;
        words.push_back(dropped ? 0 : 1);
        if (!isShown)
            continue;
        rows.identityRows.push_back(row);
        const int64_t person = picture / picturesPerPerson, photo = random.below(referencesPerPerson);
        // Without words half of the identities are the unconditional one (zeros), as guidance shows them later.
        const double shown = dropped && random.uniform() < 0.5 ? 0 : 1;
        if (shown != 0)
            rows.shown.push_back(std::ssize(conditions));
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

diffusion::UnetConditioning conditioningOf(const Painter& painter, const PainterRows& rows, int64_t size)
{
    const auto words = painter.encoders.encode(rows.ids, rows.ids2);
    return {words.prompt_embeds * rows.hasWords.unsqueeze(2), words.pooled * rows.hasWords,
            text::timeIds({size, size, 0, 0, size, size}).expand({rows.latents.size(0), -1})};
}

} // namespace likeness::training
