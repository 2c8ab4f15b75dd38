#include "core/training/PainterTrainer.h"

#include "core/training/DataParallel.h"
#include "core/training/DiffusionLoss.h"
#include "core/training/WorldLabels.h"

namespace likeness::training {

namespace {

// The painter with the linear layers that teach its identity tokens and its pooled text; they are not kept.
struct Student {
    Painter painter;
    weights::Linear person, scene;

    Student(const weights::Weights& w, const PainterOptions& options)
        : painter(w, options), person(w / factsLayers / "person", options.idFormer.queries * options.idFormer.outputWidth,
                                      personFacts().outputs()),
          scene(w / factsLayers / "scene", options.text2.projection_dim, sceneFacts().outputs())
    {
    }
    static constexpr const char* factsLayers = "facts";
};

bool isFactsLayers(const std::string& name)
{
    return name.starts_with(std::string(Student::factsLayers) + ".");
}

// Of the rows that show an identity of which facts are known; zero if there are none.
at::Tensor personLoss(const Student& student, const PainterData& data, const PainterRows& rows, const at::Tensor& tokens)
{
    std::vector<Facts> truth;
    std::vector<int64_t> known; // of the rows with identity
    for (const int64_t row : rows.shown) {
        const int64_t picture = rows.pictures[static_cast<size_t>(rows.identityRows[static_cast<size_t>(row)])];
        const auto facts = data.pictures.personFacts(picture);
        if (!facts)
            continue;
        truth.push_back(*facts);
        known.push_back(row);
    }
    if (known.empty())
        return at::zeros({});
    const at::Tensor shown = tokens.index_select(0, at::tensor(known, at::kLong)).flatten(1);
    return factLoss(personFacts(), student.person.forward(shown), truth);
}

// Of the rows that have words of which facts are known; zero if there are none.
at::Tensor sceneLoss(const Student& student, const PainterData& data, const PainterRows& rows, const at::Tensor& pooled)
{
    std::vector<Facts> truth;
    std::vector<int64_t> known;
    for (int64_t row = 0; row < std::ssize(rows.pictures); ++row) {
        const auto facts = data.pictures.sceneFacts(rows.pictures[static_cast<size_t>(row)]);
        if (!facts || rows.hasWords[row].item<double>() == 0)
            continue;
        truth.push_back(*facts);
        known.push_back(row);
    }
    if (known.empty())
        return at::zeros({});
    return factLoss(sceneFacts(), student.scene.forward(pooled.index_select(0, at::tensor(known, at::kLong))), truth);
}

} // namespace

weights::Initialise painterStartValues(std::uint64_t seed)
{
    return startValues(seed, {"unet.conv_out", ".conv2.", "proj_out.weight", "ff.net.2", "attn1.to_out.0",
                              "attn2.to_out.0", "id_to_v", "self_attn.out_proj", "mlp.fc2"});
}

base::Result<weights::TensorMap> trainPainter(const PainterData& data, const PainterTraining& training,
                                              const LoopControl& control, const PainterSeen& after)
{
    const auto fresh = weights::Weights::fresh(startFrom(training.start, painterStartValues(training.seed)));
    Student(fresh, training.options);
    weights::TensorMap learning, frozen;
    for (const auto& [name, tensor] : fresh.taken())
        (training.adapterOnly && !isAdapters(name) && !isFactsLayers(name) ? frozen : learning)[name] = tensor;
    AdamW optimiser(learning, {});
    DataParallel<Student> parallel(
        optimiser.parameters(), control.group.workers(training.workers),
        [&](const weights::Weights& w) { return Student(w, training.options); }, frozen);
    const auto painterSoFar = [&] {
        weights::TensorMap painter = frozen;
        for (const auto& [name, tensor] : optimiser.average())
            if (!isFactsLayers(name))
                painter[name] = tensor;
        return painter;
    };
    const at::Tensor cellWeight = data.pictures.cellWeight(training.faceWeight);

    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](Student& student, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                const PainterRows rows = drawRows(data, training.rows, random);
                const Denoised denoised = denoise(student.painter, data, rows, random, training.noisyShare);
                at::Tensor facts = personLoss(student, data, rows, denoised.tokens);
                if (!training.adapterOnly)
                    facts = facts + sceneLoss(student, data, rows, denoised.words.pooled);
                return diffusionLoss(denoised, cellWeight) + training.factsWeight * facts;
            },
            gradients, training.precision);
    };
    const AfterStep seen = after ? AfterStep([&](int64_t index) { after(index, painterSoFar()); }) : AfterStep();
    if (auto trained = runTraining(training.loop, optimiser, step, control, seen); !trained)
        return tl::unexpected(trained.error());
    return painterSoFar();
}

} // namespace likeness::training
