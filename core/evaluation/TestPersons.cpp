#include "core/evaluation/TestPersons.h"

#include "core/images/Decode.h"
#include "core/images/Encode.h"
#include "core/portraits/Camera.h"
#include "core/portraits/Renderer.h"

#include <algorithm>

namespace likeness::evaluation {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::uint64_t firstPerson = 0x6576'616c * 1'000'003ull; // far from the trainings' own people
constexpr int photosToTry = 8;

// A photo of the person in the clothes and the place of the day, the head free.
images::Image photoOf(const portraits::Person& person, std::uint64_t seed)
{
    portraits::Scene scene = portraits::randomScene(seed);
    scene.style = portraits::Style::photo;
    scene.accessory = portraits::Accessory::none;
    scene.pose = portraits::Pose::front;
    return portraits::photograph(portraits::draw(person, scene).picture, seed + 1);
}

Result<TestPerson> photographed(std::uint64_t seed, const std::filesystem::path& file, const faces::FaceFinder& finder,
                                int& withoutFace, const std::stop_token& stop)
{
    const auto who = portraits::randomPerson(seed);
    for (std::uint64_t photo = 0;; ++photo) {
        const images::Image picture = photoOf(who, seed * 1000 + photo * 2);
        auto found = finder.find(picture, stop);
        if (found) {
            if (auto written = images::writePng(file, picture); !written)
                return tl::unexpected(written.error());
            return TestPerson{file.string(), std::move(found->front()), who};
        }
        if (found.error().code != ErrorCode::invalidInput || photo + 1 == photosToTry)
            return tl::unexpected(found.error());
        ++withoutFace;
    }
}

} // namespace

Result<TestPersons> inventedPersons(int count, const faces::FaceFinder& finder, const std::filesystem::path& folder,
                                    const base::ProgressSink& progress, const std::stop_token& stop)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return base::fail(ErrorCode::io, "'" + folder.string() + "' cannot be made: " + error.message() + ".");
    TestPersons result;
    for (std::uint64_t seed = firstPerson; std::ssize(result.persons) < count; ++seed) {
        const auto number = std::to_string(result.persons.size() + 1);
        if (progress)
            progress({"Photographing person " + number + " of " + std::to_string(count),
                      static_cast<double>(result.persons.size()) / count, -1});
        auto person = photographed(seed, folder / ("person-" + number + ".png"), finder, result.photosWithoutFace, stop);
        if (!person)
            return tl::unexpected(person.error());
        result.persons.push_back(std::move(*person));
    }
    return result;
}

Result<TestPersons> photographedPersons(const std::filesystem::path& folder, int count,
                                        const faces::FaceFinder& finder, const std::stop_token& stop)
{
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
            files.push_back(entry.path());
    if (error)
        return base::fail(ErrorCode::notFound, "There is no folder '" + folder.string() + "' with photos.");
    std::ranges::sort(files);
    TestPersons result;
    for (const auto& file : files) {
        if (std::ssize(result.persons) == count)
            break;
        auto picture = images::decodeFile(file);
        if (!picture)
            return tl::unexpected(picture.error());
        auto found = finder.find(*picture, stop, "'" + file.string() + "'");
        if (!found)
            return tl::unexpected(found.error());
        result.persons.push_back({file.string(), std::move(found->front()), std::nullopt});
    }
    if (result.persons.empty())
        return base::fail(ErrorCode::invalidInput,
                          "'" + folder.string() + "' holds no photo. Put one photo of each person there.");
    return result;
}

} // namespace likeness::evaluation
