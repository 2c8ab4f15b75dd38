#include "app/cli/PortraitSet.h"

#include "app/cli/Painting.h"
#include "app/common/ResourcePaths.h"
#include "core/sets/ImageSet.h"
#include "core/sets/StagedFolder.h"

#include <fmt/format.h>

namespace likeness::cli {

namespace {

void printScores(const generation::Scores& scores)
{
    if (scores.likeness)
        fmt::print("likeness {:.3f}  (face similarity to the reference; 1 is the same face)\n",
                   *scores.likeness);
    if (scores.likenessToSecond)
        fmt::print("second   {:.3f}  (face similarity to the second person of the mix)\n",
                   *scores.likenessToSecond);
    if (scores.distance)
        fmt::print("distance {:.3f}  (dlib's recogniser; below 0.6 it takes the faces for one "
                   "person)\n",
                   *scores.distance);
    if (scores.purity)
        fmt::print(
            "purity   {:.3f}  (similarity to the picture without identity; 1 is unchanged)\n",
            *scores.purity);
}

void printSummary(const generation::PortraitResult& result, const std::filesystem::path& folder,
                  const std::vector<std::filesystem::path>& files)
{
    printScores(result.scores);
    if (!result.notes.empty())
        fmt::print("{}\n", result.notes);
    std::error_code ignored;
    fmt::print("Painted in {}. {} files are in {}\n", durationText(result.seconds), files.size(),
               std::filesystem::absolute(folder, ignored).lexically_normal().string());
}

} // namespace

base::Result<void> makeSet(const PortraitOptions& options, generation::RequestKind kind,
                           std::stop_token stop)
{
    const auto request = options.complete(kind);
    if (!request)
        return tl::unexpected(request.error());
    // A folder that cannot be written to is found out now, not after minutes of painting.
    if (const auto writable = sets::StagedFolder::open(options.folder()); !writable)
        return tl::unexpected(writable.error());

    ProgressLine line;
    if (request->references.empty() && kind == generation::RequestKind::pair)
        line.say(
            "Without --reference there is no identity: only the picture without one is painted.");
    PaintingStudio studio(app::resourcePaths().studioOptions());
    const auto painting = studio.paint(*request, line, stop);
    if (!painting)
        return tl::unexpected(painting.error());
    const auto files = sets::exportSet(*painting->result, options.folder(), painting->steps);
    if (!files)
        return tl::unexpected(files.error());
    printSummary(*painting->result, options.folder(), *files);
    return {};
}

} // namespace likeness::cli
