#include "core/training/StarterTrainer.h"

#include "core/base/Folders.h"
#include "core/training/StarterStages.h"

#include <malloc.h>
#include <sstream>

namespace likeness::training {

namespace {

struct Stage {
    StarterStage stage;
    const char* name;
    base::Result<void> (Starter::*run)();
};
const Stage stages[] = {{StarterStage::portraits, "portraits", &Starter::portraits},
                        {StarterStage::vae, "vae", &Starter::vae},
                        {StarterStage::faces, "faces", &Starter::faces},
                        {StarterStage::latents, "latents", &Starter::latents},
                        {StarterStage::words, "words", &Starter::words},
                        {StarterStage::painter, "painter", &Starter::painter},
                        {StarterStage::decoder, "decoder", &Starter::decoder}};

// Where the adapter learns alone, they stay as the model has them.
bool staysAsItIs(StarterStage stage, const StarterRecipe& recipe)
{
    return recipe.adapterOnly && (stage == StarterStage::words || stage == StarterStage::decoder);
}

bool isNeeded(StarterStage stage, const StarterRecipe& recipe)
{
    if (recipe.only)
        return *recipe.only == stage || stage == StarterStage::portraits;
    return !staysAsItIs(stage, recipe);
}

// What all processes of one training must have been told alike.
std::string describe(const StarterRecipe& recipe)
{
    std::ostringstream text;
    text << "--persons " << recipe.persons << " --seed " << recipe.seed << " --vae-steps " << recipe.vaeSteps
         << " --face-steps " << recipe.faceSteps << " --decoder-steps " << recipe.decoderSteps
         << " --word-steps " << recipe.wordSteps << " --steps " << recipe.painterSteps
         << " --rate " << recipe.painterRate << " --workers " << recipe.workers;
    if (!recipe.data.empty())
        text << " --data " << recipe.data.string();
    if (!recipe.from.empty())
        text << " --from " << recipe.from.string() << (recipe.facesLearnOn ? " --faces-learn-on" : "")
             << (recipe.adapterOnly ? " --adapter-only" : "");
    if (recipe.only)
        text << " --stage " << starterStageNames()[static_cast<size_t>(*recipe.only)];
    return text.str();
}

// Training makes and drops the same large tensors again and again: keep the memory instead of giving it back to the
// system each time, which costs more than some of the operations.
void keepMemory()
{
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

} // namespace

std::vector<std::string> starterStageNames()
{
    std::vector<std::string> names;
    for (const Stage& stage : stages)
        names.push_back(stage.name);
    return names;
}

std::optional<StarterStage> starterStage(const std::string& name)
{
    for (const Stage& stage : stages)
        if (name == stage.name)
            return stage.stage;
    return std::nullopt;
}

base::Result<void> trainStarter(const StarterRecipe& recipe, const base::ProgressSink& progress, std::stop_token stop,
                                const TrainingNote& note)
{
    if (recipe.only && staysAsItIs(*recipe.only, recipe))
        return base::fail(base::ErrorCode::invalidInput,
                          "--stage " + starterStageNames()[static_cast<size_t>(*recipe.only)] +
                              " has nothing to do with --adapter-only: leave out one of the two.");
    if (auto made = base::makeFolder(recipe.folder); !made)
        return made;
    keepMemory();
    const auto environment = processEnvironment();
    if (!environment)
        return tl::unexpected(environment.error());
    const auto group = ProcessGroup::join(*environment);
    if (!group)
        return tl::unexpected(group.error());
    if (auto alike = group->agreeOn(describe(recipe)); !alike)
        return alike;
    if (!recipe.data.empty()) // said now, not after the stages before it
        if (auto listed = listPictures(recipe.data); !listed)
            return tl::unexpected(listed.error());
    const bool speaks = group->isFirst();
    Starter starter(recipe, {speaks ? progress : base::ProgressSink(), stop, *group},
                    speaks ? note : TrainingNote([](const std::string&) {}));
    if (!recipe.from.empty())
        if (auto taken = starter.takeOver(); !taken)
            return taken;
    for (const Stage& stage : stages) {
        if (!isNeeded(stage.stage, recipe))
            continue;
        if (auto done = (starter.*stage.run)(); !done)
            return done;
    }
    return {};
}

} // namespace likeness::training
