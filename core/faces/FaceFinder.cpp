#include "core/faces/FaceFinder.h"

#include "core/faces/CvImage.h"
#include "core/faces/FaceDetector.h"
#include "core/faces/Landmarks.h"
#include "core/faces/View.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace likeness::faces {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// The detector's window is 80 pixels wide, and it needs 0.08 s per megapixel. At the first look it
// finds faces of 3 % of the longer side, or of 40 pixels; at the finest those of 32 pixels.
constexpr double firstLook_px = 2600;
constexpr double firstLookEnlarged = 2;
constexpr double finestLookPixels = 28e6;
constexpr double finestLookEnlarged = 2.5;
constexpr double turnedLook_px = 1600;

double scaleFor(const cv::Mat& photo, double longest_px)
{
    return std::min(longest_px / std::max(photo.cols, photo.rows), firstLookEnlarged);
}

struct Look {
    ViewOptions options;
    double leastConfidence = 0;
};

// Ways of looking at the photo, the likeliest to succeed first. Enlarged letters and numbers look a
// little like faces (0.7 at most), small faces look like nothing else.
std::vector<Look> looksAt(const cv::Mat& photo)
{
    const double first = scaleFor(photo, firstLook_px), turned = scaleFor(photo, turnedLook_px);
    const double finest =
        std::min(std::sqrt(finestLookPixels / double(photo.total())), finestLookEnlarged);
    std::vector<Look> looks{{{first}}};
    if (finest > 1.1 * first)
        looks.push_back({{finest}, 0.8});
    looks.push_back({{turned, 0, Mirrored::yes}});
    for (const double turn : {90.0, -90.0, 180.0, 35.0, -35.0})
        looks.push_back({{turned, turn}, 0.4});
    return looks;
}

double overlapOf(const Box& a, const Box& b)
{
    const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (width <= 0 || height <= 0)
        return 0;
    return width * height / std::min(a.width * a.height, b.width * b.height);
}

// One face per person: of boxes that mostly cover each other the surest stays.
std::vector<Face> merged(std::vector<Face> faces)
{
    std::ranges::sort(faces, std::greater{}, &Face::confidence);
    std::vector<Face> kept;
    for (Face& face : faces)
        if (std::ranges::none_of(
                kept, [&](const Face& other) { return overlapOf(face.box, other.box) > 0.5; }))
            kept.push_back(std::move(face));
    std::ranges::sort(kept, std::greater{},
                      [](const Face& face) { return face.box.width * face.box.height; });
    return kept;
}

} // namespace

struct FaceFinder::Private {
    LandmarkModel landmarks;
    FaceDetector detector;

    std::vector<Face> look(const View& view, double leastConfidence) const
    {
        std::vector<Face> faces;
        for (const Detection& detection : detector.detect(view.gray)) {
            if (detection.confidence < leastConfidence)
                continue;
            Face face{detection.box, detection.confidence, {}, {}};
            face.landmarks = landmarks.locateSteadily(view.gray, face.box);
            face = faceInPhoto(view, face);
            face.points5 = fivePoints(face.landmarks);
            faces.push_back(std::move(face));
        }
        return merged(std::move(faces));
    }
};

Result<FaceFinder> FaceFinder::open(const std::filesystem::path& landmarks)
{
    return base::guarded([&]() -> Result<FaceFinder> {
        auto model = LandmarkModel::open(landmarks);
        if (!model)
            return tl::unexpected(model.error());
        return FaceFinder(
            std::make_shared<const Private>(Private{std::move(*model), FaceDetector()}));
    });
}

Result<std::vector<Face>> FaceFinder::find(const images::Image& photo, std::stop_token stop,
                                           std::string_view name) const
{
    return base::guarded([&]() -> Result<std::vector<Face>> {
        const auto none =
            fail(ErrorCode::invalidInput,
                 "No face was found in " + std::string(name) +
                     ". Choose a photo in which the face is visible from the front and at least "
                     "about 40 pixels wide.");
        if (photo.isEmpty())
            return none;
        cv::Mat gray;
        cv::cvtColor(viewOf(photo), gray, cv::COLOR_RGB2GRAY);
        for (const auto& [options, leastConfidence] : looksAt(gray)) {
            if (stop.stop_requested())
                return fail(ErrorCode::cancelled, "Looking for faces was cancelled.");
            auto faces = m_private->look(lookAt(gray, 1, options), leastConfidence);
            if (!faces.empty())
                return faces;
        }
        return none;
    });
}

} // namespace likeness::faces
