#include "core/identity/YuNet.h"

#include <cmath>

namespace likeness::identity {

namespace {

constexpr std::array<int64_t, 3> strides = {8, 16, 32};

void addFaces(std::vector<faces::DetectedFace>& faces, const std::vector<at::Tensor>& outputs,
              size_t level, int64_t height, int64_t width, double leastScore)
{
    const int64_t stride = strides[level];
    const int64_t columns = width / stride, cells = height / stride * columns;
    const at::Tensor scores = (cellsOf(outputs[level], cells, 1).clamp(0, 1) *
                               cellsOf(outputs[3 + level], cells, 1).clamp(0, 1))
                                  .sqrt();
    const at::Tensor boxes = cellsOf(outputs[6 + level], cells, 4);
    const at::Tensor points = cellsOf(outputs[9 + level], cells, 10);
    const double* score = scores.const_data_ptr<double>();
    const auto s = static_cast<double>(stride);
    for (int64_t i = 0; i < cells; ++i) {
        if (!(score[i] >= leastScore)) // NaN is none
            continue;
        const auto column = static_cast<double>(i % columns),
                   row = static_cast<double>(i / columns);
        const double* box = boxes.const_data_ptr<double>() + 4 * i;
        const double* point = points.const_data_ptr<double>() + 10 * i;
        const double w = std::exp(box[2]) * s, h = std::exp(box[3]) * s;
        faces::DetectedFace face{
            {(column + box[0]) * s - w / 2, (row + box[1]) * s - h / 2, w, h}, score[i], {}};
        face.points5.emplace();
        for (size_t p = 0; p < 5; ++p)
            (*face.points5)[p] = {(column + point[2 * p]) * s, (row + point[2 * p + 1]) * s};
        faces.push_back(std::move(face));
    }
}

} // namespace

bool isYuNet(const OnnxNetwork& network)
{
    return hasLevels(network, std::array<int64_t, 4>{1, 1, 4, 10});
}

std::vector<faces::DetectedFace> yuNetFaces(const std::vector<at::Tensor>& outputs, int64_t height,
                                            int64_t width, const YuNetOptions& options)
{
    TORCH_CHECK(outputs.size() == 12, "YuNet has twelve outputs, not ", outputs.size());
    std::vector<faces::DetectedFace> faces;
    for (size_t level = 0; level < strides.size(); ++level)
        addFaces(faces, outputs, level, height, width, options.leastScore);
    return surest(std::move(faces), options.overlap, 0);
}

std::shared_ptr<const faces::ExtraDetector> yuNetDetector(OnnxNetwork network, YuNetOptions options)
{
    return singleShotDetector(std::move(network),
                              {"YuNet", options.width, options.height,
                               [options](const OnnxNetwork& yuNet, const at::Tensor& rgb) {
                                   return yuNetFaces(yuNet.forward(rgb.flip(1)), options.height, options.width,
                                                     options);
                               }});
}

} // namespace likeness::identity
