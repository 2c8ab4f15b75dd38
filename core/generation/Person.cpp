#include "core/generation/Person.h"

#include <algorithm>

namespace likeness::generation {

using base::Result;
using identity::ReferenceFeatures;

namespace {

// One embedding of all photos of the first person, and of the second's where there is a share.
Result<identity::IdentityEmbedding> embed(const identity::Adapter& adapter,
                                          std::vector<ReferenceFeatures> first,
                                          std::vector<ReferenceFeatures> second,
                                          const IdentityTuning& tuning)
{
    const auto mix =
        tuning.joinTokens ? identity::ReferenceMix::all : identity::ReferenceMix::auxiliary;
    if (tuning.mix == 0)
        return identity::embedIdentity(adapter, first, mix);
    if (adapter.version == identity::AdapterVersion::v1) {
        const size_t photos = std::max(first.size(), second.size());
        first = identity::repeatedTo(std::move(first), photos);
        second = identity::repeatedTo(std::move(second), photos);
    }
    return identity::mixed(identity::embedIdentity(adapter, first, mix),
                           identity::embedIdentity(adapter, second, mix), tuning.mix);
}

} // namespace

std::string PersonReader::howSeen(const Source& source)
{
    if (source.file)
        return "The identity file says: face and hair were cut out by " +
               source.file->segmentation + ".";
    return "The face was found by " + source.photo->faces[source.face].detector +
           "; face and hair were cut out by " + source.photo->crops[source.face].segmentation + ".";
}

bool PersonReader::Source::isFaceOf(const Source& other) const
{
    return photo && photo == other.photo && face == other.face;
}

Result<PersonReader::Source> PersonReader::find(const Reference& reference,
                                                const std::stop_token& stop)
{
    if (identity::looksLikeIdentityFile(reference.photo)) {
        auto file = identity::readIdentityFile(reference.photo);
        if (!file)
            return tl::unexpected(file.error());
        return Source{{}, 0, std::make_shared<identity::IdentityFile>(std::move(*file)),
                      reference.photo};
    }
    const auto seen = m_faces.read(reference.photo, stop);
    if (!seen)
        return tl::unexpected(seen.error());
    if (const auto crop = chosenFace(**seen, reference.faceIndex); !crop)
        return tl::unexpected(crop.error());
    return Source{*seen, static_cast<size_t>(reference.faceIndex), {}, reference.photo};
}

Result<ReferenceFeatures> PersonReader::read(const Source& source, const IdentityModels& models,
                                             const std::stop_token& stop)
{
    if (source.file)
        return identity::featuresFor(*source.file, source.path, models.arcFace, models.eva);
    const auto known = std::ranges::find_if(
        m_known, [&](const Known& one) { return one.source.isFaceOf(source); });
    if (known != m_known.end())
        return known->features;
    return identity::readReference(models.arcFace, models.eva, source.photo->crops[source.face],
                                   identity::Antialias::with, stop);
}

Result<std::vector<PersonReader::Known>>
PersonReader::readAll(const std::vector<Source>& sources,
                      const std::shared_ptr<const IdentityModels>& models,
                      const std::stop_token& stop)
{
    if (m_knownWith != models)
        m_known.clear(); // made by models that were exchanged
    m_knownWith = models;
    std::vector<Known> read;
    for (const Source& source : sources) {
        auto features = this->read(source, *models, stop);
        if (!features)
            return tl::unexpected(features.error());
        read.push_back({source, std::move(*features)});
    }
    m_known = read;
    return read;
}

Result<Person> PersonReader::read(const PortraitRequest& request, const std::stop_token& stop)
{
    std::vector<Source> sources;
    for (const Reference& reference : request.references) {
        auto source = find(reference, stop);
        if (!source)
            return tl::unexpected(source.error());
        sources.push_back(std::move(*source));
    }
    auto models = m_models.identity(request);
    if (!models)
        return tl::unexpected(models.error());
    auto settings = (*models)->settings(request.strength, request.identity);
    if (!settings)
        return tl::unexpected(settings.error());
    const auto known = readAll(sources, *models, stop);
    if (!known)
        return tl::unexpected(known.error());

    std::array<std::vector<ReferenceFeatures>, 2> people;
    for (size_t i = 0; i < known->size(); ++i)
        people.at(request.references[i].person == 0 ? 0 : 1).push_back((*known)[i].features);
    auto embedding = embed((*models)->adapter, people[0], people[1], request.identity);
    if (!embedding)
        return tl::unexpected(embedding.error());
    const Source& main = sources[0];
    Person person{*models,          people[0].front().face, std::move(*embedding),
                  std::move(*settings), request.identity,   ""};
    if (request.identity.mix > 0)
        person.secondFace = people[1].front().face;
    if (main.photo)
        person.description = m_faces.description(main.photo->picture, main.photo->faces[main.face]);
    person.notes = howSeen(main);
    for (const std::string& problem : m_faces.problems())
        person.notes += " " + problem;
    if (request.identity.joinTokens && (*models)->adapter.version != identity::AdapterVersion::v1)
        person.notes += " This adapter reads all photos at once; joining their tokens has no effect.";
    return person;
}

} // namespace likeness::generation
