#include "app/cli/Train.h"

#include "app/cli/ProgressLine.h"
#include "app/cli/Values.h"
#include "app/common/ResourcePaths.h"
#include "core/training/ProcessEnvironment.h"
#include "core/training/StarterTrainer.h"

#include <fmt/format.h>

namespace likeness::cli {

namespace {

struct TrainOptions {
    training::StarterRecipe recipe;
    std::string stage;
};

base::Result<void> train(TrainOptions options, std::stop_token stop)
{
    if (!options.stage.empty())
        options.recipe.only = training::starterStage(options.stage);
    options.recipe.landmarks = app::resourcePaths().landmarks;
    ProgressLine line(std::chrono::seconds(10)); // a step may take less than one
    const auto done = training::trainStarter(
        options.recipe, [&line](const base::Progress& progress) { line.show(progress); }, stop,
        [&line](const std::string& note) { line.say(note); });
    line.clear();
    const auto process = training::processEnvironment();
    if (done && process && process->isFirst())
        fmt::print("The model is in '{}'.\n", (options.recipe.folder / "model").string());
    return done;
}

} // namespace

Command addTrain(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "train",
        "Train a starter model on painted portraits, from nothing or from a model; continues where "
        "it was stopped");
    auto options = std::make_shared<TrainOptions>();
    auto& recipe = options->recipe;
    command->add_option("--out", recipe.folder, "Folder for the training and the model (DIR/model)")
        ->required()
        ->type_name("DIR");
    command
        ->add_option("--stage", options->stage,
                     "Only this stage; what it needs must be in the folder")
        ->check(CLI::IsMember(training::starterStageNames()));
    command
        ->add_option("--from", recipe.from,
                     "Starter model to go on from, instead of from nothing; keeps its autoencoder "
                     "and face encoders")
        ->type_name("DIR");
    command->add_flag("--faces-learn-on", recipe.facesLearnOn,
                      "With --from: the face encoders learn on instead of staying as they are");
    command->add_flag("--adapter-only", recipe.adapterOnly,
                      "With --from: the identity adapter learns on alone; all else stays as the model has it")
        ->needs("--from");
    command
        ->add_option("--data", recipe.data,
                     "Folder with pictures of your own for the painter: captions beside them (.txt) or in one JSONL "
                     "list, a sub-folder for each person")
        ->type_name("DIR");
    command->add_option("--persons", recipe.persons, "Invented persons to train on")
        ->check(CLI::Range(64, 1'000'000))
        ->capture_default_str();
    command->add_option("--vae-steps", recipe.vaeSteps, "Steps of the autoencoder")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--face-steps", recipe.faceSteps, "Steps of each face encoder")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command
        ->add_option("--decoder-steps", recipe.decoderSteps,
                     "Steps of the decoder alone, on latents as the painter leaves them")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--word-steps", recipe.wordSteps, "Steps of the text encoders' own lesson")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command
        ->add_option("--steps", recipe.painterSteps,
                     "Steps of text encoders, UNet and identity adapter")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--rate", recipe.painterRate, "The painter's highest learning rate")
        ->check(CLI::Range(1e-8, 1.0))
        ->capture_default_str();
    command
        ->add_option("--sample-every", recipe.sampleEvery, "Steps between sample sheets; 0: only at the end")
        ->check(CLI::Range(0, 10'000'000))
        ->capture_default_str();
    command->add_option("--workers", recipe.workers, "Threads")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    addTrainingPrecision(*command, recipe.precision);
    command->add_option("--seed", recipe.seed, "Seed of the portraits")->capture_default_str();
    return {command, [options](std::stop_token stop) { return train(*options, stop); }};
}

} // namespace likeness::cli
