#include "core/identity/YuNet.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

namespace likeness::identity {

namespace {

constexpr std::array<int64_t, 3> strides = {8, 16, 32};

at::Tensor cellsOf(const at::Tensor& output, int64_t cells, int64_t columns)
{
    TORCH_CHECK(output.numel() == cells * columns, "a detector's output of ", output.sizes(),
                ", expected ", cells, " cells of ", columns);
    return output.reshape({cells, columns}).to(at::kCPU, at::kDouble).contiguous();
}

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

class Detector final : public faces::ExtraDetector {
public:
    Detector(OnnxNetwork network, YuNetOptions options)
        : m_network(std::move(network)), m_options(options)
    {
    }

    std::string name() const override { return "YuNet"; }

    std::vector<faces::DetectedFace> detect(const images::Image& photo,
                                            const std::stop_token&) const override
    {
        const at::NoGradGuard noGradients;
        const FittedPhoto fitted = fitPhoto(photo, m_options.width, m_options.height);
        auto found = yuNetFaces(m_network.forward(fitted.rgb.flip(1)), m_options.height,
                                m_options.width, m_options);
        for (faces::DetectedFace& face : found)
            face = scaledFace(face, 1 / fitted.scale);
        return found;
    }

private:
    OnnxNetwork m_network;
    YuNetOptions m_options;
};

} // namespace

bool isYuNet(const OnnxNetwork& network)
{
    const auto& outputs = network.graph().outputs;
    if (outputs.size() != 12)
        return false;
    constexpr std::array<int64_t, 4> columns = {1, 1, 4, 10};
    for (size_t i = 0; i < outputs.size(); ++i) // a shape that is given must be the right one
        if (const auto& shape = outputs[i].shape;
            !shape.empty() && shape.back() >= 0 && shape.back() != columns[i / 3])
            return false;
    return true;
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
    return std::make_shared<const Detector>(std::move(network), options);
}

} // namespace likeness::identity
