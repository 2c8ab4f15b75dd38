#include "tests/core/testing/DlibNets.h"

#include <dlib/dnn.h>
#include <dlib/image_processing.h>

#include <random>
#include <sstream>

namespace likeness::faces::dlibnets {

namespace {

template <template <typename> class BN, typename S>
using Active = dlib::relu<BN<S>>;
template <template <typename> class BN, typename S>
using Downsampler = Active<
    BN, dlib::con<32, 5, 5, 2, 2,
                  Active<BN, dlib::con<32, 5, 5, 2, 2, Active<BN, dlib::con<16, 5, 5, 2, 2, S>>>>>>;
template <template <typename> class BN, typename S>
using RCon = Active<BN, dlib::con<45, 5, 5, 1, 1, S>>;
template <template <typename> class BN>
using Detector = dlib::loss_mmod<dlib::con<
    1, 9, 9, 1, 1,
    RCon<BN, RCon<BN, RCon<BN, Downsampler<BN, dlib::input_rgb_image_pyramid<dlib::pyramid_down<6>>>>>>>>;

template <template <typename> class BN, int N, int stride, typename S>
using Block = BN<dlib::con<N, 3, 3, 1, 1, dlib::relu<BN<dlib::con<N, 3, 3, stride, stride, S>>>>>;
template <template <typename> class BN, int N, typename S>
using Res = dlib::relu<dlib::add_prev1<Block<BN, N, 1, dlib::tag1<S>>>>;
template <template <typename> class BN, int N, typename S>
using ResDown = dlib::relu<dlib::add_prev2<
    dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<Block<BN, N, 2, dlib::tag1<S>>>>>>>;
template <template <typename> class BN>
using Start = dlib::max_pool<
    3, 3, 2, 2, dlib::relu<BN<dlib::con<32, 7, 7, 2, 2, dlib::input_rgb_image_sized<150>>>>>;
template <template <typename> class BN> using Level4 = Res<BN, 32, Res<BN, 32, Res<BN, 32, Start<BN>>>>;
template <template <typename> class BN>
using Level3 = Res<BN, 64, Res<BN, 64, Res<BN, 64, ResDown<BN, 64, Level4<BN>>>>>;
template <template <typename> class BN>
using Level2 = Res<BN, 128, Res<BN, 128, ResDown<BN, 128, Level3<BN>>>>;
template <template <typename> class BN>
using Level1 = Res<BN, 256, Res<BN, 256, ResDown<BN, 256, Level2<BN>>>>;
template <template <typename> class BN>
using Recogniser =
    dlib::loss_metric<dlib::fc_no_bias<128, dlib::avg_pool_everything<ResDown<BN, 256, Level1<BN>>>>>;

dlib::matrix<dlib::rgb_pixel> pixelsOf(const images::Image& photo)
{
    dlib::matrix<dlib::rgb_pixel> pixels(photo.height, photo.width);
    for (int y = 0; y < photo.height; ++y)
        for (int x = 0; x < photo.width; ++x) {
            const std::uint8_t* p = photo.pixel(x, y);
            pixels(y, x) = {p[0], p[1], p[2]};
        }
    return pixels;
}

template <typename Network> std::string written(const Network& network)
{
    std::ostringstream bytes;
    dlib::serialize(network, bytes);
    return bytes.str();
}

template <typename Network> Network opened(const std::string& file)
{
    Network network;
    std::istringstream bytes(file);
    dlib::deserialize(network, bytes);
    return network;
}

// The last layer's bias, so that so many places have a score above 0.
template <typename Network> void findIn(Network& network, size_t places)
{
    const dlib::tensor& output = network.subnet().get_output();
    std::vector<float> scores(output.begin(), output.end());
    std::ranges::nth_element(scores, scores.begin() + long(places), std::greater());
    dlib::tensor& weights = network.subnet().layer_details().get_layer_params();
    weights.host()[weights.size() - 1] -= scores[places];
}

} // namespace

std::string detectorFile(const images::Image& photo, Normalised normalised)
{
    dlib::mmod_options options;
    options.detector_windows = {{80, 80, "face"}};
    options.overlaps_nms = dlib::test_box_overlap(0.3, 0.8);
    Detector<dlib::bn_con> trained(options);
    const auto pixels = pixelsOf(photo);
    trained(pixels); // dlib makes the weights when a network sees its first picture
    trained.clean();
    auto network = opened<Detector<dlib::affine>>(written(trained));
    network(pixels);
    findIn(network, 300);
    network.clean();
    if (normalised == Normalised::affine)
        return written(network);
    trained.subnet().layer_details() = network.subnet().layer_details();
    return written(trained);
}

std::string recogniserFile()
{
    Recogniser<dlib::bn_con> trained;
    dlib::matrix<dlib::rgb_pixel> picture(150, 150);
    dlib::assign_all_pixels(picture, dlib::rgb_pixel(90, 120, 60));
    trained(picture);
    trained.clean();
    return written(opened<Recogniser<dlib::affine>>(written(trained)));
}

std::vector<Found> dlibFinds(const std::string& file, const images::Image& photo)
{
    auto network = opened<Detector<dlib::affine>>(file);
    std::vector<Found> found;
    for (const auto& face : network(pixelsOf(photo)))
        found.push_back({{double(face.rect.left()), double(face.rect.top()),
                          double(face.rect.width()), double(face.rect.height())},
                         face.detection_confidence});
    return found;
}

FaceDescription dlibDescribes(const std::string& file, const images::Image& photo, const Face& face)
{
    std::vector<dlib::point> parts;
    for (const Point& point : face.landmarks)
        parts.emplace_back(std::lround(point.x), std::lround(point.y));
    const dlib::full_object_detection shape(dlib::rectangle(0, 0, 10, 10), parts);
    dlib::matrix<dlib::rgb_pixel> chip;
    dlib::extract_image_chip(pixelsOf(photo), dlib::get_face_chip_details(shape, 150, 0.25), chip);
    auto network = opened<Recogniser<dlib::affine>>(file);
    const dlib::matrix<float, 0, 1> numbers = network(chip);
    FaceDescription description{};
    std::copy(numbers.begin(), numbers.end(), description.begin());
    return description;
}

} // namespace likeness::faces::dlibnets
