#include "core/training/FolderPictures.h"

#include <algorithm>

namespace likeness::training {

FolderPictures::FolderPictures(std::vector<PreparedPicture> pictures) : m_pictures(std::move(pictures))
{
    TORCH_CHECK(!m_pictures.empty(), "no pictures");
    for (int64_t i = 0; i < std::ssize(m_pictures); ++i) {
        const PreparedPicture& picture = entry(i);
        for (Pool* pool : {&m_whole, &m_buckets[picture.framing.bucket]}) {
            pool->all.push_back(i);
            if (picture.face)
                pool->withFace.push_back(i);
        }
        if (picture.face && !picture.listed.person.empty())
            m_persons[picture.listed.person].push_back(i);
    }
}

base::Result<std::unique_ptr<FolderPictures>> FolderPictures::open(const std::filesystem::path& folder,
                                                                   const std::filesystem::path& file, int side,
                                                                   const FolderModels& models, const LoopControl& control,
                                                                   const std::function<void(const std::string&)>& note)
{
    const auto listed = listPictures(folder);
    if (!listed)
        return tl::unexpected(listed.error());
    PreparedFolder prepared;
    const auto prepare = [&]() -> base::Result<void> {
        auto made = prepareFolder(*listed, file, side, models, control);
        if (!made)
            return tl::unexpected(made.error());
        prepared = std::move(*made);
        return {};
    };
    if (auto done = control.group.byFirst(prepare, control.stop); !done)
        return tl::unexpected(done.error());
    if (!control.group.isFirst()) // from the file that the first has written
        if (auto done = prepare(); !done)
            return tl::unexpected(done.error());
    std::vector<std::string> problems = listed->problems;
    problems.insert(problems.end(), prepared.problems.begin(), prepared.problems.end());
    for (const std::string& problem : problems)
        note(problem);
    if (prepared.pictures.empty())
        return base::fail(base::ErrorCode::invalidInput, "None of the " + std::to_string(listed->pictures.size()) +
                                                             " files in '" + folder.string() +
                                                             "' can be read as a picture: " + problems.front());
    auto pictures = std::make_unique<FolderPictures>(std::move(prepared.pictures));
    note(pictures->summary() + (problems.empty() ? "" : " Left out, see above: " + std::to_string(problems.size()) + "."));
    return pictures;
}

int64_t FolderPictures::draw(Random& random, Among among, std::optional<int64_t> like) const
{
    const Numbers& from = (like ? m_buckets.at(entry(*like).framing.bucket) : m_whole).of(among);
    TORCH_CHECK(!from.empty(), "None of the pictures shows a face: this training needs some that do.");
    return from[static_cast<size_t>(random.below(std::ssize(from)))];
}

text::PictureSizes FolderPictures::sizes(int64_t picture) const
{
    const Framing& f = entry(picture).framing;
    return {f.original.height, f.original.width, f.cropTop, f.cropLeft, f.bucket.height, f.bucket.width};
}

ShownIdentity FolderPictures::identity(int64_t picture, Random& random) const
{
    int64_t reference = picture;
    const auto person = m_persons.find(entry(picture).listed.person);
    if (person != m_persons.end() && person->second.size() > 1) {
        const Numbers& photos = person->second; // sorted
        const auto own = std::ranges::lower_bound(photos, picture) - photos.begin();
        const int64_t other = random.below(std::ssize(photos) - 1);
        reference = photos[static_cast<size_t>(other < own ? other : other + 1)];
    }
    const PreparedFace& face = *entry(reference).face;
    return {face.condition, face.hidden.to(at::kFloat).unbind(0)};
}

FacePoints FolderPictures::facePoints(int64_t picture) const { return entry(picture).face->points; }

std::string FolderPictures::summary() const
{
    const auto withoutCaption =
        std::ranges::count_if(m_pictures, [](const auto& picture) { return picture.listed.caption.empty(); });
    return "Pictures: " + std::to_string(m_pictures.size()) + ", with a face " + std::to_string(m_whole.withFace.size()) +
           ", without a caption " + std::to_string(withoutCaption) + ", persons " + std::to_string(m_persons.size()) +
           ", shapes " + std::to_string(m_buckets.size()) + ".";
}

} // namespace likeness::training
