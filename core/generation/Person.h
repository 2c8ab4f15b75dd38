// The person of a job: photos → faces → embedding. The last one is remembered, so that a second
// picture of the same person costs nothing here.
//
// Belongs to the inference thread.
#pragma once

#include "core/generation/FaceReader.h"
#include "core/generation/ModelStore.h"
#include "core/generation/Pipeline.h"

namespace likeness::generation {

struct Person {
    std::shared_ptr<const IdentityModels> models;
    at::Tensor face; // [1, 512], the recogniser's vector of the first reference
    identity::IdentityEmbedding embedding;
    std::string notes; // how it was cut out

    IdentityUse use(double strength) const
    {
        return {&models->adapter.attention, embedding, models->settings(strength)};
    }
};

class PersonReader {
public:
    PersonReader(ModelStore& models, FaceReader& faces) : m_models(models), m_faces(faces) {}

    // Of the request's references (at least one), with the request's models. Errors: those of
    // reading the photos and of loading the identity's models; invalidInput for a face that is not
    // there. Throws diffusion::Cancelled.
    base::Result<Person> read(const PortraitRequest& request, const std::stop_token& stop);

private:
    struct ChosenFace {
        std::shared_ptr<const ReferenceSeen> photo;
        size_t face = 0;
        bool operator==(const ChosenFace&) const = default;
        const faces::FaceCrop& crop() const { return photo->crops[face]; }
    };
    base::Result<ChosenFace> choose(const Reference& reference, const std::stop_token& stop);

    ModelStore& m_models;
    FaceReader& m_faces;
    std::vector<ChosenFace> m_chosen; // of m_last
    std::optional<Person> m_last;
};

} // namespace likeness::generation
