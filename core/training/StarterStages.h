// The stages of a starter model's training, each of which keeps its result in the recipe's folder: one that is finished
// is not repeated, one that was interrupted continues. StarterTrainer.h tells their order.
#pragma once

#include "core/training/FolderPictures.h"
#include "core/training/PortraitSet.h"
#include "core/training/StarterModel.h"
#include "core/training/StarterTrainer.h"
#include "core/training/TrainingLoop.h"

#include <memory>

namespace likeness::training {

// One training of the recipe, with what its stages share.
class Starter {
public:
    Starter(const StarterRecipe& recipe, LoopControl control, TrainingNote note)
        : m_recipe(recipe), m_control(std::move(control)), m_note(std::move(note))
    {
    }

    base::Result<void> portraits();
    base::Result<void> vae();
    base::Result<void> faces();
    base::Result<void> latents();
    base::Result<void> words();
    base::Result<void> painter();
    base::Result<void> decoder();
    // The autoencoder and the face encoders of the model to go on from, as if they had been trained here.
    base::Result<void> takeOver();
    // This world's vocabulary; the painter's embeddings of the words that it knew already.
    base::Result<void> vocabulary();
    base::Result<void> takeVocabulary() const; // that of `from`

private:
    base::Result<void> copyOf(const StarterParts& parts) const;
    std::filesystem::path file(const std::string& name) const { return m_recipe.folder / name; }
    LoopOptions loop(const std::string& name, int64_t steps, double rate) const
    {
        return {.name = name, .folder = m_recipe.folder, .steps = steps, .learningRate = rate};
    }
    weights::TensorMap read(const std::string& name, base::Result<void>& problem) const;
    struct Studio; // what is painted with: finished parts, pictures and what the face encoders say of them
    base::Result<std::unique_ptr<Studio>> openStudio() const;
    base::Result<std::unique_ptr<FolderPictures>> ownPictures(const Studio& studio) const;
    // Writes the model, and a sheet of samples.
    base::Result<void> publish(const Studio& studio, const weights::TensorMap& vae, const weights::TensorMap& painter,
                               const std::string& sheet) const;
    // What is written is written by the first of several processes, while the others wait.
    base::Result<void> byFirst(const std::function<base::Result<void>()>& work) const
    {
        return m_control.group.byFirst(work, m_control.stop);
    }
    base::Result<void> keep(const std::string& name, const weights::TensorMap& tensors) const;
    base::Result<text::ClipTokenizer> tokenizer(const std::string& name) const;
    void noteReconstruction(const weights::TensorMap& vae) const;

    const StarterRecipe& m_recipe;
    const StarterOptions m_model = starterOptions();
    const LoopControl m_control;
    const TrainingNote m_note;
    PortraitSet m_set;
    // Of the painter and the face encoders of the model to go on from; empty: from nothing.
    weights::TensorMap m_start, m_arcFaceStart, m_evaStart;
    bool m_speaksThisWorld = false; // `m_start` has the embeddings of this world's vocabulary
};

} // namespace likeness::training
