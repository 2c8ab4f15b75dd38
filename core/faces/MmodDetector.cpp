#include "core/faces/MmodDetector.h"

#include "core/faces/CvImage.h"
#include "core/faces/DlibFile.h"

#include <dlib/dnn.h>
#include <dlib/opencv/cv_image.h>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <mutex>
#include <sstream>

namespace likeness::faces {

namespace {

// The published type, from the input to the output; DlibLayers.cpp has it as a list.
template <long filters, typename Below> using Con5Down = dlib::con<filters, 5, 5, 2, 2, Below>;
template <long filters, typename Below> using Con5 = dlib::con<filters, 5, 5, 1, 1, Below>;
template <typename Below> using Active = dlib::relu<dlib::affine<Below>>;
template <typename Below>
using Downsampler = Active<Con5Down<32, Active<Con5Down<32, Active<Con5Down<16, Below>>>>>>;
template <typename Below> using RCon5 = Active<Con5<45, Below>>;
using Input = dlib::input_rgb_image_pyramid<dlib::pyramid_down<6>>;
using Network =
    dlib::loss_mmod<dlib::con<1, 9, 9, 1, 1, RCon5<RCon5<RCon5<Downsampler<Input>>>>>>;

constexpr double mostPixels = 0.8e6; // looked at; the pyramid has 3.3 times as many
constexpr double longest_px = 2600;
constexpr double mostEnlarged = 2;
constexpr int least_px = 192;     // of each side: the network's last layer needs that much
constexpr long mostBoxes = 2000;  // more than any photo has faces: they are compared pair by pair

// The photo as the network sees it, black beside it where it is narrow.
cv::Mat fitted(const images::Image& photo, double scale)
{
    cv::Mat small;
    cv::resize(viewOf(photo), small, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    cv::copyMakeBorder(small, small, 0, std::max(0, least_px - small.rows), 0,
                       std::max(0, least_px - small.cols), cv::BORDER_CONSTANT);
    return small;
}

double scaleFor(const images::Image& photo)
{
    const double pixels = double(photo.width) * photo.height;
    const double scale = std::min({mostEnlarged, std::sqrt(mostPixels / pixels),
                                   longest_px / std::max(photo.width, photo.height)});
    return std::max(scale, 1.0 / std::min(photo.width, photo.height)); // a pixel at least
}

// Scores above 0, but no more of them than mostBoxes.
double thresholdFor(const dlib::tensor& scores)
{
    std::vector<float> high;
    for (const float score : scores)
        if (score > 0)
            high.push_back(score);
    if (high.size() <= size_t(mostBoxes))
        return 0;
    std::ranges::nth_element(high, high.begin() + mostBoxes, std::greater());
    return high[mostBoxes];
}

class MmodDetector final : public ExtraDetector {
public:
    explicit MmodDetector(Network network) : m_network(std::move(network)) {}

    std::string name() const override { return "dlib's network"; }

    std::vector<DetectedFace> detect(const images::Image& photo, const std::stop_token&) const override
    {
        if (photo.isEmpty())
            return {};
        const double scale = scaleFor(photo);
        const cv::Mat seen = fitted(photo, scale);
        dlib::matrix<dlib::rgb_pixel> pixels;
        dlib::assign_image(pixels, dlib::cv_image<dlib::rgb_pixel>(cvIplImage(seen)));
        std::vector<DetectedFace> faces;
        for (const dlib::mmod_rect& found : boxesIn(pixels)) {
            const dlib::rectangle& box = found.rect;
            faces.push_back({{double(box.left()) / scale, double(box.top()) / scale,
                              double(box.width()) / scale, double(box.height()) / scale},
                             found.detection_confidence,
                             {}});
        }
        return faces;
    }

private:
    std::vector<dlib::mmod_rect> boxesIn(const dlib::matrix<dlib::rgb_pixel>& pixels) const
    {
        const std::lock_guard lock(m_mutex);
        dlib::resizable_tensor input;
        m_network.to_tensor(&pixels, &pixels + 1, input);
        const double threshold = thresholdFor(m_network.subnet().forward(input));
        const dlib::dimpl::subnet_wrapper<Network::subnet_type> below(m_network.subnet());
        std::vector<std::vector<dlib::mmod_rect>> boxes(1);
        m_network.loss_details().to_label(input, below, boxes.begin(), threshold);
        m_network.clean(); // else it keeps every layer's output
        return std::move(boxes[0]);
    }

    mutable std::mutex m_mutex; // guards the network: it works inside itself
    mutable Network m_network;
};

} // namespace

base::Result<std::shared_ptr<const ExtraDetector>> openMmodDetector(const std::filesystem::path& path)
{
    using Opened = base::Result<std::shared_ptr<const ExtraDetector>>;
    return base::guarded([&]() -> Opened {
        const auto file = readDlibFile(path, DlibNetwork::faceDetector);
        if (!file)
            return tl::unexpected(file.error());
        Network network;
        std::istringstream bytes(file->bytes);
        dlib::deserialize(network, bytes); // everything it says was checked
        network.clean();
        return std::make_shared<const MmodDetector>(std::move(network));
    });
}

} // namespace likeness::faces
