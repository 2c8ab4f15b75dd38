#include "core/identity/FaceBoxes.h"

#include <ATen/core/grad_mode.h>

#include "core/identity/ImageTensor.h"

#include <algorithm>

namespace likeness::identity {

namespace {

double overlapOf(const faces::Box& a, const faces::Box& b, double extra)
{
    const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x) + extra;
    const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y) + extra;
    const double common = std::max(0.0, width) * std::max(0.0, height);
    const auto area = [extra](const faces::Box& box) {
        return (box.width + extra) * (box.height + extra);
    };
    return common / (area(a) + area(b) - common);
}

} // namespace

FittedPhoto fitPhoto(const images::Image& photo, int64_t width, int64_t height)
{
    const double ratio = double(photo.height) / photo.width;
    int64_t w = width, h = static_cast<int64_t>(double(width) * ratio);
    if (ratio > double(height) / double(width)) {
        h = height;
        w = static_cast<int64_t>(double(height) / ratio);
    }
    w = std::max<int64_t>(w, 1);
    h = std::max<int64_t>(h, 1);
    const at::Tensor small =
        at::upsample_bilinear2d(imageTensor(photo), {h, w}, /*align_corners=*/false).round();
    return {at::constant_pad_nd(small, {0, width - w, 0, height - h}), double(h) / photo.height};
}

faces::DetectedFace scaledFace(faces::DetectedFace face, double factor)
{
    face.box = {face.box.x * factor, face.box.y * factor, face.box.width * factor,
                face.box.height * factor};
    if (face.points5)
        for (faces::Point& point : *face.points5)
            point = {point.x * factor, point.y * factor};
    return face;
}

std::vector<faces::DetectedFace> surest(std::vector<faces::DetectedFace> faces, double overlap,
                                        double extra)
{
    std::ranges::stable_sort(faces, std::greater(), &faces::DetectedFace::confidence);
    std::vector<faces::DetectedFace> kept;
    for (faces::DetectedFace& face : faces)
        if (std::ranges::none_of(kept, [&](const faces::DetectedFace& other) {
                return overlapOf(face.box, other.box, extra) > overlap;
            }))
            kept.push_back(std::move(face));
    return kept;
}

at::Tensor cellsOf(const at::Tensor& output, int64_t cells, int64_t columns)
{
    TORCH_CHECK(output.numel() == cells * columns, "a detector's output of ", output.sizes(),
                ", expected ", cells, " cells of ", columns);
    return output.reshape({cells, columns}).to(at::kCPU, at::kDouble).contiguous();
}

bool hasLevels(const OnnxNetwork& network, std::span<const int64_t> columns)
{
    constexpr size_t levels = 3;
    const auto& outputs = network.graph().outputs;
    if (outputs.size() != levels * columns.size())
        return false;
    for (size_t i = 0; i < outputs.size(); ++i) // a shape that is given must be the right one
        if (const auto& shape = outputs[i].shape;
            !shape.empty() && shape.back() >= 0 && shape.back() != columns[i / levels])
            return false;
    return true;
}

namespace {

class Detector final : public faces::ExtraDetector {
public:
    Detector(OnnxNetwork network, SingleShot shot)
        : m_network(std::move(network)), m_shot(std::move(shot))
    {
    }

    std::string name() const override { return m_shot.name; }

    std::vector<faces::DetectedFace> detect(const images::Image& photo,
                                            const std::stop_token&) const override
    {
        const at::NoGradGuard noGradients;
        const FittedPhoto fitted = fitPhoto(photo, m_shot.width, m_shot.height);
        auto found = m_shot.facesIn(m_network, fitted.rgb);
        for (faces::DetectedFace& face : found)
            face = scaledFace(face, 1 / fitted.scale);
        return found;
    }

private:
    OnnxNetwork m_network;
    SingleShot m_shot;
};

} // namespace

std::shared_ptr<const faces::ExtraDetector> singleShotDetector(OnnxNetwork network, SingleShot shot)
{
    return std::make_shared<const Detector>(std::move(network), std::move(shot));
}

} // namespace likeness::identity
