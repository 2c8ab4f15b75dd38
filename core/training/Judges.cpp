#include "core/training/Judges.h"

#include "core/training/JudgeFile.h"

namespace likeness::training {

base::Result<void> trainJudges(const JudgesRecipe& recipe, const base::ProgressSink& progress, std::stop_token stop,
                               const std::function<void(const std::string&)>& note)
{
    const auto set =
        openJudgeSet(recipe.folder / "portraits.safetensors",
                     {.persons = recipe.persons, .workers = recipe.workers, .vae = recipe.vae}, progress, stop);
    if (!set)
        return tl::unexpected(set.error());
    const LoopControl control{progress, stop};
    const auto trainingOf = [&](const char* name, std::int64_t steps) {
        return JudgeTraining{.loop = {.name = name, .folder = recipe.folder, .steps = steps, .learningRate = 3e-3},
                             .workers = recipe.workers};
    };
    const auto scene = trainSceneJudge(*set, trainingOf("scene", recipe.sceneSteps), control);
    if (!scene)
        return tl::unexpected(scene.error());
    note("Scene judge, held-out pictures: " + scene->heldOut.text());
    if (auto written = writeSceneJudge(recipe.folder / sceneJudgeFile, *scene); !written)
        return written;
    const auto likeness = trainLikenessJudge(*set, trainingOf("likeness", recipe.likenessSteps), control);
    if (!likeness)
        return tl::unexpected(likeness.error());
    note("Likeness judge, held-out persons: " + likeness->heldOut.text());
    return writeLikenessJudge(recipe.folder / likenessJudgeFile, *likeness);
}

} // namespace likeness::training
