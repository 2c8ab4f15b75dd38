#include "core/faces/FaceDescriber.h"

#include "core/faces/CvImage.h"
#include "core/faces/DlibFile.h"
#include "core/faces/Landmarks.h"

#include <dlib/dnn.h>
#include <dlib/image_transforms.h>
#include <dlib/opencv/cv_image.h>

#include <cmath>
#include <mutex>
#include <sstream>

namespace likeness::faces {

namespace {

// The published type; DlibLayers.cpp has it as a list.
template <int filters, int stride, typename Below>
using Block = dlib::affine<dlib::con<
    filters, 3, 3, 1, 1,
    dlib::relu<dlib::affine<dlib::con<filters, 3, 3, stride, stride, Below>>>>>;
template <int filters, typename Below>
using Same = dlib::relu<dlib::add_prev1<Block<filters, 1, dlib::tag1<Below>>>>;
template <int filters, typename Below>
using Down = dlib::relu<dlib::add_prev2<
    dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<Block<filters, 2, dlib::tag1<Below>>>>>>>;
template <int filters, typename Below>
using Level = Same<filters, Same<filters, Down<filters, Below>>>;
using Stem = dlib::max_pool<
    3, 3, 2, 2,
    dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, dlib::input_rgb_image_sized<150>>>>>;
using Network = dlib::loss_metric<dlib::fc_no_bias<
    128, dlib::avg_pool_everything<Down<
             256, Level<256, Level<128, Same<64, Level<64, Same<32, Same<32, Same<32, Stem>>>>>>>>>>>;

constexpr unsigned long side_px = 150;
constexpr double around = 0.25;

bool isAFace(const Face& face)
{
    if (face.landmarks.size() != size_t(landmarkCount))
        return false;
    const auto isUsable = [](const Point& point) {
        return std::abs(point.x) < 1e6 && std::abs(point.y) < 1e6;
    };
    if (!std::ranges::all_of(face.landmarks, isUsable))
        return false;
    const auto [left, right] = std::ranges::minmax(face.landmarks, {}, &Point::x);
    return right.x - left.x >= 4;
}

dlib::matrix<dlib::rgb_pixel> cutOut(const images::Image& photo, const Face& face)
{
    std::vector<dlib::point> parts;
    for (const Point& point : face.landmarks)
        parts.emplace_back(std::lround(point.x), std::lround(point.y));
    const Box& box = face.box;
    const dlib::full_object_detection shape(
        dlib::drectangle(box.x, box.y, box.x + box.width - 1, box.y + box.height - 1), parts);
    const cv::Mat view = viewOf(photo);
    dlib::matrix<dlib::rgb_pixel> chip;
    dlib::extract_image_chip(dlib::cv_image<dlib::rgb_pixel>(cvIplImage(view)),
                             dlib::get_face_chip_details(shape, side_px, around), chip);
    return chip;
}

} // namespace

struct FaceDescriber::Private {
    std::mutex mutex; // guards the network: it works inside itself
    Network network;
};

double distanceOf(const FaceDescription& a, const FaceDescription& b)
{
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += (double(a[i]) - double(b[i])) * (double(a[i]) - double(b[i]));
    return std::sqrt(sum);
}

base::Result<FaceDescriber> FaceDescriber::open(const std::filesystem::path& path)
{
    return base::guarded([&]() -> base::Result<FaceDescriber> {
        const auto file = readDlibFile(path, DlibNetwork::faceRecogniser);
        if (!file)
            return tl::unexpected(file.error());
        auto opened = std::make_shared<Private>();
        std::istringstream bytes(file->bytes);
        dlib::deserialize(opened->network, bytes); // everything it says was checked
        opened->network.clean();
        return FaceDescriber(std::move(opened));
    });
}

base::Result<FaceDescription> FaceDescriber::describe(const images::Image& photo, const Face& face) const
{
    return base::guarded([&]() -> base::Result<FaceDescription> {
        if (photo.isEmpty() || !isAFace(face))
            return base::fail(base::ErrorCode::invalidInput,
                              "A face cannot be described without its 68 landmarks.");
        const auto chip = cutOut(photo, face);
        const std::lock_guard lock(m_private->mutex);
        const dlib::matrix<float, 0, 1> description = m_private->network(chip);
        m_private->network.clean();
        FaceDescription numbers{};
        std::copy(description.begin(), description.end(), numbers.begin());
        if (!std::ranges::all_of(numbers, [](float value) { return std::isfinite(value); }))
            return base::fail(base::ErrorCode::invalidInput,
                              "dlib's face recogniser gives no numbers; its file may be damaged.");
        return numbers;
    });
}

} // namespace likeness::faces
