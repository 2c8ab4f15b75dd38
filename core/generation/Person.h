// The people of a job: photos and identity files → features → embedding. What was read last is
// remembered, so that a second picture of the same person costs nothing here.
//
// Belongs to the inference thread.
#pragma once

#include "core/generation/FaceReader.h"
#include "core/generation/ModelStore.h"
#include "core/generation/Pipeline.h"
#include "core/identity/IdentityFile.h"

namespace likeness::generation {

struct Person {
    std::shared_ptr<const IdentityModels> models;
    at::Tensor face; // [1, 512], the recogniser's vector of the (first) person's first reference
    identity::IdentityEmbedding embedding; // of both people where they are mixed
    identity::IdAttentionSettings settings;
    IdentityTuning tuning;
    std::string notes; // how it was cut out, what has no effect
    at::Tensor secondFace; // as `face`, of the second person of a mix; else undefined
    std::optional<faces::FaceDescription> description; // of the face of `face`, where it is in a photo

    IdentityUse use() const
    {
        return {&models->adapter.attention, embedding,  settings,
                tuning.start,               tuning.end, tuning.recordMaps};
    }
};

class PersonReader {
public:
    PersonReader(ModelStore& models, FaceReader& faces) : m_models(models), m_faces(faces) {}

    // Of the request's references (at least one), with the request's models and identity tuning.
    // Errors: those of reading the photos and of loading the identity's models; invalidInput for a
    // face that is not there, an identity file of other encoders, and tuning that the model does
    // not have. Throws diffusion::Cancelled.
    base::Result<Person> read(const PortraitRequest& request, const std::stop_token& stop);

private:
    // A reference, found: a face of a photo, or an identity file.
    struct Source {
        std::shared_ptr<const ReferenceSeen> photo;
        size_t face = 0;
        std::shared_ptr<const identity::IdentityFile> file; // of `path`
        std::filesystem::path path;
        bool isFaceOf(const Source& other) const;
    };
    struct Known {
        Source source;
        identity::ReferenceFeatures features;
    };

    static std::string howSeen(const Source& source); // one sentence

    base::Result<Source> find(const Reference& reference, const std::stop_token& stop);
    base::Result<identity::ReferenceFeatures> read(const Source& source,
                                                   const IdentityModels& models,
                                                   const std::stop_token& stop);
    base::Result<std::vector<Known>> readAll(const std::vector<Source>& sources,
                                             const std::shared_ptr<const IdentityModels>& models,
                                             const std::stop_token& stop);

    ModelStore& m_models;
    FaceReader& m_faces;
    std::shared_ptr<const IdentityModels> m_knownWith;
    std::vector<Known> m_known; // of the last request, read with m_knownWith
};

} // namespace likeness::generation
