// train-identity and train-lightning: trainings on a finished model.
#include "app/cli/Commands.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/Values.h"
#include "app/common/ResourcePaths.h"
#include "core/evaluation/TestPrompts.h"
#include "core/training/ModelTrainer.h"

#include <fmt/format.h>
#include <tuple>

namespace likeness::cli {

namespace {

void addCommonOptions(CLI::App& command, training::ModelRecipe& recipe)
{
    command.add_option("--model", recipe.model, "Folder of the model to train on, diffusers' layout")
        ->required()
        ->type_name("DIR");
    command.add_option("--out", recipe.folder, "Folder for the training and what it makes")
        ->required()
        ->type_name("DIR");
    command.add_option("--adapter", recipe.adapter, "PuLID v1.1 adapter; else that in DIR/identity")->type_name("FILE");
    command.add_option("--arcface", recipe.arcFace, "Face recogniser; else that in DIR/identity")->type_name("FILE");
    command.add_option("--eva", recipe.eva, "EVA-CLIP tower; else that in DIR/identity")->type_name("FILE");
    command.add_option("--persons", recipe.persons, "Invented persons to train on")
        ->check(CLI::Range(4, 1'000'000))
        ->capture_default_str();
    command.add_option("--seed", recipe.seed, "Seed of the persons")->capture_default_str();
    command.add_option("--steps", recipe.steps, "Steps of the training")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command.add_option("--batch", recipe.batch, "Pictures per thread and step")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command.add_option("--rate", recipe.learningRate, "Learning rate")
        ->check(CLI::Range(1e-8, 1.0))
        ->capture_default_str();
    command.add_option("--sample-every", recipe.sampleEvery, "Steps between sample sheets; 0: only at the end")
        ->check(CLI::Range(0, 10'000'000))
        ->capture_default_str();
    addTrainingPrecision(command, recipe.precision);
    command.add_option("--workers", recipe.workers, "Threads")->check(CLI::Range(1, 64))->capture_default_str();
}

// Runs a training with its bar; says where the file is.
template <typename Training, typename Recipe>
base::Result<void> run(Training train, Recipe recipe, std::stop_token stop)
{
    recipe.landmarks = app::resourcePaths().landmarks;
    ProgressLine line(std::chrono::seconds(10));
    const auto file = train(
        recipe, [&line](const base::Progress& progress) { line.show(progress); }, std::move(stop),
        [&line](const std::string& note) { line.say(note); });
    line.clear();
    if (!file)
        return tl::unexpected(file.error());
    fmt::print("{}\n", file->string());
    return {};
}

struct IdentityOptions {
    training::IdentityRecipe recipe;
    std::string alignmentPrompts; // a file
};

base::Result<void> trainIdentity(IdentityOptions options, std::stop_token stop)
{
    if (!options.alignmentPrompts.empty()) {
        const auto prompts = evaluation::promptsOf(options.alignmentPrompts);
        if (!prompts)
            return tl::unexpected(prompts.error());
        for (const auto& prompt : *prompts)
            options.recipe.alignmentPrompts.push_back(prompt.text);
    }
    return run(training::trainIdentity, options.recipe, std::move(stop));
}

} // namespace

Command addTrainIdentity(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "train-identity", "Train a model's identity adapter with the losses of one of PuLID's stages");
    auto options = std::make_shared<IdentityOptions>();
    auto* recipe = &options->recipe;
    addCommonOptions(*command, *recipe);
    command
        ->add_option("--stage", recipe->stage,
                     "stage1: diffusion loss; naive_id: + identity loss on x0 predicted from noise; stage2: + identity "
                     "loss on the Lightning branch's picture; stage3: + alignment with the twin without identity")
        ->check(CLI::IsMember(training::identityStageNames()))
        ->capture_default_str();
    command->add_flag("--fresh", recipe->fresh, "The adapter starts from nothing instead of from its weights");
    command
        ->add_option("--lightning", recipe->lightning,
                     "LoRA with which the model paints in a few steps; else it does so itself")
        ->type_name("FILE");
    command->add_option("--fast-steps", recipe->fastSteps, "Steps of the Lightning branch")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command->add_option("--fast-batch", recipe->fastBatch, "Its pictures per thread and step")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command->add_option("--through", recipe->differentiated, "Its last steps that gradients flow through")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    for (const auto& [name, weight, help] :
         {std::tuple("--identity-weight", &recipe->identityWeight, "Weight of the identity loss"),
          std::tuple("--semantic-weight", &recipe->semanticWeight, "Weight of the semantic alignment"),
          std::tuple("--layout-weight", &recipe->layoutWeight, "Weight of the layout alignment")})
        command->add_option(name, *weight, help)->check(CLI::Range(0.0, 1000.0))->capture_default_str();
    command->add_flag("--photos-alone", recipe->photosAlone,
                      "Learns from photos alone, as PuLID's adapters did, instead of from pictures of all styles");
    command
        ->add_option("--identity-prompt", recipe->identityPrompt,
                     "What the identity loss is measured on; empty: the pictures' captions, and with them the twin")
        ->capture_default_str();
    command
        ->add_option("--alignment-prompts", options->alignmentPrompts,
                     "File with the prompts of the aligned pair, one per line; else the pictures' captions")
        ->type_name("FILE");
    return {command, [options](std::stop_token stop) { return trainIdentity(*options, std::move(stop)); }};
}

Command addTrainLightning(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "train-lightning", "Distil a model to a few steps without guidance; makes a LoRA");
    auto recipe = std::make_shared<training::LightningRecipe>();
    recipe->learningRate = 1e-3;
    addCommonOptions(*command, *recipe);
    command->add_option("--fast-steps", recipe->fastSteps, "Steps in which it shall paint")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command->add_option("--teacher-steps", recipe->teacherSteps, "The teacher's steps for each of them")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--guidance", recipe->guidance, "Of the teacher; built in afterwards")
        ->check(CLI::Range(1.0, 30.0))
        ->capture_default_str();
    command->add_option("--rank", recipe->rank, "Of the LoRA")->check(CLI::Range(1, 512))->capture_default_str();
    return {command, [recipe](std::stop_token stop) { return run(training::distil, *recipe, std::move(stop)); }};
}

} // namespace likeness::cli
