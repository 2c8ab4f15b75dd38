#include "core/training/FastBranch.h"

#include "core/diffusion/Samplers.h"
#include "core/training/Checkpointed.h"
#include "core/training/ContrastivePair.h"

#include <numeric>

namespace likeness::training {

namespace {

// x after step `i`; Euler remembers nothing, so a step may be computed again.
at::Tensor advanced(const FastBranch& branch, diffusion::Sampler& sampler, size_t i, const at::Tensor& x,
                    const diffusion::UnetConditioning& words, diffusion::CrossAttentionExtension* extension)
{
    const at::Tensor timesteps = at::full({x.size(0)}, sampler.timesteps()[i], x.options().dtype(at::kFloat));
    const diffusion::Unet& unet = branch.lightning ? *branch.lightning : branch.painter.unet;
    const at::Tensor output =
        unet.forward(sampler.scaleModelInput(x, i), timesteps, words, {.extension = extension});
    return sampler.step(output, i, x, {});
}

identity::IdAttention attentionOf(const FastBranch& branch, const at::Tensor& tokens)
{
    std::vector<int64_t> rows(static_cast<size_t>(tokens.size(0)));
    std::iota(rows.begin(), rows.end(), 0);
    return {branch.painter.idLayers, tokens, rows, {.scale = branch.strength}};
}

// {x, tokens} → {the next x} or, with the recorded twin, {the next x, semantic, layout}.
TensorFunction stepWithIdentity(const FastBranch& branch, std::shared_ptr<diffusion::Sampler> sampler, size_t i,
                                const diffusion::UnetConditioning& words, std::shared_ptr<const QueryRecorder> twin)
{
    return [branch, sampler, i, words, twin](const std::vector<at::Tensor>& in) -> std::vector<at::Tensor> {
        auto attention = attentionOf(branch, in[1]);
        if (!twin)
            return {advanced(branch, *sampler, i, in[0], words, &attention)};
        AlignmentMeter meter(*twin, attention);
        const at::Tensor next = advanced(branch, *sampler, i, in[0], words, &meter);
        return {next, meter.semantic(), meter.layout()};
    };
}

} // namespace

FastPicture paintFast(const FastBranch& branch, const at::Tensor& noise,
                      const diffusion::UnetConditioning& words, const at::Tensor& tokens, Contrast contrast)
{
    const std::shared_ptr<diffusion::Sampler> sampler =
        diffusion::makeTrailingEuler(branch.schedule, branch.steps);
    const size_t steps = sampler->steps();
    const bool isPair = contrast == Contrast::withTwin;
    const size_t first = steps - static_cast<size_t>(std::min(branch.differentiated, branch.steps));
    at::Tensor x = noise * sampler->initialNoiseScale(), twin = x;
    FastPicture result;
    for (size_t i = 0; i < steps; ++i) {
        auto recorder = isPair ? std::make_shared<QueryRecorder>() : nullptr;
        if (isPair) {
            const at::NoGradGuard noGradients;
            twin = advanced(branch, *sampler, i, twin, words, recorder.get());
        }
        const at::AutoGradMode gradients(at::GradMode::is_enabled() && i >= first);
        const auto next = checkpointed(stepWithIdentity(branch, sampler, i, words, recorder), {x, tokens});
        x = next[0];
        if (isPair && i >= first) {
            result.semantic = result.semantic.defined() ? result.semantic + next[1] : next[1];
            result.layout = result.layout.defined() ? result.layout + next[2] : next[2];
        }
    }
    if (isPair) {
        const double count = static_cast<double>(steps - first);
        result.semantic = result.semantic / count;
        result.layout = result.layout / count;
        result.twin = twin;
    }
    result.latent = x;
    return result;
}

at::Tensor decoded(const FastBranch& branch, const at::Tensor& latent)
{
    const TensorFunction decode = [branch](const std::vector<at::Tensor>& in) -> std::vector<at::Tensor> {
        return {branch.vae.decode(in[0] / branch.vae.options.scaling_factor)};
    };
    return checkpointed(decode, {latent})[0];
}

} // namespace likeness::training
