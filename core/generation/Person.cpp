#include "core/generation/Person.h"

namespace likeness::generation {

using base::Result;

Result<PersonReader::ChosenFace> PersonReader::choose(const Reference& reference,
                                                      const std::stop_token& stop)
{
    const auto seen = m_faces.read(reference.photo, stop);
    if (!seen)
        return tl::unexpected(seen.error());
    const auto count = static_cast<int>((*seen)->crops.size());
    if (reference.faceIndex < count)
        return ChosenFace{*seen, static_cast<size_t>(reference.faceIndex)};
    return base::fail(base::ErrorCode::invalidInput,
                      "'" + reference.photo + "' shows " + std::to_string(count) +
                          (count == 1 ? " face" : " faces") + "; there is no face number " +
                          std::to_string(reference.faceIndex + 1) + ".");
}

Result<Person> PersonReader::read(const PortraitRequest& request, const std::stop_token& stop)
{
    std::vector<ChosenFace> chosen;
    for (const Reference& reference : request.references) {
        auto face = choose(reference, stop);
        if (!face)
            return tl::unexpected(face.error());
        chosen.push_back(std::move(*face));
    }
    auto models = m_models.identity(request);
    if (!models)
        return tl::unexpected(models.error());
    if (m_last && m_last->models == *models && m_chosen == chosen)
        return *m_last;
    m_last.reset(); // may hold the models that were exchanged
    std::vector<identity::ReferenceFeatures> features;
    for (const ChosenFace& face : chosen)
        features.push_back(identity::readReference((*models)->arcFace, (*models)->eva, face.crop(),
                                                   identity::Antialias::with, stop));
    m_last = Person{*models, features.front().face,
                    identity::embedIdentity((*models)->adapter, features),
                    "Face and hair were cut out by " + chosen.front().crop().segmentation + "."};
    m_chosen = std::move(chosen);
    return *m_last;
}

} // namespace likeness::generation
