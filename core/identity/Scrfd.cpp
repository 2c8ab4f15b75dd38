#include "core/identity/Scrfd.h"

#include <ATen/core/grad_mode.h>

namespace likeness::identity {

namespace {

constexpr std::array<int64_t, 3> strides = {8, 16, 32};
constexpr int64_t anchors = 2;    // per cell
constexpr double wholePixels = 1; // insightface counts corners in

// One level's output as [n, columns] on the CPU.
at::Tensor rowsOf(const at::Tensor& output, int64_t rows, int64_t columns)
{
    TORCH_CHECK(output.numel() == rows * columns, "a detector's output of ", output.sizes(),
                ", expected ", rows, " rows of ", columns);
    return output.reshape({rows, columns}).to(at::kCPU, at::kFloat).contiguous();
}

void addFaces(std::vector<faces::DetectedFace>& faces, const std::vector<at::Tensor>& outputs,
              size_t level, int64_t height, int64_t width, double leastScore)
{
    const int64_t stride = strides[level];
    const int64_t columns = width / stride, rows = height / stride * columns * anchors;
    const at::Tensor scores = rowsOf(outputs[level], rows, 1);
    const at::Tensor boxes = rowsOf(outputs[3 + level], rows, 4);
    const at::Tensor points = rowsOf(outputs[6 + level], rows, 10);
    const float* score = scores.const_data_ptr<float>();
    const float* box = boxes.const_data_ptr<float>();
    const float* point = points.const_data_ptr<float>();
    for (int64_t i = 0; i < rows; ++i) {
        if (!(score[i] >= leastScore)) // NaN is none
            continue;
        const int64_t cell = i / anchors;
        const auto x = static_cast<double>(cell % columns * stride);
        const auto y = static_cast<double>(cell / columns * stride);
        const auto s = static_cast<double>(stride);
        const float* d = box + 4 * i; // left, top, right, bottom
        faces::DetectedFace face{
            {x - s * d[0], y - s * d[1], s * (d[0] + d[2]), s * (d[1] + d[3])}, score[i], {}};
        face.points5.emplace();
        for (size_t p = 0; p < 5; ++p)
            (*face.points5)[p] = {x + s * point[10 * i + 2 * int64_t(p)],
                                  y + s * point[10 * i + 2 * int64_t(p) + 1]};
        faces.push_back(std::move(face));
    }
}

class Detector final : public faces::ExtraDetector {
public:
    Detector(OnnxNetwork network, ScrfdOptions options)
        : m_network(std::move(network)), m_options(options)
    {
    }

    std::string name() const override { return "SCRFD"; }

    std::vector<faces::DetectedFace> detect(const images::Image& photo,
                                            const std::stop_token&) const override
    {
        const at::NoGradGuard noGradients;
        const FittedPhoto fitted = fitPhoto(photo, m_options.width, m_options.height);
        auto found = scrfdFaces(m_network.forward(scrfdInput(fitted.rgb)), m_options.height,
                                m_options.width, m_options);
        for (faces::DetectedFace& face : found)
            face = scaledFace(face, 1 / fitted.scale);
        return found;
    }

private:
    OnnxNetwork m_network;
    ScrfdOptions m_options;
};

} // namespace

bool isScrfd(const OnnxNetwork& network)
{
    const auto& outputs = network.graph().outputs;
    if (outputs.size() != 9)
        return false;
    constexpr std::array<int64_t, 3> columns = {1, 4, 10};
    for (size_t i = 0; i < outputs.size(); ++i) // a shape that is given must be the right one
        if (const auto& shape = outputs[i].shape;
            !shape.empty() && shape.back() >= 0 && shape.back() != columns[i / 3])
            return false;
    return true;
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
    return std::make_shared<const Detector>(std::move(network), options);
}

} // namespace likeness::identity
