#include "core/generation/Pipeline.h"

#include "core/diffusion/Latents.h"
#include "core/diffusion/VaeStrips.h"
#include "core/generation/WorkingMemory.h"

#include <cstring>

namespace likeness::generation {

namespace {

// The text's side of every UNet call of a painting: [negative, positive], or positive alone.
diffusion::UnetConditioning conditioning(const DiffusionModel& model, const EncodedPrompts& prompts,
                                         const PaintSettings& settings)
{
    const text::PictureSizes own{settings.height, settings.width, 0, 0,
                                 settings.height, settings.width};
    const at::Tensor sizes = text::timeIds(settings.sizes.value_or(own)); // [1, 6]
    const auto options = at::TensorOptions(model.placement.dtype).device(model.placement.device);
    const auto& [positive, negative, dropped] = prompts;
    if (settings.guidance > 1)
        return {at::cat({negative.prompt_embeds, positive.prompt_embeds}).to(options),
                at::cat({negative.pooled, positive.pooled}).to(options),
                at::cat({sizes, sizes}).to(options.device())};
    return {positive.prompt_embeds.to(options), positive.pooled.to(options),
            sizes.to(options.device())};
}

// A share `amount` of the guided output is brought back to the deviation of the text's own (Lin et
// al. 2023, eq. 15, 16).
at::Tensor rescaled(const at::Tensor& guided, const at::Tensor& conditional, double amount)
{
    const at::Tensor spread = guided.std({1, 2, 3}, true, true);
    const at::Tensor wanted = conditional.std({1, 2, 3}, true, true);
    return amount * (guided * (wanted / spread)) + (1 - amount) * guided;
}

// One picture on its way.
struct Painting {
    std::unique_ptr<diffusion::Sampler> sampler;
    const IdentityUse* use = nullptr;
    std::optional<identity::IdAttention> identity;
    diffusion::LatentNoise noise; // goes on after the first draw: stochastic samplers ask for more
    at::Tensor latents;           // [1, C, h, w], fp32
};

std::optional<identity::IdAttention> attentionOf(const IdentityUse& use,
                                                 const PaintSettings& settings,
                                                 const weights::Placement& placement)
{
    if (!use.layers)
        return std::nullopt;
    const auto options = at::TensorOptions(placement.dtype).device(placement.device);
    const auto& [conditional, unconditional] = use.embedding;
    if (settings.guidance > 1)
        return std::optional<identity::IdAttention>(
            std::in_place, *use.layers, at::cat({unconditional, conditional}).to(options),
            std::vector<int64_t>{0, 1}, use.settings);
    return std::optional<identity::IdAttention>(std::in_place, *use.layers, conditional.to(options),
                                                std::vector<int64_t>{0}, use.settings);
}

// What a step's UNet call carries of the identity: nothing, it, or it with its maps kept.
class StepIdentity {
public:
    StepIdentity(Painting& painting, size_t step, size_t steps)
    {
        if (!painting.identity || !painting.use->worksAt(step, steps))
            return;
        m_extension = &*painting.identity;
        if (painting.use->recordMaps)
            m_extension = &m_recorder.emplace(*painting.identity);
    }

