#include "core/training/WorldPictures.h"

#include "core/portraits/Caption.h"

namespace likeness::training {

WorldPictures::WorldPictures(const PortraitSet& set, at::Tensor latents, const PersonFeatures& features,
                             WorldStyles styles)
    : m_set(set), m_latents(std::move(latents)), m_features(features)
{
    for (int64_t picture = 0; picture < m_latents.size(0); ++picture)
        if (styles == WorldStyles::all || sceneOf(set.options, picture).style == portraits::Style::photo)
            m_shown.push_back(picture);
}

portraits::Person WorldPictures::personIn(int64_t picture) const
{
    return portraits::randomPerson(personSeed(m_set.options, picture / picturesPerPerson));
}

int64_t WorldPictures::draw(Random& random, Among, std::optional<int64_t>) const
{
    return m_shown[static_cast<size_t>(random.below(std::ssize(m_shown)))];
}

text::PictureSizes WorldPictures::sizes(int64_t) const
{
    const int64_t size = m_set.options.size;
    return {size, size, 0, 0, size, size};
}

std::string WorldPictures::caption(int64_t picture, double personWords, Random& random) const
{
    const auto scene = sceneOf(m_set.options, picture);
    const std::uint64_t wording = random.next();
    if (random.uniform() >= personWords)
        return portraits::caption(scene, wording);
    return portraits::caption(personIn(picture), scene, wording);
}

ShownIdentity WorldPictures::identity(int64_t picture, Random& random) const
{
    const int64_t person = picture / picturesPerPerson, photo = random.below(referencesPerPerson);
    ShownIdentity shown{m_features.condition[person][photo], {}};
    for (const at::Tensor& scale : m_features.hidden)
        shown.hidden.push_back(scale[person][photo]);
    return shown;
}

std::optional<Facts> WorldPictures::personFacts(int64_t picture) const { return factsOf(personIn(picture)); }

std::optional<Facts> WorldPictures::sceneFacts(int64_t picture) const { return factsOf(sceneOf(m_set.options, picture)); }

at::Tensor WorldPictures::cellWeight(double faceWeight) const
{
    const at::Tensor share = at::adaptive_avg_pool2d(m_set.faceShare.view({1, 1, m_set.options.size, -1}),
                                                     {m_latents.size(2), m_latents.size(3)});
    return 1 + faceWeight * share;
}

} // namespace likeness::training
