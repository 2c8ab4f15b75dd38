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

constexpr size_t mostExtraFaces = 32; // of a crowd, the largest
constexpr double uprightEnough_degrees = 10; // the landmarks' model follows so far by itself

// A model may say anything: only a box that is in the photo, and points near it, count.
bool isUsable(const DetectedFace& face, const images::Image& photo)
{
    const Box& box = face.box;
    const double longest = 2.0 * std::max(photo.width, photo.height);
    const auto isNear = [longest](double value) { return std::abs(value) <= longest; };
    if (!(box.width >= 1 && box.height >= 1 && isNear(box.width) && isNear(box.height) &&
          isNear(box.x) && isNear(box.y) && std::isfinite(face.confidence)))
        return false;
    return !face.points5 || std::ranges::all_of(*face.points5, [&](const Point& point) {
        return isNear(point.x) && isNear(point.y);
    });
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
    std::shared_ptr<const ExtraDetector> extra; // may be null

    std::vector<Face> look(const View& view, double leastConfidence) const
    {
        std::vector<Face> faces;
        for (const Detection& detection : detector.detect(view.gray)) {
            if (detection.confidence < leastConfidence)
                continue;
            Face face{detection.box, detection.confidence, "dlib", {}, {}};
            face.landmarks = landmarks.locateSteadily(view.gray, face.box);
            face = faceInPhoto(view, face);
            face.points5 = fivePoints(face.landmarks);
            faces.push_back(std::move(face));
        }
        return merged(std::move(faces));
    }

    // The 68 landmarks around five points: in a picture turned so that the face is upright.
    std::vector<Point> landmarksAround(const cv::Mat& gray, const std::array<Point, 5>& points) const
    {
        const auto fit = landmarks.fitAround(points);
        if (std::abs(fit.turn_degrees) < uprightEnough_degrees)
            return landmarks.locateSteadily(gray, fit.box);
        const View view = lookAt(gray, 1, {.turn_degrees = -fit.turn_degrees});
        std::array<Point, 5> turned{};
        std::ranges::transform(points, turned.begin(),
                               [&](const Point& point) { return toView(view, point); });
        auto located = landmarks.locateSteadily(view.gray, landmarks.fitAround(turned).box);
        for (Point& point : located)
            point = toPhoto(view, point);
        return located;
    }

    std::vector<Face> lookWithExtra(const images::Image& photo, const cv::Mat& gray,
                                    const std::stop_token& stop) const
    {
        std::vector<DetectedFace> found = extra->detect(photo, stop);
        std::erase_if(found, [&](const DetectedFace& face) { return !isUsable(face, photo); });
        std::ranges::sort(found, std::greater{}, [](const DetectedFace& face) {
            return face.box.width * face.box.height;
        });
        found.resize(std::min(found.size(), mostExtraFaces));
        std::vector<Face> faces;
        for (const DetectedFace& detected : found) {
            Face face{detected.box, detected.confidence, extra->name(), {}, {}};
            face.landmarks = detected.points5 ? landmarksAround(gray, *detected.points5)
                                              : landmarks.locateSteadily(gray, detected.box);
            face.points5 = detected.points5.value_or(fivePoints(face.landmarks));
            faces.push_back(std::move(face));
        }
        return merged(std::move(faces));
    }
};

Result<FaceFinder> FaceFinder::open(const std::filesystem::path& landmarks,
                                    std::shared_ptr<const ExtraDetector> detector)
{
    return base::guarded([&]() -> Result<FaceFinder> {
        auto model = LandmarkModel::open(landmarks);
        if (!model)
            return tl::unexpected(model.error());
        return FaceFinder(
            std::make_shared<const Private>(
                Private{std::move(*model), FaceDetector(), std::move(detector)}));
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
        if (m_private->extra)
            if (auto faces = m_private->lookWithExtra(photo, gray, stop); !faces.empty())
                return faces;
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
