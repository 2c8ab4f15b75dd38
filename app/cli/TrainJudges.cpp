// train-judges: the two networks that evaluate pictures, trained on renders alone.
#include "app/cli/Commands.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/Values.h"
#include "core/training/Judges.h"

#include <fmt/format.h>

namespace likeness::cli {

namespace {

base::Result<void> trainJudges(const training::JudgesRecipe& recipe, std::stop_token stop)
{
    ProgressLine line(std::chrono::seconds(10)); // a step may take less than one
    const auto done = training::trainJudges(
        recipe, [&line](const base::Progress& progress) { line.show(progress); }, stop,
        [&line](const std::string& note) { line.say(note); });
    line.clear();
    if (done)
        fmt::print("The judges are in '{}'.\n", recipe.folder.string());
    return done;
}

} // namespace

Command addTrainJudges(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "train-judges", "Train the networks that 'evaluate' measures with, on painted portraits of their own; "
                        "continues where it was stopped");
    auto recipe = std::make_shared<training::JudgesRecipe>();
    command->add_option("--out", recipe->folder, "Folder for the judges and their training")
        ->required()
        ->type_name("DIR");
    command
        ->add_option("--vae", recipe->vae,
                     "Autoencoder of the model that will be judged (MODEL/vae): some portraits go through it")
        ->type_name("DIR");
    command->add_option("--persons", recipe->persons, "Invented persons to train on (default: 1200)")
        ->check(CLI::Range(32, 1'000'000));
    command->add_option("--scene-steps", recipe->sceneSteps, "Steps of the scene judge (default: 1000)")
        ->check(CLI::Range(1, 10'000'000));
    command->add_option("--likeness-steps", recipe->likenessSteps, "Steps of the likeness judge (default: 1600)")
        ->check(CLI::Range(1, 10'000'000));
    addWhole(*command, "--workers", recipe->workers, 1, 64, "Threads (default: 1)");
    return {command, [recipe](std::stop_token stop) { return trainJudges(*recipe, stop); }};
}

} // namespace likeness::cli
