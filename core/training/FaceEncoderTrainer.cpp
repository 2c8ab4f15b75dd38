#include "core/training/FaceEncoderTrainer.h"

#include "core/identity/FaceFeatures.h"
#include "core/training/DataParallel.h"
#include "core/training/Initialise.h"
#include "core/training/Painter.h"
#include "core/training/Random.h"
#include "core/training/WorldLabels.h"

#include <ATen/CPUGeneratorImpl.h>

#include <sstream>

namespace likeness::training {

namespace {

// An encoder with the linear heads that teach it; the heads are not kept.
struct ArcFaceStudent {
    identity::ArcFace encoder;
    weights::Linear person;

    ArcFaceStudent(const weights::Weights& w, const identity::ArcFaceOptions& options)
        : encoder(w / "encoder", options), person(w / "person", options.embedding, personFacts().outputs())
    {
    }
};

struct EvaStudent {
    identity::EvaClip encoder;
    weights::Linear person, scene;

    EvaStudent(const weights::Weights& w, const identity::EvaClipOptions& options)
        : encoder(w / "encoder", options), person(w / "person", options.embedding, personFacts().outputs()),
          scene(w / "scene", options.embedding, sceneFacts().outputs())
    {
    }
};

struct Photos {
    std::vector<int64_t> persons; // [B]
    std::vector<Facts> facts;     // [2 * B]: first photos, then second photos
};

Photos drawPersons(const PortraitSet& set, int64_t count, Random& random)
{
    Photos photos;
    for (int64_t i = 0; i < count; ++i)
        photos.persons.push_back(random.below(set.options.persons));
    for (int photo = 0; photo < referencesPerPerson; ++photo)
        for (const int64_t person : photos.persons)
            photos.facts.push_back(factsOf(portraits::randomPerson(personSeed(set.options, person))));
    return photos;
}

// views [P, 2, …] → [2 * B, …]: all first photos, then all second photos.
at::Tensor gather(const at::Tensor& views, const std::vector<int64_t>& persons)
{
    const at::Tensor index = at::tensor(persons, at::kLong);
    return at::cat({views.select(1, 0).index_select(0, index), views.select(1, 1).index_select(0, index)});
}

// Small changes of brightness, colour and position, so that no encoder leans on exact values.
at::Tensor varied(const at::Tensor& pictures, Random& random)
{
    const int64_t shift = 4, size = pictures.size(2);
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const at::Tensor padded = at::replication_pad2d(pictures, {shift, shift, shift, shift});
    const at::Tensor moved = padded.narrow(2, random.below(2 * shift + 1), size).narrow(3, random.below(2 * shift + 1), size);
    const at::Tensor gain = 1 + 0.06 * at::randn({pictures.size(0), pictures.size(1), 1, 1}, generator);
    const at::Tensor offset = 8 * at::randn({pictures.size(0), 1, 1, 1}, generator);
    return (moved * gain + offset).clamp(0, 255);
}

// Photos of one person attract, those of others in the batch repel: embeddings [2 * B, D].
at::Tensor contrast(const at::Tensor& embeddings)
{
    constexpr double temperature = 0.1;
    const at::Tensor unit = embeddings / embeddings.norm(2, {1}, true).clamp_min(1e-6);
    const int64_t persons = unit.size(0) / 2;
    const at::Tensor logits = at::matmul(unit.narrow(0, 0, persons), unit.narrow(0, persons, persons).t()) / temperature;
    const at::Tensor own = at::arange(persons, at::kLong);
    return 0.5 * (at::cross_entropy_loss(logits, own) + at::cross_entropy_loss(logits.t(), own));
}

at::Tensor evaFaces(const at::Tensor& gray) // [B, S, S] 0..255 → [B, 3, S, S] normalised
{
    return identity::normaliseForClip(gray.unsqueeze(1).expand({-1, 3, -1, -1}) / 255);
}

at::Tensor arcFacePixels(const at::Tensor& rgb) { return (rgb - 127.5) / 127.5; }

double topOf20(const at::Tensor& embeddings) // [2 * B, D]
{
    const at::Tensor unit = embeddings / embeddings.norm(2, {1}, true);
    const int64_t persons = unit.size(0) / 2;
    const at::Tensor likeness = at::matmul(unit.narrow(0, 0, persons), unit.narrow(0, persons, persons).t());
    double hits = 0;
    int64_t tries = 0;
    for (int64_t first = 0; first + 20 <= persons; first += 20)
        for (int64_t i = 0; i < 20; ++i, ++tries)
            hits += likeness[first + i].narrow(0, first, 20).argmax().item<int64_t>() == i;
    return tries ? hits / static_cast<double>(tries) : 0;
}

FaceEncoderReport report(const PortraitSet& set, const at::Tensor& embeddings, const at::Tensor& outputs)
{
    std::vector<Facts> truth;
    for (int photo = 0; photo < referencesPerPerson; ++photo)
        for (int64_t i = 0; i < set.options.heldOut; ++i)
            truth.push_back(factsOf(portraits::randomPerson(personSeed(set.options, set.options.persons + i))));
    const auto accuracy = factAccuracy(personFacts(), outputs, truth);
    return {accuracy[0], accuracy[1], accuracy[2], accuracy[3], accuracy[4],
            accuracy[personFacts().classes.size()], topOf20(embeddings)};
}

std::vector<int64_t> heldOutPersons(const PortraitSet& set)
{
    std::vector<int64_t> persons;
    for (int64_t i = 0; i < set.options.heldOut; ++i)
        persons.push_back(set.options.persons + i);
    return persons;
}

// Trains a student; `loss` is one worker's.
template <typename Student, typename Options, typename Loss>
base::Result<weights::TensorMap> trainStudent(const Options& options, const FaceEncoderTraining& training,
                                              const LoopControl& control, const Loss& loss)
{
    weights::TensorMap begin;
    for (const auto& [name, tensor] : training.start)
        begin["encoder." + name] = tensor.to(at::kFloat);
    const auto fresh = weights::Weights::fresh(startFrom(begin, startValues(training.seed, {})));
    Student start(fresh, options);
    AdamW optimiser(fresh.taken(), {.averageDecay = 0.99});
    DataParallel<Student> parallel(optimiser.parameters(), control.group.workers(training.workers),
                                   [&](const weights::Weights& w) { return Student(w, options); });
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](Student& student, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                return loss(student, random);
            },
            gradients);
    };
    if (auto trained = runTraining(training.loop, optimiser, step, control); !trained)
        return tl::unexpected(trained.error());
    weights::TensorMap result = optimiser.average();
    for (const auto& [name, buffer] : parallel.buffers())
        result[name] = buffer;
    return result;
}

} // namespace

