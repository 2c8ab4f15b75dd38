#include "core/generation/FaceReader.h"

#include "core/faces/Align.h"
#include "core/faces/FaceCropper.h"
#include "core/images/Decode.h"

#include <malloc.h>

namespace likeness::generation {

using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr size_t mostRemembered = 6;

} // namespace

Result<const faces::FaceCrop*> chosenFace(const ReferenceSeen& seen, int index)
{
    const auto count = static_cast<int>(seen.crops.size());
    if (index >= 0 && index < count)
        return &seen.crops[static_cast<size_t>(index)];
    return base::fail(base::ErrorCode::invalidInput,
                      "'" + seen.photo + "' shows " + std::to_string(count) +
                          (count == 1 ? " face" : " faces") + "; there is no face number " +
                          std::to_string(index + 1) + ".");
}

Result<FaceReader::Tools> FaceReader::tools()
{
    const std::lock_guard lock(m_mutex);
    if (!m_tools) {
        FaceModels models = openFaceModels(m_faceModels);
        auto opened = faces::FaceFinder::open(m_landmarks, std::move(models.detector));
        if (!opened)
            return tl::unexpected(opened.error());
        m_tools =
            Tools{std::move(*opened), std::move(models.parser), std::move(models.describer)};
        m_problems = std::move(models.problems);
    }
    return *m_tools;
}

std::vector<std::string> FaceReader::problems()
{
    const std::lock_guard lock(m_mutex);
    return m_problems;
}

std::shared_ptr<const ReferenceSeen> FaceReader::recall(const Stamp& stamp)
{
    const std::lock_guard lock(m_mutex);
    for (auto it = m_remembered.begin(); it != m_remembered.end(); ++it)
        if (it->stamp == stamp) {
            m_remembered.splice(m_remembered.begin(), m_remembered, it);
            return it->seen;
        }
    return nullptr;
}

void FaceReader::remember(const Stamp& stamp, std::shared_ptr<const ReferenceSeen> seen)
{
    const std::lock_guard lock(m_mutex);
    m_remembered.push_front({stamp, std::move(seen)});
    if (m_remembered.size() > mostRemembered)
        m_remembered.pop_back();
}

Result<std::shared_ptr<const ReferenceSeen>> FaceReader::read(const fs::path& photo,
                                                              const std::stop_token& stop)
{
    std::error_code ignored;
    const Stamp stamp{photo, fs::last_write_time(photo, ignored), fs::file_size(photo, ignored)};
    if (auto known = recall(stamp))
        return known;
    auto looked = look(photo, stop);
    if (!looked)
        return tl::unexpected(looked.error());
    auto seen = std::make_shared<const ReferenceSeen>(std::move(*looked));
    remember(stamp, seen);
    ::malloc_trim(0); // looking took pyramids of the photo and GrabCut's graph; painting needs memory of other sizes
    return seen;
}

Result<ReferenceSeen> FaceReader::look(const fs::path& photo, const std::stop_token& stop)
{
    auto picture = images::decodeFile(photo);
    if (!picture)
        return tl::unexpected(picture.error());
    const auto tools = this->tools();
    if (!tools)
        return tl::unexpected(tools.error());
    auto found = tools->finder.find(*picture, stop, "'" + photo.filename().string() + "'");
    if (!found)
        return tl::unexpected(found.error());
    ReferenceSeen seen;
    seen.photo = photo.string();
    for (const faces::Face& face : *found) {
        if (stop.stop_requested())
            return base::fail(base::ErrorCode::cancelled, "Cancelled.");
        auto crop = faces::crop(*picture, face, tools->parser.get());
        if (!crop)
            return tl::unexpected(crop.error());
        seen.crops.push_back(std::move(*crop));
    }
    seen.faces = std::move(*found);
    seen.picture = std::move(*picture);
    return seen;
}

Result<MeasuredFace> FaceReader::measuredFace(const images::Image& picture,
                                              const std::stop_token& stop)
{
    const auto tools = this->tools();
    if (!tools)
        return tl::unexpected(tools.error());
    const auto found = tools->finder.find(picture, stop);
    if (!found)
        return tl::unexpected(found.error());
    const faces::Face& face = found->front();
    const auto matrix = faces::alignmentTo112(face.points5);
    if (!matrix)
        return tl::unexpected(matrix.error());
    return MeasuredFace{faces::warpTo112(picture, *matrix), description(picture, face)};
}

std::optional<faces::FaceDescription> FaceReader::description(const images::Image& picture,
                                                              const faces::Face& face)
{
    const auto tools = this->tools();
    if (!tools || !tools->describer)
        return std::nullopt;
    const auto described = tools->describer->describe(picture, face);
    return described ? std::optional(*described) : std::nullopt;
}

} // namespace likeness::generation