    diffusion::CrossAttentionExtension* extension() const { return m_extension; }
    std::map<int64_t, at::Tensor> takeMaps(const at::Tensor& latents)
    {
        return m_recorder ? m_recorder->take(latents.size(2), latents.size(3))
                          : std::map<int64_t, at::Tensor>();
    }

private:
    diffusion::CrossAttentionExtension* m_extension = nullptr;
    std::optional<identity::AttentionRecorder> m_recorder;
};

// The model's answer at one step, guided: [1, C, h, w] in fp32.
at::Tensor answer(const DiffusionModel& model, const PaintSettings& settings,
                  const diffusion::UnetConditioning& conditioning, Painting& painting, size_t step,
                  const diffusion::UnetCall& call)
{
    const auto& placement = model.placement;
    const at::Tensor input =
        painting.sampler->scaleModelInput(painting.latents, step).to(placement.dtype);
    const int64_t rows = conditioning.text.size(0);
    const at::Tensor timestep = at::full({1}, painting.sampler->timesteps()[step],
                                         at::TensorOptions(at::kFloat).device(placement.device));
    const at::Tensor output =
        model.unet.forward(input.expand({rows, -1, -1, -1}), timestep, conditioning, call)
            .to(at::kFloat);
    if (rows == 1)
        return output;
    const at::Tensor negative = output.slice(0, 0, 1);
    const at::Tensor positive = output.slice(0, 1, 2);
    const at::Tensor guided = negative + settings.guidance * (positive - negative);
    return settings.guidanceRescale > 0 ? rescaled(guided, positive, settings.guidanceRescale)
                                        : guided;
}

} // namespace

bool IdentityUse::worksAt(size_t step, size_t steps) const
{
    const double share = static_cast<double>(step) / static_cast<double>(steps);
    return share >= start && share < end;
}

std::vector<at::Tensor> paint(const DiffusionModel& model, const EncodedPrompts& prompts,
                              const PaintSettings& settings, const SamplerFactory& makeSampler,
                              const std::vector<IdentityUse>& identities, const PaintStepSink& sink,
                              const std::stop_token& stop)
{
    const diffusion::UnetConditioning conditions = conditioning(model, prompts, settings);
    const int64_t channels = model.unet.options.in_channels;
    const int64_t cell = model.vae.downscale();
    const int64_t h = settings.height / cell, w = settings.width / cell;
    const at::Device device = model.placement.device;

    std::vector<Painting> paintings;
    for (const IdentityUse& use : identities) {
        Painting painting{makeSampler(),
                          &use,
                          attentionOf(use, settings, model.placement),
                          diffusion::LatentNoise({settings.seed}),
                          {}};
        const at::Tensor drawn = painting.noise.draw(channels, h, w); // [1, C, h, w]
        painting.latents =
            (settings.noise.defined() ? settings.noise : drawn).to(device, at::kFloat) *
            painting.sampler->initialNoiseScale();
        paintings.push_back(std::move(painting));
    }
    diffusion::KeyValueCache cache;
    const size_t steps = paintings.empty() ? 0 : paintings.front().sampler->steps();
    for (size_t step = 0; step < steps; ++step)
        for (size_t picture = 0; picture < paintings.size(); ++picture) {
            Painting& painting = paintings[picture];
            diffusion::throwIfStopped(stop);
            StepIdentity identity(painting, step, steps);
            const diffusion::UnetCall call{identity.extension(), &cache, stop};
            const at::Tensor output = answer(model, settings, conditions, painting, step, call);
            const at::Tensor original =
                painting.sampler->predictOriginal(output, step, painting.latents);
            painting.latents = painting.sampler->step(output, step, painting.latents, [&] {
                return painting.noise.draw(channels, h, w).to(device);
            });
            if (sink)
                sink({picture, step, original, painting.latents,
                      identity.takeMaps(painting.latents)});
        }
    std::vector<at::Tensor> latents;
    for (Painting& painting : paintings)
        latents.push_back(std::move(painting.latents));
    return latents;
}

at::Tensor decodeLatents(const DiffusionModel& model, const at::Tensor& latents,
                         const std::stop_token& stop)
{
    const diffusion::Vae& vae = model.vae;
    const at::Tensor z = (latents / vae.options.scaling_factor).to(vae.dtype());
    // By the size alone, so that the same request makes the same bytes whatever is free.
    if (z.size(2) * z.size(3) > largestDecodedAtOnce_cells)
        return diffusion::decodeInStrips(vae, z, {}, stop).to(at::kFloat);
    try {
        return vae.decode(z, stop).to(at::kFloat); // [1, 3, H, W]
    } catch (const c10::OutOfMemoryError&) { // others may have taken what was free
        return diffusion::decodeInStrips(vae, z, {}, stop).to(at::kFloat);
    }
}

images::Image toImage(const at::Tensor& pixels)
{
    TORCH_CHECK(pixels.dim() == 4 && pixels.size(0) == 1 && pixels.size(1) == 3,
                "a picture is [1, 3, H, W], not ", pixels.sizes());
    const at::Tensor bytes = (pixels[0].to(at::kCPU, at::kFloat) / 2 + 0.5)
                                 .clamp(0, 1)
                                 .mul(255)
                                 .nan_to_num()
                                 .round()
                                 .to(at::kByte)
                                 .permute({1, 2, 0})
                                 .contiguous(); // [H, W, 3]
    images::Image image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)));
    std::memcpy(image.rgb.data(), bytes.const_data_ptr<std::uint8_t>(), image.rgb.size());
    return image;
}

} // namespace likeness::generation