std::string FaceEncoderReport::text() const
{
    std::ostringstream out;
    out.precision(3);
    out << "hair style " << hairStyle << ", hair colour " << hairColour << ", glasses " << glasses << ", facial hair "
        << facialHair << ", presentation " << presentation << ", skin tone r " << skinTone << ", top 1 of 20 "
        << topOf20;
    return out.str();
}

base::Result<TrainedEncoder> trainArcFace(const PortraitSet& set, const identity::ArcFaceOptions& options,
                                          const FaceEncoderTraining& training, const LoopControl& control)
{
    const auto loss = [&](ArcFaceStudent& student, Random& random) {
        const Photos photos = drawPersons(set, training.batch, random);
        const at::Tensor pictures = varied(gather(set.arcFace, photos.persons).to(at::kFloat), random);
        const at::Tensor embedding = student.encoder.forward(arcFacePixels(pictures), identity::Mode::train);
        return factLoss(personFacts(), student.person.forward(embedding), photos.facts) + contrast(embedding);
    };
    auto tensors = trainStudent<ArcFaceStudent>(options, training, control, loss);
    if (!tensors)
        return tl::unexpected(tensors.error());
    const at::NoGradGuard noGradients;
    const ArcFaceStudent student(weights::Weights({"", *tensors, {}}), options);
    const at::Tensor embeddings =
        student.encoder.forward(arcFacePixels(gather(set.arcFace, heldOutPersons(set)).to(at::kFloat)));
    return TrainedEncoder{part(*tensors, "encoder."),
                          report(set, embeddings, student.person.forward(embeddings))};
}

base::Result<TrainedEncoder> trainEvaClip(const PortraitSet& set, const identity::EvaClipOptions& options,
                                          const FaceEncoderTraining& training, const LoopControl& control)
{
    const auto loss = [&](EvaStudent& student, Random& random) {
        const Photos photos = drawPersons(set, training.batch, random);
        const at::Tensor faces = varied(gather(set.eva, photos.persons).to(at::kFloat).unsqueeze(1), random);
        std::vector<at::Tensor> pictures;
        std::vector<Facts> scenes;
        for (int64_t i = 0; i < training.batch; ++i) {
            const int64_t picture = random.below(set.pictures.size(0));
            pictures.push_back(set.pictures[picture]);
            scenes.push_back(factsOf(sceneOf(set.options, picture)));
        }
        const at::Tensor whole = identity::resizeBicubic(at::stack(pictures).to(at::kFloat) / 255,
                                                         options.imageSize, identity::Antialias::with);
        const at::Tensor all = student.encoder
                                   .forward(at::cat({evaFaces(faces.squeeze(1)), identity::normaliseForClip(whole)}))
                                   .feature;
        const at::Tensor person = all.narrow(0, 0, faces.size(0));
        const at::Tensor scene = all.narrow(0, faces.size(0), training.batch);
        return factLoss(personFacts(), student.person.forward(person), photos.facts) + contrast(person) +
               factLoss(sceneFacts(), student.scene.forward(scene), scenes);
    };
    auto tensors = trainStudent<EvaStudent>(options, training, control, loss);
    if (!tensors)
        return tl::unexpected(tensors.error());
    const at::NoGradGuard noGradients;
    const EvaStudent student(weights::Weights({"", *tensors, {}}), options);
    const at::Tensor embeddings =
        student.encoder.forward(evaFaces(gather(set.eva, heldOutPersons(set)).to(at::kFloat))).feature;
    return TrainedEncoder{part(*tensors, "encoder."),
                          report(set, embeddings, student.person.forward(embeddings))};
}

} // namespace likeness::training
