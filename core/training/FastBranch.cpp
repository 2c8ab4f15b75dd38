#include "core/training/FastBranch.h"

#include "core/training/Checkpointed.h"
#include "core/training/ContrastivePair.h"

#include <numeric>

namespace likeness::training {

namespace {

using diffusion::NoiseLevel;

struct Step {
    double timestep = 0;
    NoiseLevel now, next;
};

// Trailing spacing: the first step is the last timestep, pure noise (Lin et al. 2023).
std::vector<Step> stepsOf(const diffusion::NoiseSchedule& schedule, int64_t steps)
{
    const int64_t total = schedule.options.num_train_timesteps;
    std::vector<Step> result;
    for (int64_t i = 0; i < steps; ++i) {
        const int64_t t = total - i * total / steps - 1, next = total - (i + 1) * total / steps - 1;
        result.push_back({static_cast<double>(t), schedule.levelOf(t), next < 0 ? NoiseLevel() : schedule.levelOf(next)});
    }
    return result;
}

// One step of DDIM (Song et al. 2021, equation 12 with eta 0).
at::Tensor advanced(const FastBranch& branch, const Step& step, const at::Tensor& x,
                    const diffusion::UnetConditioning& words, diffusion::CrossAttentionExtension* extension)
{
    const at::Tensor timesteps = at::full({x.size(0)}, step.timestep, at::kFloat);
    const at::Tensor output = branch.painter.unet.forward(x, timesteps, words, {.extension = extension});
    const at::Tensor original =
        diffusion::originalFrom(branch.schedule.options.prediction_type, output, x, step.now);
    const at::Tensor noise = (x - step.now.alpha * original) / step.now.sigma;
    return step.next.alpha * original + step.next.sigma * noise;
}

identity::IdAttention attentionOf(const FastBranch& branch, const at::Tensor& tokens)
{
    std::vector<int64_t> rows(static_cast<size_t>(tokens.size(0)));
    std::iota(rows.begin(), rows.end(), 0);
    return {branch.painter.idLayers, tokens, rows, {.scale = branch.strength}};
}

// {x, tokens} → {the next x} or, with the recorded twin, {the next x, semantic, layout}.
TensorFunction stepWithIdentity(const FastBranch& branch, const Step& step, const diffusion::UnetConditioning& words,
                                std::shared_ptr<const QueryRecorder> twin)
{
    return [branch, step, words, twin](const std::vector<at::Tensor>& in) -> std::vector<at::Tensor> {
        auto attention = attentionOf(branch, in[1]);
        if (!twin)
            return {advanced(branch, step, in[0], words, &attention)};
        AlignmentMeter meter(*twin, attention);
        const at::Tensor next = advanced(branch, step, in[0], words, &meter);
        return {next, meter.semantic(), meter.layout()};
    };
}

at::Tensor decode(const FastBranch& branch, const at::Tensor& latents)
{
    return branch.vae.decode(latents / branch.vae.options.scaling_factor);
}

} // namespace

FastPicture paintFast(const FastBranch& branch, const at::Tensor& noise,
                      const diffusion::UnetConditioning& words, const at::Tensor& tokens, Contrast contrast)
{
    const auto steps = stepsOf(branch.schedule, branch.steps);
    const bool isPair = contrast == Contrast::withTwin;
    const size_t first = steps.size() - static_cast<size_t>(std::min(branch.differentiated, branch.steps));
    at::Tensor x = noise, twin = noise;
    FastPicture result;
    for (size_t i = 0; i < steps.size(); ++i) {
        auto recorder = isPair ? std::make_shared<QueryRecorder>() : nullptr;
        if (isPair) {
            const at::NoGradGuard noGradients;
            twin = advanced(branch, steps[i], twin, words, recorder.get());
        }
        const at::AutoGradMode gradients(at::GradMode::is_enabled() && i >= first);
        const auto next = checkpointed(stepWithIdentity(branch, steps[i], words, recorder), {x, tokens});
        x = next[0];
        if (isPair && i >= first) {
            result.semantic = result.semantic.defined() ? result.semantic + next[1] : next[1];
            result.layout = result.layout.defined() ? result.layout + next[2] : next[2];
        }
    }
    if (isPair) {
        const double count = static_cast<double>(steps.size() - first);
        result.semantic = result.semantic / count;
        result.layout = result.layout / count;
        const at::NoGradGuard noGradients;
        result.twin = decode(branch, twin);
    }
    result.picture = checkpointed(
        [branch](const std::vector<at::Tensor>& in) -> std::vector<at::Tensor> { return {decode(branch, in[0])}; },
        {x})[0];
    return result;
}

} // namespace likeness::training
