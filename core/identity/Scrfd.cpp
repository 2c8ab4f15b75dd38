#include "core/identity/Scrfd.h"

namespace likeness::identity {

namespace {

constexpr std::array<int64_t, 3> strides = {8, 16, 32};
constexpr int64_t anchors = 2;    // per cell
constexpr double wholePixels = 1; // insightface counts corners in

void addFaces(std::vector<faces::DetectedFace>& faces, const std::vector<at::Tensor>& outputs,
              size_t level, int64_t height, int64_t width, double leastScore)
{
    const int64_t stride = strides[level];
    const int64_t columns = width / stride, rows = height / stride * columns * anchors;
    const at::Tensor scores = cellsOf(outputs[level], rows, 1);
    const at::Tensor boxes = cellsOf(outputs[3 + level], rows, 4);
    const at::Tensor points = cellsOf(outputs[6 + level], rows, 10);
    const double* score = scores.const_data_ptr<double>();
    const double* box = boxes.const_data_ptr<double>();
    const double* point = points.const_data_ptr<double>();
    for (int64_t i = 0; i < rows; ++i) {
        if (!(score[i] >= leastScore)) // NaN is none
            continue;
        const int64_t cell = i / anchors;
        const auto x = static_cast<double>(cell % columns * stride);
        const auto y = static_cast<double>(cell / columns * stride);
        const auto s = static_cast<double>(stride);
        const double* d = box + 4 * i; // left, top, right, bottom
        faces::DetectedFace face{
            {x - s * d[0], y - s * d[1], s * (d[0] + d[2]), s * (d[1] + d[3])}, score[i], {}};
        face.points5.emplace();
        for (size_t p = 0; p < 5; ++p)
            (*face.points5)[p] = {x + s * point[10 * i + 2 * int64_t(p)],
                                  y + s * point[10 * i + 2 * int64_t(p) + 1]};
        faces.push_back(std::move(face));
    }
}

} // namespace

bool isScrfd(const OnnxNetwork& network)
{
    return hasLevels(network, std::array<int64_t, 3>{1, 4, 10});
}

at::Tensor scrfdInput(const at::Tensor& rgb)
{
    return (rgb - 127.5) / 128.0;
}

std::vector<faces::DetectedFace> scrfdFaces(const std::vector<at::Tensor>& outputs, int64_t height,
                                            int64_t width, const ScrfdOptions& options)
{
    TORCH_CHECK(outputs.size() == 9, "SCRFD has nine outputs, not ", outputs.size());
    std::vector<faces::DetectedFace> faces;
    for (size_t level = 0; level < strides.size(); ++level)
        addFaces(faces, outputs, level, height, width, options.leastScore);
    return surest(std::move(faces), options.overlap, wholePixels);
}

std::shared_ptr<const faces::ExtraDetector> scrfdDetector(OnnxNetwork network, ScrfdOptions options)
{
    return singleShotDetector(std::move(network),
                              {"SCRFD", options.width, options.height,
                               [options](const OnnxNetwork& scrfd, const at::Tensor& rgb) {
                                   return scrfdFaces(scrfd.forward(scrfdInput(rgb)), options.height,
                                                     options.width, options);
                               }});
}

} // namespace likeness::identity
