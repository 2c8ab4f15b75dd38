// The text encoders' own lesson, before the painter learns: what a caption says must be readable, by linear layers that
// are thrown away afterwards, in the pooled vector and in the mean of the tokens' states.
//
// By the diffusion loss alone small text encoders hardly learn to read: after 190,000 pictures a linear probe found the
// clothing of unseen captions in 12 % of the pooled vectors (chance: 12.5 %) and in 23 % of the states.
#pragma once

#include "core/text/ClipTokenizer.h"
#include "core/text/TextConditioning.h"
#include "core/training/Painter.h"
#include "core/training/TrainingLoop.h"
#include "core/training/WorldLabels.h"

namespace likeness::training {

// What captions can say of a person, classes only: hair style and colour, glasses, facial hair, presentation, age,
// freckles, skin.
const FactTable& namedFacts();
Facts namedFactsOf(const portraits::Person& person);

struct WordsTraining {
    PainterOptions options;
    LoopOptions loop{.name = "words", .learningRate = 2e-3};
    int workers = 2;
    int64_t batch = 24; // captions per worker and step; half of them also name the person
    std::uint64_t seed = 7;
    weights::TensorMap start; // Painter's names; those of the text encoders are gone on from
};

// How well unseen captions are read, 0..1: the mean over the facts' classes.
struct WordsReport {
    double pooledScene = 0, pooledPerson = 0, statesScene = 0, statesPerson = 0;
    std::string text() const;
};

struct TrainedWords {
    weights::TensorMap tensors; // text_encoder.*, text_encoder_2.*
    WordsReport unseen;
};

base::Result<TrainedWords> trainWords(const text::ClipTokenizer& tokenizer, const text::ClipTokenizer& tokenizer2,
                                      const WordsTraining& training, const LoopControl& control);

} // namespace likeness::training
