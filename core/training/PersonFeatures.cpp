#include "core/training/PersonFeatures.h"

#include "core/identity/FaceFeatures.h"

namespace likeness::training {

PersonFeatures personFeatures(const PortraitSet& set, const identity::ArcFace& arcFace, const identity::EvaClip& eva,
                              const base::ProgressSink& progress, at::Device device)
{
    const at::NoGradGuard noGradients;
    const int64_t persons = set.arcFace.size(0), references = set.arcFace.size(1), batch = 32;
    std::vector<at::Tensor> conditions;
    std::vector<std::vector<at::Tensor>> hidden(5);
    for (int64_t first = 0; first < persons; first += batch) {
        const int64_t count = std::min(batch, persons - first);
        const at::Tensor faces = set.arcFace.narrow(0, first, count).flatten(0, 1).to(device, at::kFloat);
        const at::Tensor gray = set.eva.narrow(0, first, count).flatten(0, 1).to(device, at::kFloat) / 255;
        const auto seen = eva.forward(identity::normaliseForClip(gray.unsqueeze(1).expand({-1, 3, -1, -1})));
        const at::Tensor face = arcFace.forward((faces - 127.5) / 127.5);
        conditions.push_back(at::cat({face, seen.unitFeature()}, 1).view({count, references, -1}).to(at::kCPU));
        for (size_t scale = 0; scale < 5; ++scale) {
            const at::Tensor& state = seen.hidden[scale]; // [count * R, T, width]
            hidden[scale].push_back(state.to(at::kCPU, at::kHalf).view({count, references, state.size(1), state.size(2)}));
        }
        if (progress)
            progress({"Looking at the reference portraits",
                      static_cast<double>(first + count) / static_cast<double>(persons), -1});
    }
    PersonFeatures features{at::cat(conditions), {}};
    for (const auto& scale : hidden)
        features.hidden.push_back(at::cat(scale));
    return features;
}

} // namespace likeness::training
